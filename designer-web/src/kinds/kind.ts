/** What a field kind brings to the screens: how it is shown, filled in and asked for. */
import type { ComponentType, LazyExoticComponent } from "react";
import type { Field, Issue, Json, Operator } from "../api/contract";

/** `list`: one line of a table or card. `page`: room to unfold, links are live. */
export type CellProps = { field: Field; value: Json | undefined; place: "list" | "page" };

export type InputProps = {
  entity: string;
  field: Field;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  label: string;
  id?: string;
  issues?: Issue[];
  autoFocus?: boolean;
  placeholder?: string;
  /** Asked for to change this one value: a menu shows its choices without another click. */
  opened?: boolean;
};

export type FilterInputProps = {
  entity: string;
  field: Field;
  op: Operator;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  label: string;
};

export type Look = {
  Cell: ComponentType<CellProps>;
  align?: "right";
  /** Takes the whole width of a form. */
  wide?: true;
};
export type Entry = { Input: ComponentType<InputProps>; Filter: ComponentType<FilterInputProps> };
export type Kind = Look & {
  Input: LazyExoticComponent<ComponentType<InputProps>>;
  Filter: LazyExoticComponent<ComponentType<FilterInputProps>>;
};
