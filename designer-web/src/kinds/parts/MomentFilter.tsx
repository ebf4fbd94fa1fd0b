import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { asObject, isBlank } from "../../model/value";
import type { FilterInputProps } from "../kind";
import { DayPicker } from "./DayPicker";
import { Ends } from "./Ends";

type Props = FilterInputProps & {
  toStored: (day: string, end: "from" | "to") => string;
  toDay: (value: Json | undefined) => string;
};

type Relative = "fixed" | "days_ago" | "days_ahead" | "week" | "month" | "quarter" | "year";

function relativeOf(value: Json | undefined): Relative {
  const object = asObject(value);
  if (object.days_ago !== undefined) return "days_ago";
  if (object.days_ahead !== undefined) return "days_ahead";
  const start = object.start_of;
  return start === "week" || start === "month" || start === "quarter" || start === "year" ? start : "fixed";
}

function relativeValue(kind: Relative): Json | undefined {
  if (kind === "fixed") return undefined;
  if (kind === "days_ago") return { days_ago: 30 };
  return kind === "days_ahead" ? { days_ahead: 7 } : { start_of: kind };
}

/** A day to compare with: one of the calendar, or one that moves with today. */
export function MomentFilter({ op, value, onChange, label, toStored, toDay }: Props) {
  return (
    <Ends between={op === "between"} value={value} onChange={onChange}>
      {(end, change) => (
        <OneEnd
          value={end}
          onChange={change}
          label={label}
          movable={op !== "between"}
          toDay={toDay}
          toStored={(day) => toStored(day, op === "lte" ? "to" : "from")}
        />
      )}
    </Ends>
  );
}

type EndProps = Pick<Props, "value" | "onChange" | "label" | "toDay"> & {
  movable: boolean;
  toStored: (day: string) => string;
};

function OneEnd({ value, onChange, label, movable, toStored, toDay }: EndProps) {
  const { t } = useTranslation();
  const kind = relativeOf(value);
  const days = Number(asObject(value).days_ago ?? asObject(value).days_ahead ?? 0);
  const choices: { value: Relative; label: string }[] = [
    { value: "fixed", label: t("range.fixed") },
    { value: "days_ago", label: t("range.daysAgo", { count: days || 30 }) },
    { value: "days_ahead", label: t("range.daysAhead", { count: days || 7 }) },
    { value: "week", label: t("range.thisWeek") },
    { value: "month", label: t("range.thisMonth") },
    { value: "year", label: t("range.thisYear") },
  ];
  return (
    <span className="fw-row" style={{ width: "100%" }}>
      {movable && (
        <Select
          aria-label={label}
          value={kind}
          options={choices}
          onChange={(next) => onChange(relativeValue(next))}
          style={{ minWidth: 112 }}
        />
      )}
      {kind === "fixed" && (
        <DayPicker
          label={label}
          value={isBlank(value) ? "" : toDay(value)}
          onChange={(day, typed) => (day || typed.trim() === "") && onChange(day && toStored(day))}
        />
      )}
      {(kind === "days_ago" || kind === "days_ahead") && (
        <InputNumber
          aria-label={label}
          min={0}
          max={3660}
          value={days}
          onChange={(next) => onChange({ [kind]: next ?? 0 })}
          style={{ width: 80 }}
        />
      )}
    </span>
  );
}
