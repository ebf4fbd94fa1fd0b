/**
 * A view while it is designed.
 *
 * Shape:  a `ViewDefinition` is the document as it is published; while it is edited it may hold the settings of several
 *         types, so that trying another type loses nothing. `documentOf` keeps those of its type alone.
 * Source: docs/spec/definitions.md "view".
 */
import type {
  CalendarSettings,
  Entity,
  Field,
  Filter,
  GallerySettings,
  Kanban,
  Labels,
  TimelineSettings,
  View,
  ViewType,
} from "../api/contract";
import { allFields } from "./fields";
import { isWritable, shownKind } from "./value";

export type ViewDefinition = {
  format: 1;
  key: string;
  app?: string;
  entity: string;
  labels?: Labels;
  icon?: string;
  type?: ViewType;
  kanban?: Kanban;
  calendar?: CalendarSettings;
  timeline?: TimelineSettings;
  gallery?: GallerySettings;
  columns?: string[];
  filter?: Filter | null;
  sort?: string[];
  page_size?: number;
  roles?: string[];
};

export const TYPES: ViewType[] = ["table", "kanban", "calendar", "timeline", "gallery"];

/** Which fields a setting may name. */
export const FITTING = {
  lanes: (field: Field) => field.kind === "choice" || field.kind === "user",
  day: (field: Field) => ["date", "datetime"].includes(shownKind(field)),
  colour: (field: Field) => shownKind(field) === "choice",
  group: (field: Field) => ["choice", "user", "department", "reference"].includes(shownKind(field)),
  picture: (field: Field) => ["attachment", "image"].includes(field.kind),
  shown: (field: Field) => field.kind !== "sub_table",
  title: (field: Field) =>
    !["sub_table", "attachment", "image", "signature", "json", "tags", "multi_choice"].includes(field.kind),
  asked: (field: Field) => isWritable(field) && !["sub_table", "attachment", "image", "signature"].includes(field.kind),
  number: (field: Field) => ["integer", "decimal", "money", "percent"].includes(shownKind(field)),
} satisfies Record<string, (field: Field) => boolean>;

export type Fitting = keyof typeof FITTING;

export const fieldsFor = (entity: Entity, fitting: Fitting): Field[] => allFields(entity).filter(FITTING[fitting]);

/** A new view of an entity begins as its first list does. */
export function newView(entity: Entity, key: string): ViewDefinition {
  const like = entity.views.find((view) => view.type === "table" && view.columns.length > 0);
  return {
    format: 1,
    key,
    entity: entity.key,
    labels: {},
    type: "table",
    columns: like?.columns ?? entity.fields.slice(0, 6).map((field) => field.key),
    sort: like?.sort ?? [],
  };
}

const FACTS = 4;

/** The settings a type begins with: the first fields that fit. */
function begun(entity: Entity, view: ViewDefinition, type: ViewType): Partial<ViewDefinition> {
  const first = (fitting: Fitting) => {
    const fits = fieldsFor(entity, fitting);
    return (fits.find((field) => (view.columns ?? []).includes(field.key)) ?? fits[0])?.key;
  };
  const facts = (view.columns ?? []).filter((key) => key !== entity.title).slice(0, FACTS);
  switch (type) {
    case "table":
      return {};
    case "kanban":
      return { kanban: { group_by: first("lanes") ?? "", card: { fields: facts } } };
    case "calendar":
      return { calendar: { start: first("day") ?? "" } };
    case "timeline":
      return { timeline: { start: first("day") ?? "", end: first("day") ?? "" } };
    case "gallery":
      return { gallery: { ...(first("picture") ? { image: first("picture") } : {}), fields: facts } };
    default:
      return type satisfies never;
  }
}

export type ViewEdit =
  | { kind: "named"; locale: string; name: string }
  | { kind: "typed"; type: ViewType }
  | { kind: "columns"; columns: string[] }
  | { kind: "filter"; filter: Filter | undefined }
  | { kind: "sort"; sort: string[] }
  | { kind: "roles"; roles: string[] | undefined }
  | { kind: "kanban"; change: Partial<Kanban> }
  | { kind: "calendar"; change: Partial<CalendarSettings> }
  | { kind: "timeline"; change: Partial<TimelineSettings> }
  | { kind: "gallery"; change: Partial<GallerySettings> };

export function applyViewEdit(entity: Entity, view: ViewDefinition, edit: ViewEdit): ViewDefinition {
  switch (edit.kind) {
    case "named":
      return { ...view, labels: { ...view.labels, [edit.locale]: edit.name } };
    case "typed":
      return { ...begun(entity, view, edit.type), ...view, type: edit.type };
    case "columns":
      return { ...view, columns: edit.columns };
    case "filter":
      return { ...view, filter: edit.filter };
    case "sort":
      return { ...view, sort: edit.sort };
    case "roles":
      return { ...view, roles: edit.roles };
    case "kanban":
      return { ...view, kanban: { ...regrouped(view.kanban, edit.change), ...edit.change } };
    case "calendar":
      return { ...view, calendar: { start: "", ...view.calendar, ...edit.change } };
    case "timeline":
      return { ...view, timeline: { start: "", end: "", ...view.timeline, ...edit.change } };
    case "gallery":
      return { ...view, gallery: { ...view.gallery, ...edit.change } };
    default:
      return edit satisfies never;
  }
}

/** Columns and what they ask for belong to the field they are made by. */
function regrouped(kanban: Kanban | undefined, change: Partial<Kanban>): Kanban {
  const now = kanban ?? { group_by: "" };
  if (change.group_by === undefined || change.group_by === now.group_by) return now;
  const { columns: _, guards: __, ...rest } = now;
  return rest;
}

/** What is published: the settings of its type, nothing that says nothing. */
export function documentOf(view: ViewDefinition): ViewDefinition {
  const { kanban, calendar, timeline, gallery, filter, roles, type = "table", ...rest } = view;
  const settings = { table: undefined, kanban, calendar, timeline, gallery }[type];
  const labels = Object.fromEntries(Object.entries(view.labels ?? {}).filter(([, text]) => text?.trim()));
  const whole = {
    ...rest,
    labels,
    ...(type === "table" ? {} : { type, [type]: settings && told(settings) }),
    ...(filter ? { filter } : {}),
    ...(roles ? { roles } : {}),
  };
  return whole as ViewDefinition;
}

const told = (settings: object) =>
  Object.fromEntries(
    Object.entries(settings).filter(
      ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** The view as its preview shows it. */
export function viewOfDraft(view: ViewDefinition): View {
  const { type = "table", key, entity, labels = {}, columns = [], filter, sort = [], page_size = 50 } = view;
  const settings = type === "table" ? {} : { [type]: view[type] };
  return {
    key,
    app: view.app ?? "local",
    entity,
    labels: labels ?? {},
    type,
    columns,
    filter,
    sort,
    page_size,
    ...settings,
  };
}

/** What must be chosen before the view can be shown or published; nothing when it is whole. */
export function lacking(view: ViewDefinition): ("name" | "lanes" | "start" | "end")[] {
  const document = documentOf(view);
  const missing: ("name" | "lanes" | "start" | "end")[] = [];
  if (Object.keys(document.labels ?? {}).length === 0) missing.push("name");
  if (view.type === "kanban" && !view.kanban?.group_by) missing.push("lanes");
  if (view.type === "calendar" && !view.calendar?.start) missing.push("start");
  if (view.type === "timeline" && !view.timeline?.start) missing.push("start");
  if (view.type === "timeline" && !view.timeline?.end) missing.push("end");
  return missing;
}
