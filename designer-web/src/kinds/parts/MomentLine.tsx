import { CalendarOutlined, ClockCircleOutlined } from "@ant-design/icons";
import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../app/hooks";
import type { Reading } from "../../model/day";
import "./moment.css";

type Picked = "date" | "datetime-local" | "time";

type Props = {
  id?: string;
  label: string;
  /** What is stored, or the text itself while it is no moment. */
  value: string;
  picked: Picked;
  read: (typed: string) => Reading;
  show: (stored: string) => string;
  /** `stored` is undefined for a blank line and for a text that is none; `typed` is that text. */
  onChange: (stored: string | undefined, typed: string) => void;
  invalid?: boolean;
  autoFocus?: boolean;
};

/** A day, a time or both as people type them (11.2, 明天, 9点半), beside a calendar; what was understood is shown below. */
export function MomentLine({ id, label, value, picked, read, show, onChange, invalid, autoFocus }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const reading = typed === null ? null : read(typed);
  const refused = left && reading && "refused" in reading ? reading.refused : null;
  const understood = reading && "value" in reading ? show(reading.value) : "";
  const shown = show(value);
  const change = (text: string) => {
    const next = read(text);
    setTyped(text);
    setLeft(false);
    onChange("value" in next ? next.value || undefined : undefined, text);
  };
  const leave = () => {
    setLeft(true);
    if (reading && "value" in reading) setTyped(null);
  };
  const pick = (text: string) => {
    change(text);
    setTyped(null);
  };
  return (
    <>
      <span className="fw-moment-line">
        <Input
          id={id}
          aria-label={label}
          autoComplete="off"
          value={typed ?? shown}
          onChange={(event) => change(event.target.value)}
          onBlur={leave}
          status={invalid || refused ? "error" : undefined}
          aria-invalid={invalid || Boolean(refused) || undefined}
          autoFocus={autoFocus}
        />
        <Picker picked={picked} shown={understood || shown} onPick={pick} />
      </span>
      {understood && understood !== typed?.trim() && <span className="fw-field-note fw-number">= {understood}</span>}
      {refused && !invalid && <span className="fw-field-issue">{t(`form.${refused}`)}</span>}
    </>
  );
}

type PickerProps = { picked: Picked; shown: string; onPick: (text: string) => void };

/** The sign at the end of the line: opens a calendar, on a phone and for a time the device's own. */
function Picker({ picked, shown, onPick }: PickerProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const label = t(picked === "time" ? "form.pickTime" : "form.pickDay");
  const exact = /^(\d{4}-\d{2}-\d{2})?( ?\d{2}:\d{2})?$/.test(shown) ? shown : "";
  if (!phone && picked !== "time") {
    const timed = picked === "datetime-local";
    const format = timed ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD";
    return (
      <DatePicker
        className="fw-moment-pick"
        aria-label={label}
        variant="borderless"
        inputReadOnly
        allowClear={false}
        placement="bottomRight"
        format={format}
        showTime={timed && { format: "HH:mm", minuteStep: 5 }}
        value={exact ? dayjs(exact) : null}
        onChange={(next) => onPick(next ? next.format(format) : "")}
      />
    );
  }
  return (
    <span className="fw-moment-pick">
      {picked === "time" ? <ClockCircleOutlined aria-hidden /> : <CalendarOutlined aria-hidden />}
      <input
        type={picked}
        aria-label={label}
        value={exact.replace(" ", "T")}
        onClick={(event) => event.currentTarget.showPicker?.()}
        onChange={(event) => onPick(event.target.value)}
      />
    </span>
  );
}
