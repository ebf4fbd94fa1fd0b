/** What becomes of real values: how many go over, how they look there, and what does not. */
import { useTranslation } from "react-i18next";
import type { Json, Labels } from "../../api/contract";
import type { ConversionPreview } from "../../api/conversions";
import type { FieldDocument } from "../../model/designer/documents";
import { labelOf } from "../../model/label";

const SHOWN = 8;

export function Outcome({ seen, field }: { seen: ConversionPreview; field: FieldDocument | undefined }) {
  const { t, i18n } = useTranslation();
  const options = (field?.["x-field"].options ?? []) as { key: string; labels?: Labels }[];
  const word = (key: string) => {
    const option = options.find((one) => one.key === key);
    return option ? labelOf(option, i18n.language) : key;
  };
  const text = (value: Json | undefined): string => {
    if (value === null || value === undefined) return "–";
    if (typeof value === "string") return word(value);
    if (Array.isArray(value)) return value.map(text).join(t("common.listing"));
    return typeof value === "object" ? Object.values(value).map(text).join(" ") : String(value);
  };
  if (seen.total === 0) return <p>{t("design.convert.empty")}</p>;
  return (
    <>
      <p className="fwd-convert-sum">
        <strong>{t("design.convert.goes", { count: seen.converted })}</strong>
        {seen.refused > 0 && <span className="fwd-refused">{t("design.convert.stays", { count: seen.refused })}</span>}
        {seen.looked_at < seen.total && (
          <span className="fw-muted">{t("design.convert.ofThem", { count: seen.looked_at, total: seen.total })}</span>
        )}
      </p>
      <table className="fwd-convert">
        <thead>
          <tr>
            <th>{t("design.convert.record")}</th>
            <th>{t("design.convert.now")}</th>
            <th>{t("design.convert.becomes")}</th>
          </tr>
        </thead>
        <tbody>
          {seen.refused_examples.slice(0, SHOWN).map((one) => (
            <tr key={one.id}>
              <td>{one.title ?? ""}</td>
              <td>{one.shown}</td>
              <td className="fwd-refused">{one.reason}</td>
            </tr>
          ))}
          {seen.examples.slice(0, SHOWN).map((one) => (
            <tr key={one.id}>
              <td>{one.title ?? ""}</td>
              <td>{one.shown}</td>
              <td>{text(one.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {seen.refused_values.length > 0 && (
        <p className="fw-muted">
          {t("design.convert.values", {
            list: seen.refused_values
              .slice(0, SHOWN)
              .map(({ shown, count }) => `${shown} (${count})`)
              .join(t("common.listing")),
          })}
        </p>
      )}
    </>
  );
}
