import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Button, Segmented } from "antd";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, TimelineSettings } from "../../api/contract";
import { useZone } from "../../app/hooks";
import { Bones, Broken, Empty } from "../../app/Parts";
import { lookOf } from "../../kinds";
import { type Entry, entriesOf } from "../../model/calendar";
import { fieldOf } from "../../model/fields";
import { colourOf } from "../../model/kanban";
import { addDays, dayIn, daysBetween } from "../../model/moment";
import { barOf, grouped, lastOf, scaleOf, ticksOf, turned, type Zoom } from "../../model/timeline";
import { asText, asTitled, titleOf } from "../../model/value";
import type { BodyProps } from "../views/body";
import { MOST_ENTRIES, useWindow } from "../views/useWindow";
import "../views/views.css";
import "./timeline.css";

export default function TimelineView(props: BodyProps) {
  const { entity, view } = props;
  const { t } = useTranslation();
  const settings = view.timeline;
  const start = settings && fieldOf(entity, settings.start);
  const end = settings && fieldOf(entity, settings.end);
  if (!settings || !start || !end) return <p className="fw-muted">{t("views.incomplete")}</p>;
  return <Bars {...props} settings={settings} start={start} end={end} />;
}

type Props = BodyProps & { settings: TimelineSettings; start: Field; end: Field };
type Line = { key: string; entry?: Entry; head?: Entry; count?: number };
const ROW_HEIGHT = 36;
/** Of the width, from the left; the titles take part of it. */
const DAY_AT = 0.4;

function fieldsOf(entity: Entity, settings: TimelineSettings): string[] {
  const { title, start, end, group_by, colour_by } = settings;
  const keys = [entity.title, title, start, end, group_by, colour_by];
  return [...new Set(keys.filter((key): key is string => key !== undefined))];
}

/** One line for every group that has bars, then one for each bar. */
function linesOf(entries: Entry[], group: Field | undefined): Line[] {
  if (!group) return entries.map((entry) => ({ key: entry.id, entry }));
  const keyOf = (entry: Entry) => asTitled(entry.row[group.key])?.id ?? asText(entry.row[group.key]);
  return grouped(entries, keyOf).flatMap(({ key, items }) => [
    { key: `group ${key}`, head: items[0], count: items.length },
    ...items.map((entry) => ({ key: entry.id, entry })),
  ]);
}

