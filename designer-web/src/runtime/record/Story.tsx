import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { useLabel, useWhen } from "../../app/hooks";
import { Avatar, Bones, Broken } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { usePersonName } from "../../kinds/parts/usePersonName";
import { fieldOf } from "../../model/fields";
import { asText, asTitled, isBlank, shownKind } from "../../model/value";
import { Composer } from "./Composer";
import { useRelated, useRelatedName } from "./useRelated";
import type { StoryOf } from "./useStories";

const SHOWN = 10;

type Props = {
  parent: Entity;
  record: RecordRow;
  story: StoryOf;
  onCount?: (count: number) => void;
  writing?: boolean;
};

/** Entries people wrote, newest first, with the box to write the next one on top. */
export function Story({ parent, record, story, onCount, writing }: Props) {
  const { t } = useTranslation();
  const nameOf = useRelatedName(parent);
  const { pages, rows, count } = useRelated(story.entity, story.related, record, SHOWN);
  useEffect(() => {
    if (count !== undefined) onCount?.(count);
  }, [count]);
  return (
    <>
      {story.entity.actions.create && <Composer parent={parent} record={record} story={story} writing={writing} />}
      {pages.isPending && <Bones count={6} />}
      {pages.isError && <Broken reason={pages.error} retry={() => void pages.refetch()} />}
      {pages.isSuccess && rows.length === 0 && (
        <p className="fw-related-none fw-muted">{t("record.none", { label: nameOf(story.related) })}</p>
      )}
      <ol className="fw-story">
        {rows.map((row) => (
          <Entry key={row.id} story={story} row={row} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <button
          type="button"
          className="fw-plain fw-related-more"
          disabled={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {pages.isFetchingNextPage ? t("common.loading") : t("common.showMore")}
        </button>
      )}
    </>
  );
}

function Entry({ story, row }: { story: StoryOf; row: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const when = useWhen();
  const { entity, related, field } = story;
  const shown = related.columns
    .flatMap((key) => fieldOf(entity, key) ?? [])
    .filter((one) => one.key !== field.key && one.key !== related.via && !isBlank(row[one.key]));
  const person = shown.find((one) => shownKind(one) === "user" || one.key === "owner_id" || one.key === "created_by");
  const moment = shown.find((one) => one.kind === "datetime");
  const author =
    usePersonName(asTitled(person && row[person.key]) ?? asTitled(row.owner_id) ?? asTitled(row.created_by)) ||
    t("common.system");
  const rest = shown.filter((one) => one !== person && one !== moment);
  const text = lookOf(field).Cell;
  const Text = text;
  return (
    <li>
      <Avatar name={author} size={30} />
      <div className="fw-grow">
        <div className="fw-story-head">
          <strong>{author}</strong>
          {rest
            .filter((one) => one.kind === "choice")
            .map((one) => {
              const { Cell } = lookOf(one);
              return <Cell key={one.key} field={one} value={row[one.key]} place="list" />;
            })}
          <span className="fw-grow" />
          <Link
            to="/record/$entity/$id"
            params={{ entity: entity.key, id: row.id }}
            search={{}}
            className="fw-muted fw-number"
          >
            {when(asText(row[moment?.key ?? "created_at"]))}
          </Link>
        </div>
        <p>
          <Text field={field} value={row[field.key]} place="page" />
        </p>
        <div className="fw-story-facts">
          {rest
            .filter((one) => one.kind !== "choice")
            .map((one) => {
              const { Cell } = lookOf(one);
              return (
                <span key={one.key}>
                  <span className="fw-muted">{label(one)} </span>
                  <Cell field={one} value={row[one.key]} place="list" />
                </span>
              );
            })}
        </div>
      </div>
    </li>
  );
}
