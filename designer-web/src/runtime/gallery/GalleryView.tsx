import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { apiPath } from "../../api/client";
import type { Entity, GallerySettings, RecordRow, View } from "../../api/contract";
import { Bones } from "../../app/Parts";
import { pictureOf } from "../../model/gallery";
import { titleOf } from "../../model/value";
import { useLook } from "../list/usePages";
import { usePlace } from "../list/usePlace";
import type { BodyProps } from "../views/body";
import { CardFacts } from "../views/CardFacts";
import "../views/views.css";
import "./gallery.css";

const CARD_WIDTH = 232;
const CARD_HEIGHT = 280;
const GAP = 14;
const FETCH_AHEAD = 3;

/** Cards side by side, as many as there is room for; only the rows in sight exist. */
export default function GalleryView({ entity, view, list }: BodyProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const place = usePlace(scroller);
  const across = useAcross(scroller);
  const { rows, pages } = list;
  const count = Math.ceil(list.count / across);
  const virtual = useVirtualizer({
    initialOffset: place,
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    overscan: 2,
    gap: GAP,
  });
  const items = virtual.getVirtualItems();
  useLook(list.look, (items[0]?.index ?? 0) * across, ((items.at(-1)?.index ?? 0) + FETCH_AHEAD) * across);
  const { isFetchNextPageError, fetchNextPage } = pages;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="fw-gallery" ref={scroller} tabIndex={0} aria-label={t("views.gallery")}>
      {pages.isPending && list.count === 0 && <Bones count={6} height={60} />}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => (
          <div
            key={item.index}
            ref={virtual.measureElement}
            data-index={item.index}
            className="fw-gallery-row"
            style={{
              transform: `translateY(${item.start}px)`,
              gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
            }}
          >
            {placesIn(item.index, across, list.count).map((at) => {
              const row = rows[at - list.first];
              return row ? (
                <GalleryCard key={row.id} entity={entity} view={view} settings={view.gallery ?? {}} row={row} />
              ) : (
                <span key={at} className="fw-bone" style={{ height: CARD_HEIGHT - GAP }} />
              );
            })}
          </div>
        ))}
      </div>
      {isFetchNextPageError && (
        <button type="button" className="fw-plain fw-link" onClick={() => void fetchNextPage()}>
          {t("list.failed")} · {t("common.retry")}
        </button>
      )}
    </section>
  );
}

const placesIn = (row: number, across: number, count: number) =>
  Array.from({ length: Math.min(across, count - row * across) }, (_, at) => row * across + at);

type CardProps = { entity: Entity; view: View; settings: GallerySettings; row: RecordRow };

function GalleryCard({ entity, view, settings, row }: CardProps) {
  const { t } = useTranslation();
  const title = titleOf({ title: settings.title ?? entity.title }, row) || t("common.blank");
  return (
    <Link to="/record/$entity/$id" params={{ entity: entity.key, id: row.id }} search={{}} className="fw-tile">
      {settings.image && <Picture entity={entity} field={settings.image} row={row} title={title} />}
      <span className="fw-tile-title">{title}</span>
      <CardFacts entity={entity} row={row} fields={settings.fields ?? view.columns.slice(0, 4)} />
    </Link>
  );
}

/** The first picture of a record; where there is none or it does not come, the first letter of its name. */
function Picture({ entity, field, row, title }: { entity: Entity; field: string; row: RecordRow; title: string }) {
  const [broken, setBroken] = useState(false);
  const file = pictureOf(row[field]);
  if (!file || broken) {
    return (
      <span className="fw-picture" aria-hidden="true">
        {title.slice(0, 1)}
      </span>
    );
  }
  const address = apiPath(`/entities/${entity.key}/records/${row.id}/files/${field}/${file}`);
  return <img className="fw-picture" src={address} alt="" loading="lazy" onError={() => setBroken(true)} />;
}

/** How many cards fit side by side; two on a phone. */
function useAcross(scroller: { current: HTMLElement | null }): number {
  const [across, setAcross] = useState(2);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setAcross(Math.max(2, Math.floor((element.clientWidth + GAP) / (CARD_WIDTH + GAP))));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return across;
}
