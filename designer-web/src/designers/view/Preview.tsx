import { type MouseEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { Broken } from "../../app/Parts";
import type { ListSearch } from "../../app/search";
import { NO_CHOICE } from "../../model/columns";
import { NOTHING } from "../../model/selection";
import { type ViewDefinition, viewOfDraft } from "../../model/viewDraft";
import { useList } from "../../runtime/list/useList";
import { ViewBody } from "../../runtime/views/ViewBody";

const nothing = () => undefined;

/** What leads to a record stays here: the view is looked at, not worked in. */
function stay(event: MouseEvent) {
  if (!(event.target as Element).closest("a, .fw-grid-row, .fw-row-card")) return;
  event.preventDefault();
  event.stopPropagation();
}

/** The view on the records there are, as whoever designs it sees them. Nothing can be moved in it. */
export function Preview({ entity, draft }: { entity: Entity; draft: ViewDefinition }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState<ListSearch>({});
  const view = useMemo(() => viewOfDraft(draft), [draft]);
  const still = useMemo(
    () => ({
      ...entity,
      fields: entity.fields,
      actions: { ...entity.actions, edit: false, delete: false, export: false },
    }),
    [entity],
  );
  const list = useList(still, view, search, NO_CHOICE);
  return (
    <section className="fw-preview" aria-label={t("viewDesign.preview")} onClickCapture={stay}>
      <p className="fw-muted">{t("viewDesign.previewHint")}</p>
      <div className="fw-list">
        {list.pages.isError ? (
          <Broken reason={list.pages.error} retry={() => void list.pages.refetch()} />
        ) : (
          <ViewBody
            key={view.type}
            still
            entity={still}
            view={view}
            list={list}
            search={search}
            go={(change) => setSearch((now) => ({ ...now, ...change }))}
            selection={NOTHING}
            setSelection={nothing}
            picking={false}
            sort={view.sort ?? []}
            setSort={nothing}
            choice={NO_CHOICE}
            setChoice={nothing}
          />
        )}
      </div>
    </section>
  );
}
