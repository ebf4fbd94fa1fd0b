import { CheckOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Field, Json, KindKey, RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import type { Column } from "../../model/columns";
import { isSelected, toggleRow } from "../../model/selection";
import { asList, asTitled, isBlank, shownKind, titleOf } from "../../model/value";
import type { RowsProps } from "./rows";
import { useLook } from "./usePages";
import { usePlace } from "./usePlace";

const CARD_HEIGHT = 118;
const FACTS = 4;
const CHIP_KINDS: KindKey[] = ["choice", "tags", "multi_choice"];
const REFERRING: KindKey[] = ["reference", "references"];

/** The list on a phone: one card a record, marks first, then the facts that are filled in. */
export function Cards({ entity, list, selection, setSelection, picking }: RowsProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, pages } = list;
  const place = usePlace(scroller);
  const virtual = useVirtualizer({
    initialOffset: place,
    count: list.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    overscan: 6,
    gap: 10,
  });
  const items = virtual.getVirtualItems();
  useLook(list.look, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const { isFetchNextPageError, fetchNextPage } = pages;
  return (
    <div className="fw-cards" ref={scroller}>
      {pages.isPending && list.count === 0 && <CardBones />}
      <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index - list.first];
          return (
            <div
              key={row?.id ?? item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="fw-card-place"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row ? (
                <Card
                  entity={entity}
                  row={row}
                  columns={list.columns}
                  picking={picking}
                  selected={isSelected(selection, row.id)}
                  onTick={() => setSelection(toggleRow(selection, row.id))}
                />
              ) : (
                <div className="fw-row-card" aria-hidden="true" style={{ height: CARD_HEIGHT - 10 }}>
                  <span className="fw-bone" style={{ width: "60%" }} />
                </div>
              )}
            </div>
          );
        })}
      </div>
      {isFetchNextPageError && (
        <button type="button" className="fw-plain fw-grid-foot" onClick={() => void fetchNextPage()}>
          {t("list.failed")} · {t("common.retry")}
        </button>
      )}
    </div>
  );
}

type CardProps = {
  entity: Entity;
  row: RecordRow;
  columns: Column[];
  picking: boolean;
  selected: boolean;
  onTick: () => void;
};

function Card({ entity, row, columns, picking, selected, onTick }: CardProps) {
  const { t } = useTranslation();
  const label = useLabel();
  const title = titleOf(entity, row) || t("common.blank");
  const filled = columns.filter(({ field }) => field.key !== entity.title && !isBlank(row[field.key]));
  const chips = filled.filter(({ field }) => CHIP_KINDS.includes(shownKind(field)));
  const facts = filled.filter(({ field }) => !CHIP_KINDS.includes(shownKind(field))).slice(0, FACTS);
  const body = (
    <>
      <span className="fw-row-card-title">
        {picking && (
          <span className="fw-row-card-tick" aria-hidden="true">
            {selected && <CheckOutlined />}
          </span>
        )}
        <strong className="fw-ellipsis">{title}</strong>
      </span>
      {chips.length > 0 && (
        <span className="fw-row-card-chips">
          {chips.map(({ field }) => {
            const { Cell } = lookOf(field);
            return <Cell key={field.key} field={field} value={row[field.key]} place="list" />;
          })}
        </span>
      )}
      <span className="fw-row-card-facts">
        {facts.map(({ field }) => (
          <span key={field.key} className="fw-ellipsis">
            <span className="fw-muted">{label(field)} </span>
            <HeldBy value={{ entity: entity.key, record: row.id }}>
              <Fact field={field} value={row[field.key]} />
            </HeldBy>
          </span>
        ))}
      </span>
    </>
  );
  if (picking) {
    return (
      <button
        type="button"
        className="fw-plain fw-row-card"
        aria-pressed={selected}
        data-selected={selected || undefined}
        onClick={onTick}
      >
        {body}
      </button>
    );
  }
  return (
    <Link to="/record/$entity/$id" params={{ entity: entity.key, id: row.id }} search={{}} className="fw-row-card">
      {body}
    </Link>
  );
}

/** The whole card is one link or button, so what it refers to stands in it as a name alone. */
function Fact({ field, value }: { field: Field; value: Json | undefined }) {
  const names = asList(value).flatMap((one) => asTitled(one)?.title || []);
  if (REFERRING.includes(shownKind(field)) && names.length > 0) return <>{names.join("、")}</>;
  const { Cell } = lookOf(field);
  return <Cell field={field} value={value} place="list" />;
}

function CardBones() {
  return (
    <div style={{ display: "grid", gap: 10 }} aria-hidden="true">
      {[62, 48, 70, 55, 66].map((width) => (
        <div key={width} className="fw-row-card">
          <span className="fw-bone" style={{ width: `${width}%`, height: 16 }} />
          <span className="fw-bone" style={{ width: "38%" }} />
          <span className="fw-bone" style={{ width: "84%" }} />
        </div>
      ))}
    </div>
  );
}
