/** Inputs for people, departments and other records: the draft keeps `{id,title}`, the write sends ids. */
import type { Json } from "../../api/contract";
import { asList, asTitled, type Titled } from "../../model/value";
import type { FilterInputProps, InputProps } from "../kind";
import { RemoteSelect } from "./RemoteSelect";

const titled = (value: Json | undefined): Titled[] => asList(value).flatMap((entry) => asTitled(entry) ?? []);

export function TitledInput({ many, ...props }: InputProps & { many: boolean }) {
  const { entity, field, value, onChange, id, issues, autoFocus, opened, label, placeholder } = props;
  return (
    <RemoteSelect
      id={id}
      entity={entity}
      field={field}
      label={label}
      value={titled(value)}
      onChange={(chosen) => onChange(many ? chosen : chosen[0])}
      many={many}
      invalid={Boolean(issues?.length)}
      autoFocus={autoFocus}
      opened={opened}
      placeholder={placeholder}
      clearable={!field.required}
    />
  );
}

export function TitledFilter({ extra, ...props }: FilterInputProps & { extra?: { title: string; value: Json } }) {
  const { entity, field, op, value, onChange, label } = props;
  const many = op !== "eq" && op !== "ne";
  const special: Titled[] = extra ? [{ id: EXTRA, title: extra.title }] : [];
  const chosen = asList(value).flatMap((entry) =>
    extra && isSame(entry, extra.value) ? special : (asTitled(entry) ?? []),
  );
  const stored = (one: Titled): Json => (extra && one.id === EXTRA ? extra.value : one.id);
  return (
    <RemoteSelect
      entity={entity}
      field={field}
      label={label}
      value={chosen}
      onChange={(next) => onChange(many ? next.map(stored) : next[0] && stored(next[0]))}
      many={many}
      extra={special}
    />
  );
}

const EXTRA = "*";
const isSame = (left: Json, right: Json) => JSON.stringify(left) === JSON.stringify(right);
