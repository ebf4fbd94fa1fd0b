import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { useLabel, useWhen } from "../../app/hooks";
import { kindOf } from "../../kinds";
import { usePersonName } from "../../kinds/parts/usePersonName";
import { groupsOf, SYSTEM_FIELDS } from "../../model/fields";
import { asText, asTitled, isBlank } from "../../model/value";
import { InlineField } from "./InlineField";

/** Everything known, in groups; a click on a value changes it in place. */
export function FactsPanel({ entity, record }: { entity: Entity; record: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [all, setAll] = useState(false);
  const facts = entity.fields.filter((field) => field.kind !== "sub_table");
  const blank = facts.filter((field) => isBlank(record[field.key])).length;
  const owner = SYSTEM_FIELDS.filter(
    (field) => field.key === "owner_id" || (field.key === "department_id" && record.department_id),
  );
  const groups = groupsOf({ ...entity, fields: facts }).map(({ key, group, fields }) => ({
    key,
    title: group ? label(group) : t("common.other"),
    fields: all ? fields : fields.filter((field) => !isBlank(record[field.key])),
  }));
  return (
    <section className="fw-card fw-facts" aria-label={t("record.facts")}>
      {groups.map(
        ({ key, title, fields }) =>
          fields.length > 0 && (
            <div key={key} className="fw-facts-group">
              <h2>{title}</h2>
              <dl>
                {fields.map((field) => (
                  <InlineField
                    key={field.key}
                    entity={entity}
                    record={record}
                    field={field}
                    wide={kindOf(field).wide}
                  />
                ))}
              </dl>
            </div>
          ),
      )}
      {entity.owner !== false && (
        <div className="fw-facts-group">
          <h2>{t("record.owner")}</h2>
          <dl>
            {owner.map((field) => (
              <InlineField key={field.key} entity={entity} record={record} field={field} />
            ))}
          </dl>
        </div>
      )}
      <div className="fw-facts-foot">
        {blank > 0 && (
          <button type="button" className="fw-plain fw-link" onClick={() => setAll(!all)}>
            {all ? t("record.hideBlank") : t("record.showBlank", { count: blank })}
          </button>
        )}
        <Origin record={record} />
      </div>
    </section>
  );
}

function Origin({ record }: { record: RecordRow }) {
  const { t } = useTranslation();
  const when = useWhen();
  const who = usePersonName(asTitled(record.created_by)) || t("common.system");
  return (
    <p className="fw-muted">
      {t("record.created", { who, when: when(asText(record.created_at)) })}
      {" · "}
      {t("record.updated", { when: when(asText(record.updated_at)) })}
    </p>
  );
}
