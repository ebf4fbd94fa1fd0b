import { EditOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Entity, RecordRow } from "../../api/contract";
import { useDocumentTitle, useEntity, useLabel, usePhone } from "../../app/hooks";
import { NotFound } from "../../app/NotFound";
import { Broken } from "../../app/Parts";
import { bareName } from "../../model/label";
import { actionsOf } from "../../model/rights";
import { titleOf } from "../../model/value";
import { Details, detailFields } from "./Details";
import { FactsPanel } from "./FactsPanel";
import { MiddlePanel } from "./MiddlePanel";
import { RecordBones } from "./RecordBones";
import { RecordHead } from "./RecordHead";
import { RelatedPanel } from "./RelatedPanel";
import { Story } from "./Story";
import { Timeline } from "./Timeline";
import { useRecord } from "./useRecord";
import { useRelatedName } from "./useRelated";
import { relatedKey, useStories } from "./useStories";
import "./facts.css";
import "./record.css";

const RecordPanel = lazy(() => import("../form/RecordPanel"));

export function RecordPage() {
  const { entity: key, id } = useParams({ from: "/shell/record/$entity/$id" });
  const entity = useEntity(key);
  const record = useRecord(entity.data, id);
  const broken = entity.error ?? record.error;
  if (broken && [403, 404].includes(problemOf(broken).status)) return <NotFound />;
  if (broken && !record.data)
    return (
      <Broken reason={broken} retry={() => void (entity.isError ? entity.refetch() : record.refetch())} heading="h1" />
    );
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
  const others = entity.related.filter((related) => !stories.keys.includes(relatedKey(related)));
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
                <RelatedPanel key={relatedKey(related)} parent={entity} record={record} related={related} />
              ))}
            </div>
          )}
        </div>
      )}
      {search.panel === "edit" && actionsOf(entity, record).edit && (
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

/** On a phone one thing at a time, with the story a tap away. */
function PhoneTabs({ entity, record }: { entity: Entity; record: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { stories, keys } = useStories(entity);
  const nameOf = useRelatedName(entity);
  const [tab, setTab] = useState("facts");
  const details = detailFields(entity);
  const others = entity.related.filter((related) => !keys.includes(relatedKey(related)));
  const tabs = [
    { key: "facts", text: t("record.facts") },
    ...stories.map(({ related }) => ({ key: relatedKey(related), text: nameOf(related) })),
    ...others.map((related) => ({ key: relatedKey(related), text: nameOf(related) })),
    ...details.map((field) => ({ key: field.key, text: label(field) })),
    { key: "timeline", text: t("record.timeline") },
  ];
  const story = stories.find(({ related }) => relatedKey(related) === tab);
  const other = others.find((related) => relatedKey(related) === tab);
  const detail = details.find((field) => field.key === tab);
  const first = stories.find((one) => one.entity.actions.create);
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
      {tab === "facts" && <FactsPanel entity={entity} record={record} />}
      {story && (
        <section className="fw-card">
          <Story parent={entity} record={record} story={story} writing />
        </section>
      )}
      {other && <RelatedPanel parent={entity} record={record} related={other} />}
      {detail && (
        <section className="fw-card">
          <Details entity={entity.key} field={detail} record={record} />
        </section>
      )}
      {tab === "timeline" && (
        <section className="fw-card">
          <Timeline entity={entity} record={record} />
        </section>
      )}
      {tab === "facts" && first && (
        <button type="button" className="fw-plain fw-write-fab" onClick={() => setTab(relatedKey(first.related))}>
          <EditOutlined /> {t("record.write", { label: bareName(label(first.entity)) })}
        </button>
      )}
    </>
  );
}
