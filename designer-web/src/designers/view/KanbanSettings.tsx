import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity, Field, Kanban } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { fieldOf } from "../../model/fields";
import { lanesOf } from "../../model/kanban";
import { fieldsFor } from "../../model/viewDraft";
import { ColumnSettings } from "./ColumnSettings";
import { FieldSelect, FieldsSelect } from "./FieldSelect";
import { OrderedList } from "./OrderedList";

type Props = { entity: Entity; kanban: Kanban; onChange: (change: Partial<Kanban>) => void };

const OPERATIONS = ["sum", "avg", "min", "max"] as const;
const MOST_TOTALS = 5;

export function KanbanSettings({ entity, kanban, onChange }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const field = fieldOf(entity, kanban.group_by);
  const totals = fieldsFor(entity, "number").flatMap((one) =>
    OPERATIONS.map((op) => ({ value: `${op} ${one.key}`, label: t(`views.op_${op}`, { label: label(one) }) })),
  );
  const chosen = (kanban.totals ?? []).map((total) => `${total.op} ${total.field}`);
  return (
    <>
      <FieldSelect
        entity={entity}
        fitting="lanes"
        label={t("viewDesign.groupBy")}
        value={kanban.group_by}
        onChange={(group_by) => onChange({ group_by })}
      />
      {field?.kind === "choice" && <Lanes kanban={kanban} field={field} onChange={onChange} />}
      <ColumnSettings
        entity={entity}
        label={t("viewDesign.cardFields")}
        keys={kanban.card?.fields ?? []}
        onChange={(fields) => onChange({ card: { ...kanban.card, fields } })}
      />
      <div className="fw-labelled">
        <span className="fw-setting-name">{t("viewDesign.totals")}</span>
        <Select
          mode="multiple"
          maxCount={MOST_TOTALS}
          aria-label={t("viewDesign.totals")}
          placeholder={t("viewDesign.none")}
          value={chosen}
          showSearch={{ optionFilterProp: "label" }}
          options={totals}
          onChange={(next: string[]) =>
            onChange({
              totals: next.map((one) => {
                const [op = "sum", of = ""] = one.split(" ");
                return { op, field: of };
              }),
            })
          }
        />
      </div>
      <FieldSelect
        entity={entity}
        fitting="colour"
        label={t("viewDesign.colourBy")}
        value={kanban.colour_by}
        optional
        onChange={(colour_by) => onChange({ colour_by })}
      />
      {field?.kind === "choice" && <Guards entity={entity} kanban={kanban} field={field} onChange={onChange} />}
    </>
  );
}

type LaneProps = { kanban: Kanban; field: Field; onChange: Props["onChange"] };

/** All columns in their order; those without a tick are left out of the board. */
function Lanes({ kanban, field, onChange }: LaneProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const hidden = new Set((kanban.columns ?? []).filter((one) => one.hidden).map((one) => one.value ?? ""));
  const all = (kanban.columns ?? []).map(({ value }) => ({ value }));
  const shown = lanesOf({ ...kanban, columns: all }, field, []).map((lane) => lane.value ?? "");
  const keys = shown.includes("") ? shown : [...shown, ""];
  const write = (order: string[], without: Set<string>) =>
    onChange({
      columns: order.map((key) => ({ ...(key ? { value: key } : {}), ...(without.has(key) ? { hidden: true } : {}) })),
    });
  const nameOf = (key: string) => {
    const option = field.options?.find((one) => one.key === key);
    return option ? label(option) : t("views.without", { label: label(field) });
  };
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{t("viewDesign.lanes")}</span>
      <OrderedList
        label={t("viewDesign.lanes")}
        lines={keys.map((key) => ({ key: key || "-", name: nameOf(key), checked: !hidden.has(key) }))}
        onOrder={(order) =>
          write(
            order.map((key) => (key === "-" ? "" : key)),
            hidden,
          )
        }
        onCheck={(line, checked) => {
          const key = line === "-" ? "" : line;
          const without = new Set(hidden);
          if (checked) without.delete(key);
          else without.add(key);
          write(keys, without);
        }}
      />
    </div>
  );
}

/** What is asked for when a card enters a column. */
function Guards({ entity, kanban, field, onChange }: LaneProps & { entity: Entity }) {
  const { t } = useTranslation();
  const label = useLabel();
  const guards = kanban.guards ?? [];
  const free = (field.options ?? []).filter((option) => !guards.some((guard) => guard.to === option.key));
  const options = (of: string) =>
    (field.options ?? [])
      .filter((option) => option.key === of || free.includes(option))
      .map((option) => ({ value: option.key, label: label(option) }));
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{t("viewDesign.guards")}</span>
      {guards.map((guard, at) => (
        <div key={guard.to} className="fw-guard">
          <Select
            aria-label={t("viewDesign.guardTo")}
            value={guard.to}
            options={options(guard.to)}
            onChange={(to: string) => onChange({ guards: guards.with(at, { ...guard, to }) })}
          />
          <FieldsSelect
            entity={entity}
            fitting="asked"
            label={t("viewDesign.guardAsk")}
            value={guard.ask}
            except={[field.key]}
            onChange={(ask) => onChange({ guards: guards.with(at, { ...guard, ask }) })}
          />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("viewDesign.guardRemove")}
            onClick={() => onChange({ guards: guards.toSpliced(at, 1) })}
          />
        </div>
      ))}
      {free[0] && (
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => onChange({ guards: [...guards, { to: free.at(-1)?.key ?? "", ask: [] }] })}
        >
          {t("viewDesign.guardAdd")}
        </Button>
      )}
    </div>
  );
}
