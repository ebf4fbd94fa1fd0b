/** A derived value whose result type the server did not name: told from its JSON form. */
import { groupDigits } from "../../model/decimal";
import { labelOf } from "../../model/label";
import { asList, asObject, asText, asTitled } from "../../model/value";
import type { CellProps } from "../kind";

export function DerivedCell({ field, value }: CellProps) {
  if (typeof value === "number" || (typeof value === "string" && /^-?\d{1,18}(\.\d+)?$/.test(value))) {
    return <span className="fw-number">{groupDigits(String(value), field.scale ?? undefined)}</span>;
  }
  const option = field.options?.find((one) => one.key === value);
  if (option) return <>{labelOf(option, "zh-CN")}</>;
  const amount = asObject(value).amount;
  if (amount !== undefined) return <span className="fw-number">{groupDigits(asText(amount), 2)}</span>;
  if (Array.isArray(value))
    return (
      <>
        {asList(value)
          .map((part) => asTitled(part)?.title || asText(part))
          .join("、")}
      </>
    );
  return <>{asTitled(value)?.title || asText(value)}</>;
}
