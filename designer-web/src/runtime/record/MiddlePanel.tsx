import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, RecordRow, Related } from "../../api/contract";
import { entityQuery, useLabel } from "../../app/hooks";
import { storyField } from "../../model/headline";
import { Story } from "./Story";
import { Timeline } from "./Timeline";

export type StoryOf = { related: Related; entity: Entity; field: Field };

/** Related lists that tell a story (they have a text in which people write), with their entities. */
export function useStories(entity: Entity) {
  const queries = useQueries({
    queries: entity.related.map((related) => ({ ...entityQuery(related.entity), retry: false })),
  });
  const stories = entity.related.flatMap((related, at): StoryOf[] => {
    const target = queries[at]?.data;
    const field = target && storyField(target, related.columns);
    return target && field ? [{ related, entity: target, field }] : [];
  });
  return {
    stories,
    first: stories[0],
    keys: stories.map(({ related }) => `${related.entity}.${related.via}`),
    pending: queries.some((query) => query.isPending),
  };
}

/** What happened: the stories people wrote, and what changed by itself or by hand. */
export function MiddlePanel({ entity, record }: { entity: Entity; record: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { stories, pending } = useStories(entity);
  const [chosen, setChosen] = useState<string>();
  const [counts, setCounts] = useState<Record<string, number>>({});
  const first = stories[0]?.related.entity ?? "timeline";
  const tab = chosen ?? first;
  const tabs = [
    ...stories.map((story) => ({ key: story.related.entity, text: label(story.related) })),
    { key: "timeline", text: t("record.timeline") },
  ];
  const story = stories.find((one) => one.related.entity === tab);
  return (
    <section className="fw-card fw-middle">
      <div className="fw-middle-tabs" role="tablist">
        {tabs.map((one) => (
          <button
            key={one.key}
            type="button"
            role="tab"
            aria-selected={tab === one.key}
            className="fw-plain"
            onClick={() => setChosen(one.key)}
          >
            {one.text}
            {counts[one.key] !== undefined && <span className="fw-count">{counts[one.key]}</span>}
          </button>
        ))}
      </div>
      {story && (
        <Story
          key={story.related.entity}
          parent={entity}
          record={record}
          story={story}
          onCount={(count) =>
            counts[story.related.entity] !== count && setCounts({ ...counts, [story.related.entity]: count })
          }
        />
      )}
      {tab === "timeline" && !pending && <Timeline entity={entity} record={record} />}
    </section>
  );
}
