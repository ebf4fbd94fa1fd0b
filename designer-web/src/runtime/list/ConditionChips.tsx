import { useTranslation } from "react-i18next";
import type { Entity, Filter, Json } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { fieldOf } from "../../model/fields";
import { type Condition, type Conditions, needsValue, toFilter } from "../../model/filter";
import { asList, asObject, shownKind } from "../../model/value";
import { useOperatorText } from "./useOperatorText";

type Props = { entity: Entity; conditions: Conditions; onChange: (filter: Filter | undefined) => void };

/** The conditions in force, each with a way to take it away. */
export function ConditionChips({ entity, conditions, onChange }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const operatorText = useOperatorText();
  return (
    <div className="fw-condition-chips">
      {conditions.items.map((condition, at) => {
        const field = fieldOf(entity, condition.field);
        if (!field) return null;
        return (
          <span className="fw-condition-chip" key={JSON.stringify(condition)}>
            <span>
              {label(field)} <span className="fw-muted">{operatorText(shownKind(field), condition.op)}</span>{" "}
              <ConditionValue entity={entity} condition={condition} />
            </span>
            <button
              type="button"
              className="fw-plain"
              aria-label={`${t("list.removeCondition")} ${label(field)}`}
              onClick={() =>
                onChange(toFilter({ ...conditions, items: conditions.items.toSpliced(at, 1) }) ?? undefined)
              }
            >
              ✕
            </button>
          </span>
        );
      })}
      <button type="button" className="fw-plain fw-link" onClick={() => onChange(undefined)}>
        {t("list.clearFilter")}
      </button>
    </div>
  );
}

function ConditionValue({ entity, condition }: { entity: Entity; condition: Condition }) {
  const { t } = useTranslation();
  const field = fieldOf(entity, condition.field);
  if (!field || !needsValue(condition.op)) return null;
  const { Cell } = lookOf(field);
  const relative = (value: Json): string | null => {
    const object = asObject(value);
    if (object.me !== undefined) return t("range.me");
    if (object.days_ago !== undefined) return t("range.daysAgo", { count: Number(object.days_ago) });
    if (object.days_ahead !== undefined) return t("range.daysAhead", { count: Number(object.days_ahead) });
    const start = { week: "thisWeek", month: "thisMonth", quarter: "thisMonth", year: "thisYear" }[
      String(object.start_of)
    ];
    return object.start_of !== undefined && start ? t(`range.${start}`) : null;
  };
  const manyInOne = ["tags", "multi_choice", "references", "users"].includes(shownKind(field));
  if (manyInOne) return <Cell field={field} value={condition.value} place="list" />;
  return (
    <span className="fw-condition-values">
      {asList(condition.value).map((value) => (
        <span key={JSON.stringify(value)}>{relative(value) ?? <Cell field={field} value={value} place="list" />}</span>
      ))}
    </span>
  );
}
