import { useTranslation } from "react-i18next";
import type { Entity, Import, ImportColumnTotals, ImportTotal } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { SIGNS } from "../../kinds/money/currency";
import { groupDigits } from "../../model/decimal";
import { fieldOf } from "../../model/fields";
import { orderTotals } from "../../model/importing";

type Props = { entity: Entity; job: Import; totals: ImportColumnTotals[] };

/** Sums and counts of every column in the file and as they are written, and whether they are the same. */
export function TotalsTable({ entity, job, totals }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const different = totals.filter((one) => !one.agree).length;
  return (
    <div>
      <div className="fw-sample-head">
        <strong>{t("importing.totalsTitle")}</strong>
        <span className="fw-sample-result" data-agree={different === 0}>
          {different === 0
            ? t("importing.allAgree", { count: totals.length })
            : t("importing.someDiffer", { count: different })}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: higher than its room, so whoever uses the keyboard must reach it to scroll (axe: scrollable-region-focusable) */}
      <section className="fw-totals-scroll" tabIndex={0} aria-label={t("importing.totalsTitle")}>
        <table className="fw-totals">
          <thead>
            <tr>
              <th>{t("importing.totalsColumn")}</th>
              <th>{t("importing.inFile")}</th>
              <th>{t(job.state === "done" ? "importing.wasWritten" : "importing.willBe")}</th>
              <th>{t("importing.totalsResult")}</th>
            </tr>
          </thead>
          <tbody>
            {orderTotals(totals).map((one) => (
              <tr key={one.column}>
                <th scope="row" title={one.header}>
                  {label(fieldOf(entity, one.field) ?? { key: one.header })}
                </th>
                <td>
                  <Side number={one.number} side={one.file} />
                </td>
                <td>
                  <Side number={one.number} side={one.written} />
                </td>
                <td>
                  <span className="fw-sample-result" data-agree={one.agree}>
                    {t(one.agree ? "importing.agree" : "importing.differ")}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Side({ number, side }: { number: boolean; side: ImportTotal }) {
  const { t } = useTranslation();
  return (
    <>
      {number &&
        side.sums.map(({ currency, sum }) => (
          <div key={currency ?? ""} className="fw-number">
            {currency ? (SIGNS[currency] ?? `${currency} `) : ""}
            {groupDigits(sum)}
          </div>
        ))}
      <span className={number ? "fw-muted fw-number" : "fw-number"}>
        {t("importing.totalsCount", { count: side.count })}
      </span>
    </>
  );
}
