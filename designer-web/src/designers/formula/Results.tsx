/** What a formula yields on the five newest records. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { type Trial, tryFormula } from "../../api/definitions";
import { useProblemText } from "../../app/hooks";

type Props = { entity: string; row?: string; text: string; sound: boolean };

/** A value of a formula in words; numbers and days come in objects of one key. */
export function shown(value: Json, blank: string): string {
  if (value === null || value === "") return blank;
  if (Array.isArray(value)) return value.map((one) => shown(one, blank)).join("、");
  if (typeof value === "object") return String(Object.values(value)[0] ?? blank);
  return String(value);
}

export function Results({ entity, row, text, sound }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const trial = useQuery({
    queryKey: ["formula trial", entity, row, text],
    queryFn: ({ signal }) => tryFormula({ entity, ...(row !== undefined && { row }), text }, signal),
    enabled: sound && text.trim() !== "",
    retry: false,
  });
  const nameOf = (one: Trial) =>
    one.row === null
      ? (one.title ?? one.id.slice(0, 8))
      : t("design.formula.row", { title: one.title ?? one.id.slice(0, 8), row: one.row + 1 });
  return (
    <div className="fwd-results">
      <h3>{t("design.formula.results")}</h3>
      {trial.isError && <p className="fw-muted">{trial.error && problemText(trial.error)}</p>}
      {!trial.data || trial.data.issues.length > 0 ? (
        !trial.isError && <p className="fw-muted">{t("design.formula.noResults")}</p>
      ) : trial.data.items.length === 0 ? (
        <p className="fw-muted">{t("design.formula.noRecords")}</p>
      ) : (
        <table>
          <tbody>
            {trial.data.items.map((one) => (
              <tr key={`${one.id} ${one.row}`}>
                <th scope="row" className="fw-ellipsis">
                  {nameOf(one)}
                </th>
                <td className={one.error ? "fw-field-issue" : undefined}>
                  {one.error ? one.error.message : shown(one.value, t("design.formula.blank"))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
