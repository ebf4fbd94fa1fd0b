import { useTranslation } from "react-i18next";
import type { Entity, Field, RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import { asList } from "../../model/value";

/** Rows of details need more room than a fact: they have a tab of their own. */
export const detailFields = (entity: Entity): Field[] => entity.fields.filter((field) => field.kind === "sub_table");

export function Details({ entity, field, record }: { entity: string; field: Field; record: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const rows = asList(record[field.key]);
  const { Cell } = lookOf(field);
  if (rows.length === 0) return <p className="fw-related-none fw-muted">{t("record.none", { label: label(field) })}</p>;
  return (
    <div className="fw-details-place">
      <HeldBy value={{ entity, record: record.id }}>
        <Cell field={field} value={rows} place="page" />
      </HeldBy>
    </div>
  );
}
