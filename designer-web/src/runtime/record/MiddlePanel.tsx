import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Story } from "./Story";
import { Timeline } from "./Timeline";
import { useStories } from "./useStories";

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
