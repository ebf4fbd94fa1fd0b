import { CloseOutlined, DeleteOutlined, EditOutlined, TagsOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { usePhone } from "../../app/hooks";
import { type Selection, selectAll, selectedCount } from "../../model/selection";
import { isWritable } from "../../model/value";
import type { List } from "./useList";

const BulkDialog = lazy(() => import("./BulkDialog"));
export type BulkKind = "edit" | "tag" | "delete";

type Props = {
  entity: Entity;
  list: List;
  selection: Selection;
  setSelection: (next: Selection) => void;
  onDone: () => void;
};

/** What can be done with the ticked rows; offers everything that matches, across all pages. */
export function SelectionBar({ entity, list, selection, setSelection, onDone }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [open, setOpen] = useState<BulkKind | null>(null);
  const count = selectedCount(selection);
  const more = selection.kind === "some" && list.total !== undefined && list.total > count;
  const taggable = entity.fields.some((field) => field.kind === "tags" && isWritable(field));
  return (
    <div className="fw-selection" role="toolbar" aria-label={t("list.selected", { count })}>
      <Button type="text" icon={<CloseOutlined />} aria-label={t("list.clearSelection")} onClick={onDone} />
      <strong className="fw-number">
        {selection.kind === "all" ? t("list.allSelected", { count }) : t("list.selected", { count })}
      </strong>
      {more && (
        <button type="button" className="fw-plain fw-link" onClick={() => setSelection(selectAll(list.total ?? 0))}>
          {t("list.selectAllMatching", { count: list.total })}
        </button>
      )}
      <span className="fw-grow" />
      <div className="fw-row">
        {entity.actions.edit && taggable && (
          <Button icon={<TagsOutlined />} onClick={() => setOpen("tag")}>
            {t("list.bulkTag")}
          </Button>
        )}
        {entity.actions.edit && (
          <Button icon={<EditOutlined />} onClick={() => setOpen("edit")}>
            {t("list.bulkEdit")}
          </Button>
        )}
        {entity.actions.delete && (
          <Button danger icon={<DeleteOutlined />} aria-label={t("list.bulkDelete")} onClick={() => setOpen("delete")}>
            {!phone && t("list.bulkDelete")}
          </Button>
        )}
      </div>
      {open && (
        <Suspense>
          <BulkDialog
            kind={open}
            entity={entity}
            list={list}
            selection={selection}
            onClose={() => setOpen(null)}
            onDone={onDone}
          />
        </Suspense>
      )}
    </div>
  );
}
