import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import type { ViewDefinition, ViewEdit } from "../../model/viewDraft";
import { ColumnSettings } from "./ColumnSettings";
import { FieldSelect } from "./FieldSelect";
import { KanbanSettings } from "./KanbanSettings";

type Props = { entity: Entity; view: ViewDefinition; edit: (edit: ViewEdit) => void };

/** What only views of this type have. */
export function TypeSettings({ entity, view, edit }: Props) {
  const { t } = useTranslation();
  const type = view.type ?? "table";
  switch (type) {
    case "table":
      return (
        <ColumnSettings
          entity={entity}
          label={t("viewDesign.columns")}
          keys={view.columns ?? []}
          onChange={(columns) => edit({ kind: "columns", columns })}
        />
      );
    case "kanban":
      return (
        <KanbanSettings
          entity={entity}
          kanban={view.kanban ?? { group_by: "" }}
          onChange={(change) => edit({ kind: "kanban", change })}
        />
      );
    case "calendar":
      return <CalendarSettings entity={entity} view={view} edit={edit} />;
    case "timeline":
      return <TimelineSettings entity={entity} view={view} edit={edit} />;
    case "gallery":
      return <GallerySettings entity={entity} view={view} edit={edit} />;
    default:
      return type satisfies never;
  }
}

function CalendarSettings({ entity, view, edit }: Props) {
  const { t } = useTranslation();
  const { start, end, title, colour_by } = view.calendar ?? { start: "" };
  const change = (part: object) => edit({ kind: "calendar", change: part });
  const of = { entity };
  return (
    <>
      <FieldSelect
        {...of}
        fitting="day"
        label={t("viewDesign.start")}
        value={start}
        onChange={(key) => change({ start: key })}
      />
      <FieldSelect
        {...of}
        fitting="day"
        label={t("viewDesign.end")}
        value={end}
        optional
        onChange={(key) => change({ end: key })}
      />
      <FieldSelect
        {...of}
        fitting="title"
        label={t("viewDesign.title")}
        value={title}
        optional
        onChange={(key) => change({ title: key })}
      />
      <FieldSelect
        {...of}
        fitting="colour"
        label={t("viewDesign.colourBy")}
        value={colour_by}
        optional
        onChange={(key) => change({ colour_by: key })}
      />
    </>
  );
}

function TimelineSettings({ entity, view, edit }: Props) {
  const { t } = useTranslation();
  const { start, end, title, group_by, colour_by } = view.timeline ?? { start: "", end: "" };
  const change = (part: object) => edit({ kind: "timeline", change: part });
  const of = { entity };
  return (
    <>
      <FieldSelect
        {...of}
        fitting="day"
        label={t("viewDesign.start")}
        value={start}
        onChange={(key) => change({ start: key })}
      />
      <FieldSelect
        {...of}
        fitting="day"
        label={t("viewDesign.end")}
        value={end}
        onChange={(key) => change({ end: key })}
      />
      <FieldSelect
        {...of}
        fitting="title"
        label={t("viewDesign.title")}
        value={title}
        optional
        onChange={(key) => change({ title: key })}
      />
      <FieldSelect
        {...of}
        fitting="group"
        label={t("viewDesign.together")}
        value={group_by}
        optional
        onChange={(key) => change({ group_by: key })}
      />
      <FieldSelect
        {...of}
        fitting="colour"
        label={t("viewDesign.colourBy")}
        value={colour_by}
        optional
        onChange={(key) => change({ colour_by: key })}
      />
    </>
  );
}

function GallerySettings({ entity, view, edit }: Props) {
  const { t } = useTranslation();
  const { image, title, fields } = view.gallery ?? {};
  const change = (part: object) => edit({ kind: "gallery", change: part });
  return (
    <>
      <FieldSelect
        entity={entity}
        fitting="picture"
        label={t("viewDesign.image")}
        value={image}
        optional
        onChange={(key) => change({ image: key })}
      />
      <FieldSelect
        entity={entity}
        fitting="title"
        label={t("viewDesign.title")}
        value={title}
        optional
        onChange={(key) => change({ title: key })}
      />
      <ColumnSettings
        entity={entity}
        label={t("viewDesign.cardFields")}
        keys={fields ?? []}
        onChange={(next) => change({ fields: next })}
      />
    </>
  );
}
