import { useZone } from "../../app/hooks";
import { minuteIn } from "../../model/moment";
import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  const zone = useZone();
  const moment = asText(value);
  if (Number.isNaN(Date.parse(moment))) return null;
  return <span className="fw-number">{minuteIn(moment, zone)}</span>;
}

export const look: Look = { Cell };
