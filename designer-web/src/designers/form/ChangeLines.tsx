import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listUsages } from "../../api/definitions";
import type { Line } from "../../model/designer/difference";
import { impactOf } from "../../model/designer/impact";

const SIGN = { added: "+", changed: "~", removed: "−", breaking: "!" } as const;

/** What changes, worst last to be overlooked: what breaks stands out. */
export function ChangeLines({ lines }: { lines: Line[] }) {
  const { t, i18n } = useTranslation();
  const detail = ({ text, detail: said }: Line) =>
    text === "fieldAdded" && said && i18n.exists(`design.kind.${said}`, { ns: "design" })
      ? t(`design.kind.${said}`)
      : said;
  return (
    <ul className="fwd-changes">
      {lines.map((line) => (
        <li key={`${line.text} ${line.reference ?? line.label}`} data-tone={line.tone}>
          <span aria-hidden="true">{SIGN[line.tone]}</span>
          {t(`design.change.${line.text}`, { label: line.label, detail: detail(line) })}
        </li>
      ))}
    </ul>
  );
}

/** Who uses the fields that change: 2 个视图、1 个流程用到它. */
export function Impact({ entity, lines, form }: { entity: string; lines: Line[]; form: string }) {
  const { t } = useTranslation();
  const usages = useQuery({
    queryKey: ["usages", entity],
    queryFn: () => listUsages({ kind: "entity", key: entity }),
    retry: false,
  });
  const found = impactOf(usages.data?.items ?? [], lines, form);
  return (
    <>
      <h3>{t("design.publishing.impact")}</h3>
      {found.length === 0 ? (
        <p className="fw-muted">{t("design.publishing.noImpact")}</p>
      ) : (
        <ul className="fwd-changes">
          {found.map((one) => (
            <li key={one.field} data-tone="breaking">
              <span aria-hidden="true">!</span>
              {t("design.publishing.uses", {
                label: one.label,
                list: one.counts
                  .map(({ kind, count }) => t("design.publishing.count", { count, kind: t(`design.usage.${kind}`) }))
                  .join(t("common.listing")),
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
