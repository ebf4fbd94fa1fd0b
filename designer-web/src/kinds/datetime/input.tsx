import { Input as AntInput, DatePicker } from "antd";
import dayjs from "dayjs";
import { usePhone, useZone } from "../../app/hooks";
import { addDays, dayIn, momentOf, timeIn } from "../../model/moment";
import { asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { MomentFilter } from "../parts/MomentFilter";

/** Shown and typed in the person's zone, kept in UTC. */
export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const phone = usePhone();
  const zone = useZone();
  const moment = asText(value);
  const local = moment ? `${dayIn(moment, zone)}T${timeIn(moment, zone)}` : "";
  const status = issues?.length ? ("error" as const) : undefined;
  const change = (text: string) => {
    const [day, time] = text.split("T");
    onChange(day && time ? momentOf(day, time.slice(0, 5), zone) : undefined);
  };
  if (phone) {
    return (
      <AntInput
        id={id}
        aria-label={label}
        type="datetime-local"
        value={local}
        status={status}
        onChange={(event) => change(event.target.value)}
      />
    );
  }
  return (
    <DatePicker
      id={id}
      aria-label={label}
      showTime={{ format: "HH:mm", minuteStep: 5 }}
      format="YYYY-MM-DD HH:mm"
      value={local ? dayjs(local) : null}
      onChange={(next) => change(next ? next.format("YYYY-MM-DDTHH:mm") : "")}
      status={status}
      autoFocus={autoFocus}
      style={{ width: "100%" }}
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
