import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow, Related } from "../../api/contract";
import { useEntity } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { fieldOf } from "../../model/fields";
import { LIVE } from "../../model/headline";
import { isBlank, titleOf } from "../../model/value";
import { useRelated, useRelatedName } from "./useRelated";

const RecordPanel = lazy(() => import("../form/RecordPanel"));
const SHOWN = 5;

type Props = { parent: Entity; record: RecordRow; related: Related };

/** One related list with its number, its newest entries and a way to add one. Absent where the person may not look. */
export function RelatedPanel({ parent, record, related }: Props) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const entity = useEntity(related.entity);
  const { pages, rows, count } = useRelated(entity.data, related, record, SHOWN);
  const [adding, setAdding] = useState(false);
  if (entity.isError) return null;
  const name = useRelatedName(parent)(related);
  const done = () => {
    setAdding(false);
    void queryClient.invalidateQueries({ queryKey: ["records", related.entity] });
    void queryClient.invalidateQueries({ queryKey: ["record", parent.key, record.id] });
  };
  return (
    <section className="fw-card fw-related">
      <div className="fw-related-head">
        <h2>{name}</h2>
        {count !== undefined && <span className="fw-count">{count}</span>}
        <span className="fw-grow" />
        {entity.data?.actions.create && (
          <Button type="text" size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("common.create", { label: "" }).trim()}
          </Button>
        )}
      </div>
      {pages.isPending ? (
        <Bones count={3} />
      ) : rows.length === 0 ? (
        <p className="fw-related-none fw-muted">{t("record.none", { label: name })}</p>
      ) : (
        entity.data && rows.map((row) => <RelatedRow key={row.id} entity={entity.data} related={related} row={row} />)
      )}
      {pages.hasNextPage && (
        <button type="button" className="fw-plain fw-related-more" onClick={() => void pages.fetchNextPage()}>
          {t("common.showMore")}
        </button>
      )}
      {adding && entity.data && (
        <Suspense>
          <RecordPanel
            entity={entity.data}
            record={null}
            preset={{ [related.via]: { id: record.id, title: titleOf(parent, record) } }}
            hidden={[]}
            onClose={done}
          />
        </Suspense>
      )}
    </section>
  );
}

function RelatedRow({ entity, related, row }: { entity: Entity; related: Related; row: RecordRow }) {
  const { t } = useTranslation();
  const fields = related.columns
    .flatMap((key) => fieldOf(entity, key) ?? [])
    .filter((field) => field.key !== entity.title && field.key !== related.via);
  const marks = fields.filter(
    (field) => ["choice", "tags", "boolean", "multi_choice"].includes(field.kind) && !isBlank(row[field.key]),
  );
  const facts = fields.filter((field) => !marks.includes(field) && !isBlank(row[field.key]));
  return (
    <div className="fw-related-row">
      <div className="fw-row">
        <Link to="/record/$entity/$id" params={{ entity: entity.key, id: row.id }} search={{}} className="fw-ellipsis">
          {titleOf(entity, row) || t("common.blank")}
        </Link>
        {marks.map((field) => {
          const { Cell } = lookOf(field);
          return <Cell key={field.key} field={field} value={row[field.key]} place="list" />;
        })}
      </div>
      <div className="fw-related-facts fw-muted">
        {facts.slice(0, 4).map((field) => {
          const { Cell } = lookOf(field);
          return (
            <span key={field.key}>
              <Cell field={field} value={row[field.key]} place={LIVE.includes(field.kind) ? "page" : "list"} />
            </span>
          );
        })}
      </div>
    </div>
  );
}