function Bars({ entity, list, search, go, settings, start, end }: Props) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const scroller = useRef<HTMLDivElement>(null);
  const today = dayIn(new Date(), zone);
  const day = search.day ?? today;
  const zoom: Zoom = search.span ?? "week";
  const scale = scaleOf(day, zoom);
  const fields = useMemo(() => fieldsOf(entity, settings), [entity, settings]);
  const found = useWindow(entity, list, { start, end, first: scale.first, last: lastOf(scale), fields });
  const entries = useMemo(() => entriesOf(found.data?.rows ?? [], start, end, zone), [found.data, start, end, zone]);
  const group = settings.group_by ? fieldOf(entity, settings.group_by) : undefined;
  const lines = useMemo(() => linesOf(entries, group), [entries, group]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const width = scale.days * scale.width;
  // The day in question stands some way from the left, whatever the width of the screen.
  const left = daysBetween(scale.first, day) * scale.width;
  useEffect(() => {
    const element = scroller.current;
    element?.scrollTo({ left: left - element.clientWidth * DAY_AT });
  }, [left]);
  const now = daysBetween(scale.first, today);
  const format = new Intl.DateTimeFormat(i18n.language, {
    year: zoom === "month" ? "2-digit" : undefined,
    month: zoom === "month" ? "short" : "numeric",
    day: zoom === "month" ? undefined : "numeric",
    timeZone: "UTC",
  });
  if (found.isError && !found.data) return <Broken reason={found.error} retry={() => void found.refetch()} />;
  return (
    <div className="fw-timeline-view">
      <div className="fw-period">
        <h2 className="fw-number">{t("views.stretch", { from: scale.first, to: lastOf(scale) })}</h2>
        <Button
          icon={<LeftOutlined />}
          aria-label={t("views.earlier")}
          onClick={() => go({ day: turned(day, zoom, -1) })}
        />
        <Button onClick={() => go({ day: undefined })}>{t("views.today")}</Button>
        <Button
          icon={<RightOutlined />}
          aria-label={t("views.later")}
          onClick={() => go({ day: turned(day, zoom, 1) })}
        />
        <span className="fw-grow" />
        <Segmented
          aria-label={t("views.zoom")}
          value={zoom}
          onChange={(span) => go({ span })}
          options={(["day", "week", "month"] as const).map((value) => ({ value, label: t(`views.${value}`) }))}
        />
      </div>
      {found.data?.more && <p className="fw-notice">{t("views.tooMany", { count: MOST_ENTRIES })}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="fw-bars" ref={scroller} tabIndex={0} aria-label={t("views.timeline")}>
        <div className="fw-bars-inner" style={{ width: `calc(var(--fw-bar-titles) + ${width}px)` }}>
          <div className="fw-bars-head" aria-hidden="true">
            <span className="fw-bars-corner" />
            {ticksOf(scale, zoom).map((tick) => (
              <span key={tick.day} className="fw-tick fw-number" style={{ width: tick.width }}>
                {format.format(new Date(`${tick.day}T00:00:00Z`))}
              </span>
            ))}
          </div>
          {found.isPending && <Bones count={8} />}
          {found.isSuccess && lines.length === 0 && (
            <Empty title={t("views.noneHere")} hint={t("views.noneHereHint")} />
          )}
          <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {now >= 0 && now < scale.days && (
              <span
                className="fw-now"
                aria-hidden="true"
                style={{ left: `calc(var(--fw-bar-titles) + ${(now + 0.5) * scale.width}px)` }}
              />
            )}
            {virtual.getVirtualItems().map((item) => {
              const line = lines[item.index];
              if (!line) return null;
              const style = { height: ROW_HEIGHT, transform: `translateY(${item.start}px)` };
              if (line.head && group) {
                return (
                  <div key={line.key} className="fw-bars-group" style={style}>
                    <span className="fw-bars-title">
                      <GroupName group={group} entry={line.head} />
                      <span className="fw-count">{line.count}</span>
                    </span>
                  </div>
                );
              }
              const entry = line.entry;
              if (!entry) return null;
              const title = titleOf({ title: settings.title ?? entity.title }, entry.row) || t("common.blank");
              const bar = barOf(entry, scale);
              return (
                <div key={line.key} className="fw-bars-line" style={style}>
                  <Link
                    to="/record/$entity/$id"
                    params={{ entity: entity.key, id: entry.id }}
                    search={{}}
                    className="fw-bars-title fw-ellipsis"
                    title={title}
                  >
                    {title}
                  </Link>
                  <span
                    className="fw-bar"
                    role="img"
                    aria-label={t("views.barOf", { title, from: entry.start, to: entry.end })}
                    title={t("views.barOf", { title, from: entry.start, to: entry.end })}
                    data-color={colourOf(entity, settings.colour_by, entry.row)}
                    data-opens={entry.start >= scale.first || undefined}
                    data-closes={entry.end <= addDays(scale.first, scale.days - 1) || undefined}
                    style={{ left: `calc(var(--fw-bar-titles) + ${bar.left}px)`, width: bar.width }}
                  />
                </div>
              );
            })}
          </div>
        </div>
      </section>
    </div>
  );
}

function GroupName({ group, entry }: { group: Field; entry: Entry }) {
  const { t } = useTranslation();
  const value = entry.row[group.key];
  const { Cell } = lookOf(group);
  const title = asTitled(value)?.title;
  if (!value) return <span className="fw-muted">{t("common.blank")}</span>;
  return title && group.kind === "reference" ? (
    <strong>{title}</strong>
  ) : (
    <Cell field={group} value={value} place="list" />
  );
}
