import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CalendarSettings, Entity, Field } from "../../api/contract";
import { DragArea } from "../../app/dnd";
import { usePhone, useZone } from "../../app/hooks";
import { Broken } from "../../app/Parts";
import { addMonths, type Entry, entriesOf, firstOf, movedTo, segmentsOf, weeksOf } from "../../model/calendar";
import { fieldOf } from "../../model/fields";
import { addDays, dayIn } from "../../model/moment";
import { asTitled, isWritable, titleOf } from "../../model/value";
import type { BodyProps } from "../views/body";
import { useMove, withMoved } from "../views/useMove";
import { MOST_ENTRIES, useWindow } from "../views/useWindow";
import { DayDialog } from "./DayDialog";
import { CalendarEntry } from "./Entry";
import { Week } from "./Week";
import "../views/views.css";
import "./calendar.css";

export default function CalendarView(props: BodyProps) {
  const { entity, view } = props;
  const { t } = useTranslation();
  const settings = view.calendar;
  const start = settings && fieldOf(entity, settings.start);
  if (!settings || !start) return <p className="fw-muted">{t("views.incomplete")}</p>;
  const end = settings.end ? fieldOf(entity, settings.end) : undefined;
  return <Days {...props} settings={settings} start={start} end={end} />;
}

type Props = BodyProps & { settings: CalendarSettings; start: Field; end: Field | undefined };

const LINES = 3;
const PHONE_LINES = 2;
/** A week has the room of a whole month. */
const WEEK_LINES = 16;
/** One press of an arrow moves an entry to the next day or week. */
const STEP = { x: 150, y: 120 };

function fieldsOf(entity: Entity, settings: CalendarSettings): string[] {
  const keys = [entity.title, settings.title, settings.start, settings.end, settings.colour_by];
  return [...new Set(keys.filter((key): key is string => key !== undefined))];
}

function Days({ entity, list, search, still, go, settings, start, end }: Props) {
  const { t, i18n } = useTranslation();
  const phone = usePhone();
  const zone = useZone();
  const today = dayIn(new Date(), zone);
  const day = search.day ?? today;
  const span = search.span === "week" ? "week" : "month";
  const weeks = weeksOf(day, span);
  const first = weeks[0] ?? day;
  const last = addDays(weeks.at(-1) ?? day, 6);
  const fields = useMemo(() => fieldsOf(entity, settings), [entity, settings]);
  const found = useWindow(entity, list, { start, end, first, last, fields });
  const { moved, move } = useMove(entity);
  const [opened, setOpened] = useState<string | null>(null);
  const rows = useMemo(() => withMoved(found.data?.rows ?? [], moved), [found.data, moved]);
  const entries = useMemo(() => entriesOf(rows, start, end, zone), [rows, start, end, zone]);
  const lines = span === "week" ? WEEK_LINES : phone ? PHONE_LINES : LINES;
  const titleOfEntry = (entry: Entry) => {
    const key = settings.title ?? entity.title;
    return titleOf({ title: key }, entry.row) || asTitled(entry.row[key])?.title || t("common.blank");
  };
  const mayDrag = (entry: Entry) =>
    !still && isWritable(start) && (!end || isWritable(end)) && entry.row._actions?.edit === true;
  const turn = (by: -1 | 1) => go({ day: span === "week" ? addDays(day, by * 7) : addMonths(firstOf(day), by) });
  const heading = new Intl.DateTimeFormat(i18n.language, { year: "numeric", month: "long", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
  const drop = (place: string, target: string) => {
    // An entry that lasts for several days has a part in every week; the part says on which day it is held.
    const [id = "", from = ""] = place.split("@");
    const entry = entries.find((one) => one.id === id);
    const to = target.slice("day:".length);
    if (!entry || from === to || moved.has(entry.id)) return;
    const words = t("views.movedTo", { title: titleOfEntry(entry), lane: to });
    void move(entry.row, movedTo(entry, from, to, start, end, zone), words);
  };
  const entryOf = (place: string) => entries.find((one) => one.id === place.split("@")[0]);
  const show = (entry: Entry) => ({ entity, settings, entry, title: titleOfEntry(entry) });

  if (found.isError && !found.data) return <Broken reason={found.error} retry={() => void found.refetch()} />;
  return (
    <DragArea
      step={STEP}
      nameOf={(id) => {
        const entry = entryOf(id);
        return entry ? titleOfEntry(entry) : id.slice("day:".length);
      }}
      onDrop={({ source, target }) => drop(source, target)}
      preview={(place) => {
        const entry = entryOf(place);
        return entry && <CalendarEntry {...show(entry)} held />;
      }}
    >
      <div className="fw-calendar" data-span={span}>
        <div className="fw-period">
          <h2 className="fw-number">{heading}</h2>
          <Button icon={<LeftOutlined />} aria-label={t("views.earlier")} onClick={() => turn(-1)} />
          <Button onClick={() => go({ day: undefined })}>{t("views.today")}</Button>
          <Button icon={<RightOutlined />} aria-label={t("views.later")} onClick={() => turn(1)} />
          <span className="fw-grow" />
          <Segmented
            aria-label={t("views.span")}
            value={span}
            onChange={(next) => go({ span: next === "week" ? "week" : undefined })}
            options={[
              { value: "month", label: t("views.month") },
              { value: "week", label: t("views.week") },
            ]}
          />
        </div>
        {found.data?.more && <p className="fw-notice">{t("views.tooMany", { count: MOST_ENTRIES })}</p>}
        <div className="fw-weekdays" aria-hidden="true">
          {Array.from({ length: 7 }, (_, at) => (
            <span key={at}>{weekday(i18n.language, addDays(first, at))}</span>
          ))}
        </div>
        <div className="fw-weeks" data-stale={found.isPlaceholderData || undefined} aria-busy={found.isPending}>
          {weeks.map((monday) => (
            <Week
              key={monday}
              monday={monday}
              segments={segmentsOf(entries, monday)}
              lines={lines}
              today={today}
              month={span === "month" ? day.slice(0, 7) : undefined}
              show={show}
              mayDrag={mayDrag}
              onOpen={setOpened}
            />
          ))}
        </div>
      </div>
      {opened && (
        <DayDialog
          day={opened}
          entries={entries.filter((entry) => entry.start <= opened && entry.end >= opened)}
          show={show}
          mayDrag={mayDrag}
          onMove={(entry, to) => drop(`${entry.id}@${opened}`, `day:${to}`)}
          onClose={() => setOpened(null)}
        />
      )}
    </DragArea>
  );
}

const weekday = (language: string, day: string) =>
  new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
