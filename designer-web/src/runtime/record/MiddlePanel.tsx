import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { asList } from "../../model/value";
import { Details, detailFields } from "./Details";
import { Story } from "./Story";
import { Timeline } from "./Timeline";
import { useRelatedName } from "./useRelated";
import { relatedKey, useStories } from "./useStories";

/** What happened: the stories people wrote, and what changed by itself or by hand. */
export function MiddlePanel({ entity, record }: { entity: Entity; record: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const nameOf = useRelatedName(entity);
  const { stories, pending } = useStories(entity);
  const details = detailFields(entity);
  const [chosen, setChosen] = useState<string>();
  const [counts, setCounts] = useState<Record<string, number>>(() =>
    Object.fromEntries(details.map((field) => [field.key, asList(record[field.key]).length])),
  );
  const first = stories[0] ? relatedKey(stories[0].related) : "timeline";
  const tab = chosen ?? first;
  const tabs = [
    ...stories.map((story) => ({ key: relatedKey(story.related), text: nameOf(story.related) })),
    ...details.map((field) => ({ key: field.key, text: label(field) })),
    { key: "timeline", text: t("record.timeline") },
  ];
  const detail = details.find((field) => field.key === tab);
  const story = stories.find((one) => relatedKey(one.related) === tab);
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
          key={relatedKey(story.related)}
          parent={entity}
          record={record}
          story={story}
          onCount={(count) =>
            counts[relatedKey(story.related)] !== count && setCounts({ ...counts, [relatedKey(story.related)]: count })
          }
        />
      )}
      {detail && <Details entity={entity.key} field={detail} record={record} />}
      {tab === "timeline" && !pending && <Timeline entity={entity} record={record} />}
    </section>
  );
}
