import { EllipsisOutlined, HolderOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Kanban, RecordRow, View } from "../../api/contract";
import { useDrag } from "../../app/dnd";
import { colourOf, type Lane, laneAt, lanePlace } from "../../model/kanban";
import { titleOf } from "../../model/value";
import { CardFacts } from "../views/CardFacts";

export type CardProps = { entity: Entity; view: View; kanban: Kanban; row: RecordRow };

export const cardTitle = (entity: Entity, kanban: Kanban, row: RecordRow): string =>
  titleOf({ title: kanban.card?.title ?? entity.title }, row);

export const cardFields = (view: View, kanban: Kanban) => kanban.card?.fields ?? view.columns.slice(0, 4);

type Props = CardProps & {
  movable: boolean;
  /** Where else it may go, with their names. */
  others: { lane: Lane; name: string }[];
  onMove: (row: RecordRow, lane: Lane) => void;
};

/** A card: dragged as a whole by pointer, by its handle with the keyboard, moved by its menu without dragging. */
export function KanbanCard({ movable, others, onMove, ...card }: Props) {
  if (!movable) return <Tile {...card} />;
  return <MovableCard {...card} others={others} onMove={onMove} />;
}

function MovableCard({ others, onMove, ...card }: Omit<Props, "movable">) {
  const { t } = useTranslation();
  const { ref, handle, dragging } = useDrag(card.row.id);
  const title = cardTitle(card.entity, card.kanban, card.row) || t("common.blank");
  return (
    <Tile {...card} place={ref} dragging={dragging}>
      <button type="button" {...handle} className="fw-plain fw-tile-handle" aria-label={t("views.drag", { title })}>
        <HolderOutlined />
      </button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            {
              type: "group",
              key: "to",
              label: t("views.moveTo"),
              children: others.map(({ lane, name }) => ({ key: lanePlace(lane), label: name })),
            },
          ],
          onClick: ({ key }) => onMove(card.row, laneAt(key)),
          style: { maxHeight: "60vh", overflowY: "auto" },
        }}
      >
        <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t("views.moveOf", { title })} />
      </Dropdown>
    </Tile>
  );
}

type TileProps = CardProps & {
  place?: (element: Element | null) => void;
  dragging?: boolean;
  /** What it is moved by. */
  children?: ReactNode;
};

function Tile({ entity, view, kanban, row, place, dragging, children }: TileProps) {
  const { t } = useTranslation();
  return (
    <article
      ref={place}
      className="fw-tile"
      data-color={colourOf(entity, kanban.colour_by, row)}
      data-movable={children !== undefined || undefined}
      data-dragging={dragging || undefined}
    >
      <div className="fw-tile-head">
        <Link
          to="/record/$entity/$id"
          params={{ entity: entity.key, id: row.id }}
          search={{}}
          className="fw-tile-title"
          draggable={false}
        >
          {cardTitle(entity, kanban, row) || t("common.blank")}
        </Link>
        {children}
      </div>
      <CardFacts entity={entity} row={row} fields={cardFields(view, kanban)} />
    </article>
  );
}

/** What follows the pointer. */
export function HeldCard({ entity, view, kanban, row }: CardProps) {
  return (
    <article className="fw-tile" data-held data-color={colourOf(entity, kanban.colour_by, row)}>
      <div className="fw-tile-head">
        <span className="fw-tile-title">{cardTitle(entity, kanban, row)}</span>
      </div>
      <CardFacts entity={entity} row={row} fields={cardFields(view, kanban)} />
    </article>
  );
}
