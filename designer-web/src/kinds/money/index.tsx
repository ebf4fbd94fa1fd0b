import { useTranslation } from "react-i18next";
import { groupDigits, inTenThousands } from "../../model/decimal";
import { asObject, asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { SIGNS } from "./currency";

function Cell({ field, value, place }: CellProps) {
  const { i18n } = useTranslation();
  const { amount, currency } = asObject(value);
  const number = asText(amount);
  if (isBlank(number)) return null;
  const sign = SIGNS[asText(currency) || field.currency || "CNY"] ?? `${asText(currency)} `;
  const full = `${sign}${groupDigits(number, field.scale ?? 2)}`;
  const large = number.replace("-", "").split(".")[0]?.length ?? 0;
  return (
    <span className="fw-number" title={full}>
      {full}
      {place === "page" && large > 4 && i18n.language === "zh-CN" && (
        <span className="fw-muted"> ({inTenThousands(number)})</span>
      )}
    </span>
  );
}

export const look: Look = { Cell, align: "right" };
