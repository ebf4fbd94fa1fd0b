import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, RecordRow } from "../../api/contract";
import { useDrop } from "../../app/dnd";
import { type Lane, lanePlace, laneValue } from "../../model/kanban";
import type { Moved } from "../views/useMove";
import { type Narrowed, useLane } from "./useLane";

const CARD_HEIGHT = 132;
const FETCH_AHEAD = 6;

type Props = {
  entity: Entity;
  field: Field;
  lane: Lane;
  name: string;
  heading: ReactNode;
  /** Of all its records, where the server says so. */
  count: number | undefined;
  totals: ReactNode;
  narrowed: Narrowed;
  fields: string[];
  moved: Moved;
  /** What is held stays in the page while its column scrolls: without it the drag would end. */
  held: string | null;
  onRows: (rows: RecordRow[]) => void;
  card: (row: RecordRow) => ReactNode;
};

/** What stands in a column now: its own records without those that left, and those that came. */
function standing(field: Field, lane: Lane, rows: RecordRow[], moved: Moved): RecordRow[] {
  if (moved.size === 0) return rows;
  const mine = (row: RecordRow) => laneValue(field, row) === lane.value;
  const came = [...moved.values()].filter((row) => mine(row) && !rows.some((one) => one.id === row.id));
  const stayed = rows.map((row) => moved.get(row.id) ?? row).filter(mine);
  return [...came, ...stayed];
}

export function LaneColumn(props: Props) {
  const { entity, field, lane, name, heading, count, totals, narrowed, fields, moved, held, onRows, card } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: drop, over } = useDrop(lanePlace(lane));
  const place = useRef<HTMLElement | null>(null);
  const settle = useCallback(
    (element: HTMLElement | null) => {
      place.current = element;
      drop(element);
    },
    [drop],
  );
  const seen = useSeen(place);
  const { pages, rows: own, counted } = useLane(entity, field, lane, narrowed, fields, seen);
  const rows = standing(field, lane, own, moved);
  useEffect(() => onRows(own), [own, onRows]);
  const kept = held === null ? -1 : rows.findIndex((row) => row.id === held);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 4,
    gap: 8,
    rangeExtractor: (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return kept < 0 || shown.includes(kept) ? shown : [...shown, kept].sort((a, b) => a - b);
    },
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last >= rows.length - FETCH_AHEAD)
      void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const number = counted ?? count;
  return (
    <section className="fw-lane" aria-label={name} data-over={over || undefined} ref={settle}>
      <header className="fw-lane-head">
        <h2>{heading}</h2>
        {number !== undefined && <span className="fw-count fw-number">{number.toLocaleString()}</span>}
      </header>
      {totals}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="fw-lane-body" ref={scroller} tabIndex={0}>
        {pages.isPending ? (
          seen && <LaneBones />
        ) : (
          <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {items.map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <div
                    key={row.id}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    className="fw-lane-place"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    {card(row)}
                  </div>
                )
              );
            })}
          </div>
        )}
        {(pages.isError || isFetchNextPageError) && (
          <button
            type="button"
            className="fw-plain fw-link"
            onClick={() => void (pages.data ? fetchNextPage() : pages.refetch())}
          >
            {t("list.failed")} · {t("common.retry")}
          </button>
        )}
        {pages.isSuccess && rows.length === 0 && <p className="fw-lane-empty fw-muted">{t("views.laneEmpty")}</p>}
      </div>
    </section>
  );
}

/** Whether an element has been in sight: columns far to the right ask for nothing yet. */
function useSeen(place: { current: HTMLElement | null }): boolean {
  const [seen, setSeen] = useState(false);
  const look = useCallback((entries: IntersectionObserverEntry[]) => {
    if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
  }, []);
  useEffect(() => {
    if (!place.current || seen) return;
    const observer = new IntersectionObserver(look, { rootMargin: "0px 320px" });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [place, seen, look]);
  return seen;
}

function LaneBones() {
  return (
    <div className="fw-lane-bones" aria-hidden="true">
      {[1, 2, 3].map((at) => (
        <span key={at} className="fw-bone" style={{ height: 96 }} />
      ))}
    </div>
  );
}
