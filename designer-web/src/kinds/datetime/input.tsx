import { useZone } from "../../app/hooks";
import { readMoment } from "../../model/day";
import { addDays, dayIn, minuteIn, momentOf } from "../../model/moment";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { MomentFilter } from "../parts/MomentFilter";
import { MomentLine } from "../parts/MomentLine";

const STORED = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Shown and typed in the person's zone, kept in UTC. */
export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const zone = useZone();
  return (
    <MomentLine
      id={id}
      label={label}
      value={asText(value)}
      picked="datetime-local"
      read={(typed) => readMoment(typed, dayIn(new Date(), zone), zone)}
      show={(stored) => (STORED.test(stored) ? minuteIn(stored, zone) : stored)}
      onChange={(moment, typed) => onChange(moment ?? (typed.trim() || undefined))}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
    />
  );
}

export function Filter(props: FilterInputProps) {
  const zone = useZone();
  return (
    <MomentFilter
      {...props}
      toDay={(stored) => (asText(stored) ? dayIn(asText(stored), zone) : "")}
      toStored={(day, end) => (end === "to" ? momentOf(addDays(day, 1), "00:00", zone) : momentOf(day, "00:00", zone))}
    />
  );
}
