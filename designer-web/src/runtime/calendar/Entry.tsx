import { HolderOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CalendarSettings, Entity } from "../../api/contract";
import { useDrag } from "../../app/dnd";
import type { Entry } from "../../model/calendar";
import { colourOf } from "../../model/kanban";

export type EntryShown = { entity: Entity; settings: CalendarSettings; entry: Entry; title: string };

/** One record on a day: its time, where it has one, and what it is called. */
export function CalendarEntry({ entity, settings, entry, title, held }: EntryShown & { held?: boolean }) {
  return (
    <span className="fw-entry" data-held={held} data-color={colourOf(entity, settings.colour_by, entry.row)}>
      <Words entry={entry} title={title} />
    </span>
  );
}

function Words({ entry, title }: { entry: Entry; title: string }) {
  return (
    <>
      {entry.time && <span className="fw-number fw-entry-time">{entry.time}</span>}
      <span className="fw-ellipsis">{title}</span>
    </>
  );
}

type Props = EntryShown & { opens: boolean; closes: boolean };

/** An entry on its day; dragged as a whole by pointer, by its handle with the keyboard. */
export function PlacedEntry({ day, movable, ...shown }: Props & { day: string; movable: boolean }) {
  return movable ? <MovableEntry {...shown} day={day} /> : <Bar {...shown} />;
}

function MovableEntry({ day, ...shown }: Props & { day: string }) {
  const { t } = useTranslation();
  const { ref, handle, dragging } = useDrag(`${shown.entry.id}@${day}`);
  return (
    <Bar {...shown} place={ref} dragging={dragging}>
      <button
        type="button"
        {...handle}
        className="fw-plain fw-entry-handle"
        aria-label={t("views.drag", { title: shown.title })}
      >
        <HolderOutlined />
      </button>
    </Bar>
  );
}

type BarProps = Props & { place?: (element: Element | null) => void; dragging?: boolean; children?: ReactNode };

function Bar({ entity, settings, entry, title, opens, closes, place, dragging, children }: BarProps) {
  return (
    <div
      ref={place}
      className="fw-entry"
      data-color={colourOf(entity, settings.colour_by, entry.row)}
      data-dragging={dragging || undefined}
      data-opens={opens || undefined}
      data-closes={closes || undefined}
      data-movable={children !== undefined || undefined}
    >
      <Link
        to="/record/$entity/$id"
        params={{ entity: entity.key, id: entry.id }}
        search={{}}
        draggable={false}
        title={title}
        className="fw-entry-link"
      >
        <Words entry={entry} title={title} />
      </Link>
      {children}
    </div>
  );
}
