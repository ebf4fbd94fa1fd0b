import { useLabel } from "../../app/hooks";
import { asList, asText } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { Chips } from "../parts/Chips";

function Cell({ field, value, place }: CellProps) {
  const label = useLabel();
  const chips = asList(value).map((entry) => {
    const key = asText(entry);
    const option = field.options?.find((one) => one.key === key);
    return { key, text: option ? label(option) : key, color: option?.color };
  });
  return <Chips chips={chips} place={place} />;
}

export const look: Look = { Cell };
