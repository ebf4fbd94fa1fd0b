import { Checkbox, Select } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BulkChange, Entity, Json, KindKey } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { kindOf } from "../../kinds";
import { SYSTEM_FIELDS } from "../../model/fields";
import { unparsedOf } from "../../model/json";
import { asList, asText, bare, isBlank, isWritable } from "../../model/value";

type Props = { entity: Entity; onChange: (change: BulkChange | null) => void };

const NOT_IN_BULK: KindKey[] = [
  "sub_table",
  "attachment",
  "image",
  "signature",
  "auto_number",
  "formula",
  "roll_up",
  "lookup",
  "tags",
];

/** One field, one value for all. */
export function BulkFieldInput({ entity, onChange }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const fields = [
    ...entity.fields.filter((field) => isWritable(field) && !NOT_IN_BULK.includes(field.kind) && !field.unique),
    ...SYSTEM_FIELDS.filter((field) => field.key === "owner_id"),
  ];
  const [key, setKey] = useState<string>();
  const [value, setValue] = useState<Json | undefined>();
  const [clearing, setClearing] = useState(false);
  const field = fields.find((one) => one.key === key);
  const tell = (nextKey: string | undefined, nextValue: Json | undefined, clear: boolean) => {
    const chosen = fields.find((one) => one.key === nextKey);
    const nothing = isBlank(nextValue) || unparsedOf(nextValue) !== null;
    if (!chosen || (!clear && nothing)) onChange(null);
    else onChange({ set: { [chosen.key]: clear ? null : bare(chosen.kind, nextValue) } });
  };
  const choose = (next: string) => {
    setKey(next);
    setValue(undefined);
    setClearing(false);
    tell(next, undefined, false);
  };
  const Input = field ? kindOf(field).Input : null;
  return (
    <div className="fw-stack">
      <div className="fw-labelled">
        <label htmlFor="bulk-field">{t("list.bulkField")}</label>
        <Select
          id="bulk-field"
          value={key}
          placeholder={t("common.choose")}
          showSearch={{ optionFilterProp: "label" }}
          options={fields.map((one) => ({ value: one.key, label: label(one) }))}
          onChange={choose}
          autoFocus
        />
      </div>
      {field && Input && (
        <div className="fw-labelled">
          <label htmlFor="bulk-value">{t("list.bulkValue")}</label>
          {!clearing && (
            <Suspense fallback={<span className="fw-bone" style={{ height: 30 }} />}>
              <Input
                key={field.key}
                id="bulk-value"
                entity={entity.key}
                field={field}
                label={t("list.bulkValue")}
                value={value}
                onChange={(next) => {
                  setValue(next);
                  tell(field.key, next, false);
                }}
              />
            </Suspense>
          )}
          {!field.required && (
            <Checkbox
              checked={clearing}
              onChange={(event) => {
                setClearing(event.target.checked);
                tell(field.key, value, event.target.checked);
              }}
            >
              {t("list.bulkClear")}
            </Checkbox>
          )}
        </div>
      )}
    </div>
  );
}

/** Tags to put on and to take off, leaving all others as they are. */
export function BulkTagInput({ entity, onChange }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const fields = entity.fields.filter((one) => one.kind === "tags" && isWritable(one));
  const [key, setKey] = useState(fields[0]?.key);
  const [added, setAdded] = useState<string[]>([]);
  const [removed, setRemoved] = useState<string[]>([]);
  const field = fields.find((one) => one.key === key);
  const tell = (add: string[], remove: string[]) => {
    setAdded(add);
    setRemoved(remove);
    if (!field || add.length + remove.length === 0) return onChange(null);
    onChange({
      ...(add.length > 0 && { add: { [field.key]: add } }),
      ...(remove.length > 0 && { remove: { [field.key]: remove } }),
    });
  };
  if (!field) return null;
  const { Input } = kindOf(field);
  const words = (value: Json | undefined) => asList(value).map(asText);
  return (
    <div className="fw-stack">
      {fields.length > 1 && (
        <div className="fw-labelled">
          <label htmlFor="bulk-place">{t("list.tagPlace")}</label>
          <Select
            id="bulk-place"
            value={key}
            options={fields.map((one) => ({ value: one.key, label: label(one) }))}
            onChange={setKey}
          />
        </div>
      )}
      <Suspense fallback={<span className="fw-bone" style={{ height: 72 }} />}>
        <div className="fw-labelled">
          <label htmlFor="bulk-add">{t("list.tagsToAdd")}</label>
          <Input
            id="bulk-add"
            entity={entity.key}
            field={field}
            label={t("list.tagsToAdd")}
            value={added}
            onChange={(next) => tell(words(next), removed)}
            autoFocus
          />
        </div>
        <div className="fw-labelled">
          <label htmlFor="bulk-remove">{t("list.tagsToRemove")}</label>
          <Input
            id="bulk-remove"
            entity={entity.key}
            field={field}
            label={t("list.tagsToRemove")}
            value={removed}
            onChange={(next) => tell(added, words(next))}
          />
        </div>
      </Suspense>
    </div>
  );
}
