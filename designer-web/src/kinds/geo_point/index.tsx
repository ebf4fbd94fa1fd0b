import { asObject, asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  if (isBlank(value)) return null;
  if (typeof value === "string") return <>{value}</>;
  const { lat, lng, accuracy, name } = asObject(value);
  const degrees = `${asText(lat)}, ${asText(lng)}`;
  return (
    <span>
      {asText(name)} <span className="fw-number fw-muted">{degrees}</span>
      {typeof accuracy === "number" && <span className="fw-muted"> ±{accuracy}m</span>}
    </span>
  );
}

export const look: Look = { Cell, wide: true };
