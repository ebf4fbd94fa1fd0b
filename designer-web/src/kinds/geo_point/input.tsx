import { AimOutlined } from "@ant-design/icons";
import { Input as AntInput, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { pointOf, whyNoPosition } from "../../model/position";
import { asObject, asText, isBlank } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";

const WAIT = 15_000;

/** Two numbers and a name, or where one stands: the browser asks for leave and may be refused. */
export function Input({ value, onChange, id, issues, autoFocus, label }: InputProps) {
  const { t } = useTranslation();
  const point = asObject(value);
  const [looking, setLooking] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const status = issues?.length ? ("error" as const) : undefined;
  const change = (next: { [key: string]: Json | undefined }) => onChange(isBlank(next) ? undefined : next);
  const locate = () => {
    setRefused(null);
    if (!navigator.geolocation) return setRefused(t("kinds.positionUnknown"));
    setLooking(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLooking(false);
        const { accuracy: _, ...kept } = point;
        change({ ...kept, ...pointOf(coords) });
      },
      (error) => {
        setLooking(false);
        setRefused(t(`kinds.${whyNoPosition(error.code)}`));
      },
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: 0 },
    );
  };
  const part = (key: "lat" | "lng" | "name", first: boolean) => (
    <AntInput
      id={first ? id : undefined}
      aria-label={`${label} ${t(`kinds.${key}`)}`}
      placeholder={t(`kinds.${key}`)}
      inputMode={key === "name" ? "text" : "decimal"}
      autoComplete="off"
      value={asText(point[key])}
      status={status}
      autoFocus={first && autoFocus}
      // Degrees typed by hand are as exact as they are; how far off the device was says nothing of them.
      onChange={(event) =>
        change({
          ...point,
          ...(key !== "name" && { accuracy: undefined }),
          [key]: event.target.value.trim() === "" ? undefined : event.target.value,
        })
      }
    />
  );
  return (
    <div>
      <span className="fw-row">
        {part("lat", true)}
        {part("lng", false)}
        <Button icon={<AimOutlined />} onClick={locate} loading={looking}>
          {t("kinds.locate")}
        </Button>
      </span>
      {part("name", false)}
      {typeof point.accuracy === "number" && (
        <span className="fw-field-note">{t("kinds.accuracy", { metres: point.accuracy })}</span>
      )}
      {refused && (
        <span className="fw-field-issue" role="alert">
          {refused}
        </span>
      )}
    </div>
  );
}

/** A point is asked only whether it is there. */
export function Filter(_: FilterInputProps) {
  return null;
}
