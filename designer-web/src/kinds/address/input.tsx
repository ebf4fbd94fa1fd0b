import { Input as AntInput } from "antd";
import { useTranslation } from "react-i18next";
import { asObject, asText } from "../../model/value";
import type { InputProps } from "../kind";
import { TextFilter } from "../parts/TextLine";
import { ADDRESS_KEYS } from "./parts";

export function Input({ value, onChange, id, issues, label }: InputProps) {
  const { t } = useTranslation();
  const parts = asObject(value);
  const status = issues?.length ? ("error" as const) : undefined;
  return (
    <div className="fw-address">
      {ADDRESS_KEYS.map((key, at) => (
        <AntInput
          key={key}
          id={at === 0 ? id : undefined}
          aria-label={`${label} ${t(`form.${key}`)}`}
          placeholder={t(`form.${key}`)}
          value={asText(parts[key])}
          status={status}
          onChange={(event) => onChange({ ...parts, [key]: event.target.value || undefined })}
        />
      ))}
    </div>
  );
}

export const Filter = TextFilter;
