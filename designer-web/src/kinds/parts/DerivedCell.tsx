/** A derived value whose result type the server did not name: told from its JSON form. */
import { useTranslation } from "react-i18next";
import { useLabel } from "../../app/hooks";
import { groupDigits } from "../../model/decimal";
import { asList, asObject, asText, asTitled } from "../../model/value";
import type { CellProps } from "../kind";

export function DerivedCell({ field, value }: CellProps) {
  const { t } = useTranslation();
  const label = useLabel();
  if (typeof value === "number" || (typeof value === "string" && /^-?\d{1,18}(\.\d+)?$/.test(value))) {
    return <span className="fw-number">{groupDigits(String(value), field.scale ?? undefined)}</span>;
  }
  const option = field.options?.find((one) => one.key === value);
  if (option) return <>{label(option)}</>;
  const amount = asObject(value).amount;
  if (amount !== undefined) return <span className="fw-number">{groupDigits(asText(amount), 2)}</span>;
  if (Array.isArray(value))
    return (
      <>
        {asList(value)
          .map((part) => asTitled(part)?.title || asText(part))
          .join(t("common.listing"))}
      </>
    );
  return <>{asTitled(value)?.title || asText(value)}</>;
}
