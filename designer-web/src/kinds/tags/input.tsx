import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Chip } from "../../app/Parts";
import { asList, asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { popupHome } from "../parts/ChoiceSelect";
import { useFoundOptions } from "../parts/useFoundOptions";
import { tagColor } from "./color";

/** Half-width and full-width, as people type lists of tags. */
const SEPARATORS = [",", "\uff0c", "、", ";", "\uff1b"];

type Props = {
  id?: string;
  entity: string;
  field: string;
  label: string;
  value: string[];
  onChange: (tags: string[]) => void;
  free: boolean;
};

/** Tags in use, most used first; a new word becomes a new tag. */
export function TagSelect({ id, entity, field, label, value, onChange, free }: Props) {
  const { t } = useTranslation();
  const { items, setTyped, handlers } = useFoundOptions(entity, field, true);
  const options = items.map((item) => ({
    value: item.label || item.key,
    label: (
      <span className="fw-row" style={{ justifyContent: "space-between" }}>
        <Chip text={item.label || item.key} color={tagColor(item.label || item.key)} shape="tag" />
        {item.count != null && <span className="fw-muted fw-number">{item.count}</span>}
      </span>
    ),
  }));
  return (
    <div {...handlers}>
      <Select
        id={id}
        aria-label={label}
        mode={free ? "tags" : "multiple"}
        value={value}
        onChange={(next: string[]) => onChange(next.map((tag) => tag.trim()).filter(Boolean))}
        options={options}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        tokenSeparators={SEPARATORS}
        placeholder={t("common.searchToChoose")}
        notFoundContent={t("common.noOption")}
        tagRender={({ value: tag, onClose }) => (
          <span className="fw-chip" data-shape="tag" data-color={tagColor(String(tag))} style={{ margin: 2 }}>
            {tag}
            <button
              type="button"
              className="fw-plain"
              aria-label={`${t("common.clear")} ${tag}`}
              onClick={onClose}
              style={{ marginLeft: 6 }}
            >
              ✕
            </button>
          </span>
        )}
        style={{ width: "100%" }}
        getPopupContainer={popupHome}
      />
    </div>
  );
}

export function Input({ entity, field, value, onChange, id, label }: InputProps) {
  return (
    <TagSelect
      id={id}
      entity={entity}
      field={field.key}
      label={label}
      value={asList(value).map(asText)}
      onChange={onChange}
      free
    />
  );
}

export function Filter({ entity, field, value, onChange, label }: FilterInputProps) {
  return (
    <TagSelect
      entity={entity}
      field={field.key}
      label={label}
      value={asList(value).map(asText)}
      onChange={onChange}
      free={false}
    />
  );
}
