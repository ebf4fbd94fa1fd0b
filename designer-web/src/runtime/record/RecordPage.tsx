import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Entity, RecordRow } from "../../api/contract";
import { useDocumentTitle, useEntity, useLabel, usePhone } from "../../app/hooks";
import { NotFound } from "../../app/NotFound";
import { Broken } from "../../app/Parts";
import { titleOf } from "../../model/value";
import { FactsPanel } from "./FactsPanel";
import { MiddlePanel, useStories } from "./MiddlePanel";
import { RecordBones } from "./RecordBones";
import { RecordHead } from "./RecordHead";
import { RelatedPanel } from "./RelatedPanel";
import { useRecord } from "./useRecord";
import "./record.css";

const RecordPanel = lazy(() => import("../form/RecordPanel"));

export function RecordPage() {
  const { entity: key, id } = useParams({ from: "/shell/record/$entity/$id" });
  const entity = useEntity(key);
  const record = useRecord(entity.data, id);
  const broken = entity.error ?? record.error;
  if (broken && [403, 404].includes(problemOf(broken).status)) return <NotFound />;
  if (broken && !record.data)
    return <Broken reason={broken} retry={() => void (entity.isError ? entity.refetch() : record.refetch())} />;
  if (!entity.data || !record.data) return <RecordBones />;
  return <Loaded key={id} entity={entity.data} record={record.data} />;
}

function Loaded({ entity, record }: { entity: Entity; record: RecordRow }) {
  const phone = usePhone();
  const search = useSearch({ from: "/shell/record/$entity/$id" });
  const navigate = useNavigate({ from: "/record/$entity/$id" });
  const queryClient = useQueryClient();
  const stories = useStories(entity);
  useDocumentTitle(titleOf(entity, record));
  const panel = (open: boolean) => void navigate({ search: { panel: open ? "edit" : undefined }, replace: !open });
  const others = entity.related.filter((related) => !stories.keys.includes(`${related.entity}.${related.via}`));
  return (
    <div className="fw-record">
      <RecordHead entity={entity} record={record} onEdit={() => panel(true)} />
      {phone ? (
        <PhoneTabs entity={entity} record={record} />
      ) : (
        <div className="fw-record-columns" data-columns={others.length > 0 && !stories.pending ? 3 : 2}>
          <FactsPanel entity={entity} record={record} />
          <MiddlePanel entity={entity} record={record} />
          {others.length > 0 && !stories.pending && (
            <div className="fw-record-side">
              {others.map((related) => (
                <RelatedPanel
                  key={`${related.entity}.${related.via}`}
                  parent={entity}
                  record={record}
                  related={related}
                />
              ))}
            </div>
          )}
        </div>
      )}
      {search.panel === "edit" && (
        <Suspense>
          <RecordPanel
            entity={entity}
            record={record}
            onClose={() => {
              panel(false);
              void queryClient.invalidateQueries({ queryKey: ["record", entity.key, record.id] });
              void queryClient.invalidateQueries({ queryKey: ["history", entity.key, record.id] });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

/** On a phone one thing at a time; the story comes first because it is what one looks up on the way. */
function PhoneTabs({ entity, record }: { entity: Entity; record: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const stories = useStories(entity);
  const others = entity.related.filter((related) => !stories.keys.includes(`${related.entity}.${related.via}`));
  const [tab, setTab] = useState("facts");
  const tabs = [
    { key: "facts", text: t("record.facts") },
    { key: "middle", text: stories.first ? label(stories.first.related) : t("record.timeline") },
    ...others.map((related) => ({ key: `${related.entity}.${related.via}`, text: label(related) })),
  ];
  const chosen = others.find((related) => `${related.entity}.${related.via}` === tab);
  return (
    <>
      <div className="fw-record-tabs" role="tablist">
        {tabs.map((one) => (
          <button
            key={one.key}
            type="button"
            role="tab"
            aria-selected={tab === one.key}
            className="fw-plain"
            onClick={() => setTab(one.key)}
          >
            {one.text}
          </button>
        ))}
      </div>
      <div className="fw-record-tab">
        {tab === "facts" && <FactsPanel entity={entity} record={record} />}
        {tab === "middle" && <MiddlePanel entity={entity} record={record} />}
        {chosen && <RelatedPanel parent={entity} record={record} related={chosen} />}
      </div>
      {tab === "facts" && stories.first?.entity.actions.create && (
        <button type="button" className="fw-plain fw-write-fab" onClick={() => setTab("middle")}>
          ✎ {t("record.write", { label: label(stories.first.entity) })}
        </button>
      )}
    </>
  );
}
