import { useTranslation } from "react-i18next";
import { useDrop } from "../../app/dnd";
import { type Entry, hiddenPerDay, type Segment } from "../../model/calendar";
import { addDays } from "../../model/moment";
import { type EntryShown, PlacedEntry } from "./Entry";

type Props = {
  monday: string;
  segments: Segment[];
  lines: number;
  today: string;
  /** The month that is shown; days of its neighbours are dimmed. */
  month: string | undefined;
  show: (entry: Entry) => EntryShown;
  mayDrag: (entry: Entry) => boolean;
  onOpen: (day: string) => void;
};

const HEAD = 1;

/** Seven days and what lies on them; what has no room is behind “+N 更多”. */
export function Week({ monday, segments, lines, today, month, show, mayDrag, onOpen }: Props) {
  const { t } = useTranslation();
  const days = Array.from({ length: 7 }, (_, at) => addDays(monday, at));
  const hidden = hiddenPerDay(segments, lines);
  return (
    <div className="fw-week" style={{ gridTemplateRows: `26px repeat(${lines}, 24px) minmax(26px, 1fr)` }}>
      {days.map((day, at) => (
        <DayCell
          key={day}
          day={day}
          column={at + 1}
          rows={lines + 3}
          today={day === today}
          outside={month !== undefined && !day.startsWith(month)}
          onOpen={onOpen}
        />
      ))}
      {segments
        .filter((segment) => segment.line < lines)
        .map(({ entry, from, to, line, opens, closes }) => (
          <div
            key={entry.id}
            className="fw-segment"
            style={{ gridColumn: `${from + 1} / ${to + 2}`, gridRow: line + 1 + HEAD }}
          >
            <PlacedEntry
              {...show(entry)}
              day={days[from] ?? entry.start}
              movable={mayDrag(entry)}
              opens={opens}
              closes={closes}
            />
          </div>
        ))}
      {hidden.map((count, at) => {
        const day = days[at] ?? monday;
        return (
          count > 0 && (
            <button
              key={day}
              type="button"
              className="fw-plain fw-more"
              style={{ gridColumn: at + 1, gridRow: lines + 1 + HEAD }}
              aria-label={t("views.moreOn", { count, day })}
              onClick={() => onOpen(day)}
            >
              {t("views.more", { count })}
            </button>
          )
        );
      })}
    </div>
  );
}

type CellProps = {
  day: string;
  column: number;
  rows: number;
  today: boolean;
  outside: boolean;
  onOpen: (day: string) => void;
};

function DayCell({ day, column, rows, today, outside, onOpen }: CellProps) {
  const { t } = useTranslation();
  const { ref, over } = useDrop(`day:${day}`);
  return (
    <div
      ref={ref}
      className="fw-day"
      data-day={day}
      data-today={today || undefined}
      data-outside={outside || undefined}
      data-over={over || undefined}
      style={{ gridColumn: column, gridRow: `1 / ${rows}` }}
    >
      <button
        type="button"
        className="fw-plain fw-day-number fw-number"
        aria-label={t("views.openDay", { day })}
        aria-current={today ? "date" : undefined}
        onClick={() => onOpen(day)}
      >
        {Number(day.slice(8))}
      </button>
    </div>
  );
}
