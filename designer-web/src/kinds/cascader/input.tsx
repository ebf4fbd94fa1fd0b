import { Cascader } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { chainOf, type Node, treeOf } from "../../model/options";
import { asList, asText } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { popupHome } from "../parts/ChoiceSelect";
import "./cascader.css";

type Branch = { value: string; label: string; children?: Branch[] };

function useTree(field: Field, chosen: string[]) {
  const { t } = useTranslation();
  const label = useLabel();
  const options = field.options ?? [];
  const branch = ({ option, children }: Node): Branch => ({
    value: option.key,
    label: label(option),
    ...(children.length > 0 && { children: children.map(branch) }),
  });
  return {
    options: treeOf(options, chosen).map(branch),
    path: (key: string) => chainOf(options, key).map((option) => option.key),
    showSearch: { filter: (typed: string, path: Branch[]) => path.some((one) => one.label.includes(typed)) },
    placeholder: t("common.choose"),
    notFoundContent: t("common.noOption"),
    classNames: { popup: { root: "fw-tree-menu" } },
    style: { width: "100%" },
    getPopupContainer: popupHome,
  };
}

const last = (path: unknown): string | undefined => {
  const key = Array.isArray(path) ? path.at(-1) : undefined;
  return typeof key === "string" ? key : undefined;
};

export function Input({ field, value, onChange, id, issues, autoFocus, label }: InputProps) {
  const key = asText(value);
  const { path, ...tree } = useTree(field, key ? [key] : []);
  return (
    <Cascader
      {...tree}
      id={id}
      aria-label={label}
      value={path(key)}
      onChange={(chosen) => onChange(last(chosen))}
      changeOnSelect={field.leaf_only === false}
      allowClear={!field.required}
      status={issues?.length ? "error" : undefined}
      autoFocus={autoFocus}
    />
  );
}

/** A node stands for everything below it. */
export function Filter({ field, value, onChange, label }: FilterInputProps) {
  const keys = asList(value).map(asText);
  const { path, ...tree } = useTree(field, keys);
  return (
    <Cascader
      {...tree}
      multiple
      showCheckedStrategy={Cascader.SHOW_PARENT}
      aria-label={label}
      value={keys.map(path)}
      onChange={(chosen) => onChange(chosen.flatMap((one) => last(one) ?? []))}
    />
  );
}
