import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { usePhone, useZone } from "../../app/hooks";
import { dayIn, parseDay } from "../../model/moment";

type Props = {
  id?: string;
  label: string;
  value: string;
  onChange: (day: string | undefined) => void;
  invalid?: boolean;
  autoFocus?: boolean;
};

/** A day: the phone's own picker, or a calendar in which 明天, 11.2 and 20261102 can be typed. */
export function DayPicker({ id, label, value, onChange, invalid, autoFocus }: Props) {
  const phone = usePhone();
  const zone = useZone();
  const status = invalid ? ("error" as const) : undefined;
  if (phone) {
    return (
      <Input
        id={id}
        aria-label={label}
        type="date"
        value={value}
        status={status}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    );
  }
  const understand = (typed: string) => {
    const day = parseDay(typed, dayIn(new Date(), zone));
    if (day) onChange(day);
  };
  return (
    <DatePicker
      id={id}
      aria-label={label}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : undefined)}
      onBlur={(event) => understand((event.target as HTMLInputElement).value)}
      onKeyDown={(event) => event.key === "Enter" && understand((event.target as HTMLInputElement).value)}
      format="YYYY-MM-DD"
      status={status}
      autoFocus={autoFocus}
      style={{ width: "100%" }}
    />
  );
}
