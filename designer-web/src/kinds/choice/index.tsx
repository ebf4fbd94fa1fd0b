import { useLabel } from "../../app/hooks";
import { Chip } from "../../app/Parts";
import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ field, value }: CellProps) {
  const label = useLabel();
  const key = asText(value);
  if (!key) return null;
  const option = field.options?.find((one) => one.key === key);
  return <Chip text={option ? label(option) : key} color={option?.color} />;
}

export const look: Look = { Cell };
