import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import type { Entity } from "../../api/contract";
import { useDocumentTitle, useEntity, useLabel, useMe } from "../../app/hooks";
import { Loading } from "../../app/Loading";
import { NotFound } from "../../app/NotFound";
import { Broken } from "../../app/Parts";
import type { ListSearch } from "../../app/search";
import { NOTHING, type Selection, selectedCount } from "../../model/selection";
import { ViewBody } from "../views/ViewBody";
import { ViewTabs } from "../views/ViewTabs";
import { ListEmpty } from "./ListEmpty";
import { ListHead } from "./ListHead";
import { SelectionBar } from "./SelectionBar";
import { Toolbar } from "./Toolbar";
import { useColumnChoice, useList, viewOf } from "./useList";
import "../views/views.css";
import "./list.css";

const RecordPanel = lazy(() => import("../form/RecordPanel"));

export function ListPage() {
  const { app, view } = useParams({ from: "/shell/app/$app/$view" });
  const me = useMe();
  const entityKey = me.apps.find((one) => one.key === app)?.views.find((one) => one.key === view)?.entity;
  const entity = useEntity(entityKey ?? "");
  if (!entityKey) return <NotFound />;
  if (entity.isError) return <Broken reason={entity.error} retry={() => void entity.refetch()} />;
  if (!entity.data) return <Loading />;
  return <EntityList key={`${app}/${view}`} entity={entity.data} app={app} viewKey={view} />;
}

function EntityList({ entity, app, viewKey }: { entity: Entity; app: string; viewKey: string }) {
  const label = useLabel();
  const view = useMemo(() => viewOf(entity, viewKey), [entity, viewKey]);
  const search = useSearch({ from: "/shell/app/$app/$view" });
  const navigate = useNavigate({ from: "/app/$app/$view" });
  const [choice, setChoice] = useColumnChoice(`${entity.key}.${viewKey}`);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [picking, setPicking] = useState(false);
  const list = useList(entity, view, search, choice);
  useDocumentTitle(label(view));

  const go = useCallback(
    (change: Partial<ListSearch>, replace = true) => {
      if ("q" in change || "filter" in change) setSelection(NOTHING);
      void navigate({ search: (now) => ({ ...now, ...change }), replace });
    },
    [navigate],
  );
  const create = () => go({ panel: "new" }, false);
  const narrowed = Boolean(search.q || search.filter);
  const stop = () => {
    setSelection(NOTHING);
    setPicking(false);
  };

  return (
    <div className="fw-list" data-stale={list.pages.isPlaceholderData || undefined}>
      <ListHead entity={entity} view={view} list={list} selection={selection} onCreate={create} />
      <ViewTabs entity={entity} app={app} viewKey={viewKey} search={search} />
      <Toolbar
        entity={entity}
        view={view}
        search={search}
        go={go}
        choice={choice}
        setChoice={setChoice}
        columns={list.columns}
        picking={picking}
        setPicking={(on) => (on ? setPicking(true) : stop())}
      />
      {list.pages.isError && list.rows.length === 0 ? (
        <Broken reason={list.pages.error} retry={() => void list.pages.refetch()} />
      ) : list.pages.isSuccess && list.rows.length === 0 ? (
        <ListEmpty
          entity={entity}
          view={view}
          narrowed={narrowed}
          onCreate={create}
          onClear={() => go({ q: undefined, filter: undefined })}
        />
      ) : (
        <ViewBody
          entity={entity}
          view={view}
          search={search}
          go={go}
          list={list}
          selection={selection}
          setSelection={setSelection}
          picking={picking}
          sort={search.sort ? [search.sort] : (view.sort ?? [])}
          setSort={(sort) => go({ sort: sort[0] })}
          choice={choice}
          setChoice={setChoice}
        />
      )}
      {selectedCount(selection) > 0 && (
        <SelectionBar entity={entity} list={list} selection={selection} setSelection={setSelection} onDone={stop} />
      )}
      {search.panel === "new" && entity.actions.create && (
        <Suspense>
          <RecordPanel entity={entity} record={null} onClose={() => go({ panel: undefined })} />
        </Suspense>
      )}
    </div>
  );
}
