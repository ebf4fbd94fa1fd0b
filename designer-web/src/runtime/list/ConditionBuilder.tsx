import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Drawer, Segmented, Select } from "antd";
import { type FormEvent, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, Filter, Operator } from "../../api/contract";
import { useLabel, usePhone } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { askedFields } from "../../model/fields";
import {
  type Condition,
  type Conditions,
  fromFilter,
  NO_CONDITIONS,
  needsValue,
  operatorsOf,
  toFilter,
  wantsList,
  withOperator,
} from "../../model/filter";
import { shownKind } from "../../model/value";
import { useOperatorText } from "./useOperatorText";

type Props = {
  entity: Entity;
  filter: Filter | undefined;
  onApply: (filter: Filter | undefined) => void;
  onClose: () => void;
};
type Numbered = Condition & { number: number };

let nextNumber = 1;

export function filterable(entity: Entity): Field[] {
  const first = entity.views[0]?.columns ?? [];
  const place = (field: Field) => (first.includes(field.key) ? first.indexOf(field.key) : first.length);
  return askedFields(entity)
    .filter((field) => field.right !== "masked" && operatorsOf(field).length > 0)
    .sort((a, b) => place(a) - place(b));
}

export function newCondition(field: Field): Condition {
  const op: Operator = operatorsOf(field)[0] ?? "is_not_empty";
  return { field: field.key, op, value: wantsList(op) ? [] : field.kind === "boolean" ? true : undefined };
}

/** Conditions in the order they were added; applied together, so that the list does not jump while they are chosen. */
export default function ConditionBuilder({ entity, filter, onApply, onClose }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const fields = filterable(entity);
  const first = fields[0];
  const [conditions, setConditions] = useState<{ join: Conditions["join"]; items: Numbered[] }>(() => {
    const given = fromFilter(filter) ?? NO_CONDITIONS;
    const items = given.items.length > 0 || !first ? given.items : [newCondition(first)];
    return { join: given.join, items: items.map((item) => ({ ...item, number: nextNumber++ })) };
  });
  const setItems = (items: Numbered[]) => setConditions({ ...conditions, items });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const items = conditions.items.map(({ number: _, ...condition }) => condition);
    onApply(toFilter({ join: conditions.join, items }) ?? undefined);
    onClose();
  };
  const body = (
    <form className="fw-conditions" onSubmit={submit}>
      {conditions.items.length > 1 && (
        <Segmented
          value={conditions.join}
          onChange={(join) => setConditions({ ...conditions, join: join === "any" ? "any" : "all" })}
          options={[
            { value: "all", label: t("list.matchAll") },
            { value: "any", label: t("list.matchAny") },
          ]}
        />
      )}
      {conditions.items.map((condition, at) => (
        <ConditionLine
          key={condition.number}
          entity={entity}
          fields={fields}
          condition={condition}
          onChange={(next) => setItems(conditions.items.with(at, { ...next, number: condition.number }))}
          onRemove={() => setItems(conditions.items.toSpliced(at, 1))}
        />
      ))}
      <div className="fw-row">
        <Button
          type="text"
          icon={<PlusOutlined />}
          onClick={() => first && setItems([...conditions.items, { ...newCondition(first), number: nextNumber++ }])}
        >
          {t("list.addCondition")}
        </Button>
        <span className="fw-grow" />
        <Button
          onClick={() => {
            onApply(undefined);
            onClose();
          }}
        >
          {t("list.clearFilter")}
        </Button>
        <Button type="primary" htmlType="submit">
          {t("list.apply")}
        </Button>
      </div>
    </form>
  );
  if (!phone) return <div className="fw-card fw-conditions-place">{body}</div>;
  return (
    <Drawer open placement="bottom" title={t("list.filterTitle")} onClose={onClose} size="62%">
      {body}
    </Drawer>
  );
}

type LineProps = {
  entity: Pick<Entity, "key">;
  fields: Field[];
  condition: Condition;
  onChange: (next: Condition) => void;
  onRemove: () => void;
};

/** One condition: what, how, with which value. */
export function ConditionLine({ entity, fields, condition, onChange, onRemove }: LineProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const operatorText = useOperatorText();
  const field = fields.find((one) => one.key === condition.field);
  if (!field) return null;
  const { Filter: ValueInput } = lookOf(field);
  return (
    <div className="fw-condition">
      <Select
        aria-label={t("list.pickField")}
        value={field.key}
        showSearch={{ optionFilterProp: "label" }}
        options={fields.map((one) => ({ value: one.key, label: label(one) }))}
        onChange={(key) => {
          const next = fields.find((one) => one.key === key);
          if (next) onChange(newCondition(next));
        }}
      />
      <Select
        aria-label={t("list.filterTitle")}
        value={condition.op}
        options={operatorsOf(field).map((op) => ({ value: op, label: operatorText(shownKind(field), op) }))}
        onChange={(op) => onChange(withOperator(condition, op))}
      />
      <div className="fw-condition-value">
        {needsValue(condition.op) && (
          <Suspense fallback={<span className="fw-bone" style={{ height: 30 }} />}>
            <ValueInput
              entity={entity.key}
              field={field}
              op={condition.op}
              value={condition.value}
              label={t("list.value")}
              onChange={(value) => onChange({ ...condition, value })}
            />
          </Suspense>
        )}
      </div>
      <Button type="text" icon={<CloseOutlined />} aria-label={t("list.removeCondition")} onClick={onRemove} />
    </div>
  );
}
