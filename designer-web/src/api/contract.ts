/**
 * The shapes the server answers with. All come from the description of the interface (tools/gen-api); here they get the
 * names the screens use, and what JSON Schema cannot say.
 *
 * Units: ids are UUID strings, moments RFC 3339 UTC, decimals strings; blank fields are absent.
 */
import type { components } from "./generated";

type Schemas = components["schemas"];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
type With<T, Known> = Omit<T, keyof Known> & Known;

export type Labels = Schemas["Labels"];
export type Issue = Schemas["Issue"];
export type Conflict = With<
  Schemas["Conflict"],
  { base?: Json; theirs?: Json; yours?: Json; by: Person | string | null }
>;
export type EditedRecord = Schemas["EditedRecord"] & { title?: string };
/** The server's, or one of ours when there was no answer (`offline`). */
export type Problem = With<Omit<Schemas["Problem"], "type">, { conflicts?: Conflict[]; edited?: EditedRecord[] }>;

export type Person = Pick<Schemas["Person"], "id" | "name"> & Partial<Schemas["Person"]>;
export type App = Schemas["AppView"];
export type AppView = Schemas["ViewLink"];
export type User = Schemas["User"];
export type Me = Schemas["Me"];
export type Department = Schemas["Department"];
export type Team = Schemas["Team"];
export type Handover = Schemas["HandoverAnswer"];
export type HandoverChange = Partial<Pick<Schemas["HandoverBody"], "to" | "reason" | "dry_run">>;
export type DemoRemoved = Schemas["DemoRemoved"];

export type KindKey = Schemas["Kind"];
export type Operator = Schemas["Operator"];
export type Option = Schemas["ChoiceOption"];
export type FieldRight = Schemas["FieldRight"];
/** System columns are made by the screens and say only what is needed to show them. */
export type Field = Pick<Schemas["Field"], "key" | "kind" | "labels"> &
  Partial<With<Schemas["Field"], { default?: Json; fields?: Field[] }>>;
export type Actions = Schemas["Actions"];
export type Group = Schemas["Group"];
export type Related = Schemas["Related"];
export type View = With<Schemas["View"], { filter?: Filter | null }>;
export type ViewType = Schemas["ViewType"];
export type Kanban = Schemas["Kanban"];
export type CalendarSettings = Schemas["Calendar"];
export type TimelineSettings = Schemas["Timeline"];
export type GallerySettings = Schemas["Gallery"];
export type EntityHead = Schemas["EntityHead"];
/** With the field that names an entry, where the person does not see the title the first one. */
export type Entity = With<Schemas["Entity"], { title: string; fields: Field[]; views: View[] }>;

export type Comparison = With<Schemas["Comparison"], { value?: Json }>;
export type Filter =
  | Comparison
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { exists: With<Schemas["Referrer"], { filter?: Filter }> };

export type Values = { [field: string]: Json | undefined };
/** A record read for its own page says what may be done with it; rows of a list do not. */
export type RecordRow = Values & Pick<Schemas["Record"], "id" | "version" | "_actions">;
export type Page<T> = { items: T[]; next_cursor?: string | null; count?: number | null };
type FieldChange = With<Schemas["FieldChange"], { old?: Json; new?: Json }>;
export type Change = With<Schemas["Change"], { changes: FieldChange[]; why?: Json; actor: Person | null }>;
export type OptionItem = With<Schemas["OptionItem"], { label: string }>;
export type Share = Schemas["Share"];
export type ShareChange = { remove: string } | Pick<Schemas["ShareBody"], "principal" | "level" | "until">;

export type BulkTarget = { ids: string[] } | { filter: Filter | null; q: string };
export type BulkChange = {
  set?: Values;
  add?: Record<string, string[]>;
  remove?: Record<string, string[]>;
  delete?: true;
};
export type BulkResult = Schemas["BulkDone"];
export type UndoResult = Schemas["UndoDone"];
export type SearchHit = Schemas["SearchHit"];
export type Duplicate = Schemas["Duplicate"];
export type Cluster = Schemas["Cluster"];
export type Suspect = Schemas["Suspect"];
export type ClusterList = Schemas["ClusterList"];
export type MergeDone = With<Schemas["MergeDone"], { record: RecordRow }>;

export type ImportState = Schemas["ImportState"];
export type ColumnMapping = Schemas["ColumnMapping"];
export type ImportColumn = Schemas["ImportColumn"];
export type ImportCounts = Schemas["ImportCounts"];
export type OnMatch = Schemas["OnMatch"];
export type UnknownText = Schemas["UnknownText"];
export type Import = With<Schemas["Import"], { problem?: Problem | null }>;
export type ImportChange = Schemas["Mapping"];
export type ImportRowMatch = Schemas["ImportRowMatch"];
export type ImportRow = With<Schemas["ImportRow"], { values: Values }>;
export type ImportSampleRow = With<Schemas["ImportSampleRow"], { values: Values | null }>;
export type ImportTotal = Schemas["ImportTotal"];
export type ImportColumnTotals = Schemas["ImportColumnTotals"];
export type ImportSample = With<Schemas["ImportSample"], { items: ImportSampleRow[] }>;
export type Mapping = Schemas["SavedMapping"];
export type ExportFormat = Schemas["ExportFormat"];
export type Export = With<Schemas["Export"], { problem?: Problem | null }>;

/** A role as it is defined, not as an answer: docs/spec/definitions.md. */
export type Scope = "none" | "own" | "department" | "department_and_below" | "all" | { filter: Filter };
export type Role = {
  key: string;
  app?: string;
  labels: Labels;
  admin?: boolean;
  entities?: Record<string, { actions?: Record<string, Scope>; fields?: Record<string, string> }>;
};

export type FormList = { items: With<Schemas["FormLink"], { labels: Labels }>[] };
export type SubmissionState = "held" | "taken" | "rejected";
export type Submission = With<Schemas["SubmissionView"], { values: Values; parameters: Record<string, string> }>;
export type SubmissionList = With<Schemas["SubmissionList"], { items: Submission[] }>;
export type DecisionList = Schemas["DecisionList"];
