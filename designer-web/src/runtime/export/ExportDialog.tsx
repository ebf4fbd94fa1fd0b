import { Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, ExportFormat, Filter } from "../../api/contract";
import { exportFileAddress, getExport, startExport } from "../../api/transfer";
import { useLabel } from "../../app/hooks";
import { type Selection, selectedCount } from "../../model/selection";
import type { List } from "../list/useList";
import { ExportModal } from "./ExportModal";

type Props = { entity: Entity; list: List; selection: Selection; onClose: () => void };
type Extent = "selected" | "filtered" | "all";

/** Which rows and columns of a list to take along. */
export default function ExportDialog({ entity, list, selection, onClose }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const some = selection.kind === "some" ? [...selection.ids] : [];
  const narrowed = Boolean(list.filter || list.q);
  const [extent, setExtent] = useState<Extent>(some.length > 0 ? "selected" : narrowed ? "filtered" : "all");
  const [columns, setColumns] = useState<"shown" | "all">("all");
  const start = (format: ExportFormat) => {
    const only: Filter = { field: "id", op: "in", value: some };
    const filtered = { filter: list.filter, q: list.q || undefined };
    const which = { selected: { filter: only }, filtered, all: {} }[extent];
    const fields = columns === "shown" ? list.columns.map((column) => column.field.key) : undefined;
    return startExport(entity.key, { format, ...which, fields, sort: list.sort });
  };
  return (
    <ExportModal
      title={t("exporting.title", { label: label(entity) })}
      start={start}
      ask={(id) => getExport(entity.key, id)}
      address={(id) => exportFileAddress(entity.key, id)}
      onClose={onClose}
    >
      <div className="fw-labelled">
        <strong>{t("exporting.scope")}</strong>
        <Radio.Group
          className="fw-choices fw-number"
          value={extent}
          onChange={(event) => setExtent(event.target.value)}
        >
          {some.length > 0 && (
            <Radio value="selected">{t("exporting.scopeSelected", { count: selectedCount(selection) })}</Radio>
          )}
          {narrowed && <Radio value="filtered">{t("exporting.scopeFiltered", { count: list.total ?? 0 })}</Radio>}
          <Radio value="all">{narrowed ? t("common.all") : t("exporting.scopeAll", { count: list.total ?? 0 })}</Radio>
        </Radio.Group>
      </div>
      <div className="fw-labelled">
        <strong>{t("exporting.columns")}</strong>
        <Radio.Group className="fw-choices" value={columns} onChange={(event) => setColumns(event.target.value)}>
          <Radio value="all">{t("exporting.columnsAll", { count: entity.fields.length })}</Radio>
          <Radio value="shown">{t("exporting.columnsShown", { count: list.columns.length })}</Radio>
        </Radio.Group>
      </div>
    </ExportModal>
  );
}
