import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import type { Titled } from "../../model/value";
import { lookOf } from "..";
import { popupHome } from "./ChoiceSelect";
import { useFoundOptions } from "./useFoundOptions";

type Props = {
  id?: string;
  entity: string;
  field: Field;
  label: string;
  value: Titled[];
  onChange: (chosen: Titled[]) => void;
  many: boolean;
  /** Put before the server's answers, such as 我. */
  extra?: Titled[];
  invalid?: boolean;
  autoFocus?: boolean;
  opened?: boolean;
  clearable?: boolean;
  placeholder?: string;
};

/** Chooses from what the server finds by text, pinyin or initials. */
export function RemoteSelect(props: Props) {
  const { id, entity, field, label, value, onChange, many, extra = [], invalid, autoFocus, clearable = true } = props;
  const { opened = false, placeholder } = props;
  const { t } = useTranslation();
  const { Cell } = lookOf(field);
  const [open, setOpen] = useState(opened);
  const { items, typed, setTyped, handlers, loading } = useFoundOptions(entity, field.key, open);
  const offered = [
    ...(typed ? [] : extra),
    ...items.map((item) => ({ id: item.key, title: item.label, note: item.count })),
  ];
  const known = [...offered, ...value.filter((one) => !offered.some((other) => other.id === one.id))];
  const options = known.map((one) => ({
    value: one.id,
    label: one.title || <Cell field={field} value={one.id} place="list" />,
  }));
  const pick = (ids: string[]) => onChange(ids.flatMap((one) => known.find((option) => option.id === one) ?? []));
  const shared = {
    id,
    "aria-label": label,
    options,
    showSearch: { filterOption: false, onSearch: setTyped },
    onOpenChange: setOpen,
    loading,
    status: invalid ? ("error" as const) : undefined,
    autoFocus,
    defaultOpen: opened,
    allowClear: clearable,
    placeholder: placeholder ?? t("common.searchToChoose"),
    notFoundContent: loading ? t("common.loading") : t("common.noOption"),
    style: { width: "100%" },
    getPopupContainer: popupHome,
  };
  return (
    <div {...handlers}>
      {many ? (
        <Select {...shared} mode="multiple" value={value.map((one) => one.id)} onChange={pick} />
      ) : (
        <Select
          {...shared}
          value={value[0]?.id ?? null}
          onChange={(one: string | null | undefined) => pick(one ? [one] : [])}
        />
      )}
    </div>
  );
}
