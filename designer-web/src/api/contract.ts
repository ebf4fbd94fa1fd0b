/**
 * The shapes the server answers with, as docs/spec/http.md gives them.
 *
 * Units: ids are UUID strings, moments RFC 3339 UTC, decimals strings; blank fields are absent.
 */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
export type Labels = Record<string, string>;

export type Issue = { code: string; pointer: string; message: string };
export type Problem = {
  status: number;
  code: string;
  title: string;
  detail?: string;
  issues?: Issue[];
  conflicts?: Conflict[];
  edited?: EditedRecord[];
};
export type Conflict = {
  field: string;
  base?: Json;
  theirs?: Json;
  yours?: Json;
  by: Person | string | null;
  at: string;
};
export type EditedRecord = { id: string; title?: string; fields?: string[] };

export type Person = { id: string; name: string; department?: string | null };
export type AppView = { key: string; entity: string; labels: Labels; icon?: string; type: string };
export type App = { key: string; labels: Labels; icon?: string; views: AppView[] };
export type User = {
  id: string;
  username: string;
  name: string;
  email?: string | null;
  phone?: string | null;
  locale?: string | null;
  active: boolean;
  department_id?: string | null;
  department_ids?: string[];
  role_keys: string[];
  team_ids?: string[];
};
export type Me = { user: User; admin: boolean; roles: string[]; zone: string; demo: boolean; apps: App[] };
export type Department = { id: string; name: string; parent_id?: string | null; order?: number };

export type KindKey =
  | "text"
  | "long_text"
  | "integer"
  | "decimal"
  | "money"
  | "percent"
  | "boolean"
  | "date"
  | "time"
  | "datetime"
  | "choice"
  | "multi_choice"
  | "tags"
  | "user"
  | "department"
  | "reference"
  | "references"
  | "sub_table"
  | "attachment"
  | "phone"
  | "email"
  | "url"
  | "address"
  | "auto_number"
  | "formula"
  | "roll_up"
  | "lookup";

export type Option = { key: string; labels: Labels; color?: string | null; active?: boolean };
export type FieldRight = "editable" | "readonly" | "masked";
export type Field = {
  key: string;
  kind: KindKey;
  labels: Labels;
  help?: Labels | null;
  required?: boolean;
  right?: FieldRight;
  options?: Option[] | null;
  target?: string | null;
  scale?: number | null;
  currency?: string | null;
  min_length?: number | null;
  max_length?: number | null;
  min?: string | null;
  max?: string | null;
  pattern?: string | null;
  unique?: boolean;
  computed?: boolean;
  operators?: Operator[];
  sortable?: boolean;
  searchable?: boolean;
  /** The kind whose looks a derived field borrows: what a formula, roll-up or lookup yields. */
  shape?: KindKey;
  default?: Json;
  fields?: Field[] | null;
};
export type Actions = {
  create: boolean;
  edit: boolean;
  delete: boolean;
  export: boolean;
  import: boolean;
  share?: boolean;
  print?: boolean;
};
export type Group = { key: string; labels: Labels; fields: string[] };
export type Related = { entity: string; via: string; labels: Labels; columns: string[]; sort?: string[] };
export type View = {
  key: string;
  entity: string;
  labels: Labels;
  type: string;
  columns: string[];
  filter?: Filter | null;
  sort?: string[];
  page_size?: number;
};
export type Entity = {
  key: string;
  labels: Labels;
  icon?: string | null;
  title: string;
  app: string;
  /** Whether its entries have an owner. */
  owner?: boolean;
  actions: Actions;
  groups: Group[];
  fields: Field[];
  related: Related[];
  views: View[];
};

export type Operator =
  | "eq"
  | "ne"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "in"
  | "not_in"
  | "contains"
  | "starts_with"
  | "is_empty"
  | "is_not_empty"
  | "between"
  | "has_any"
  | "has_all";
export type Filter =
  | { field: string; op: Operator; value?: Json }
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { exists: { entity: string; via: string; filter?: Filter } };

export type Values = { [field: string]: Json | undefined };
export type RecordRow = Values & { id: string; version: number };
export type Page<T> = { items: T[]; next_cursor?: string | null; count?: number | null };
export type Change = {
  position: number;
  at: string;
  actor: Person | null;
  action: string;
  changes: { field: string; old?: Json; new?: Json }[];
  why?: Json;
  batch?: string | null;
};
export type OptionItem = { key: string; label: string; color?: string | null; count?: number | null };
export type BulkTarget = { ids: string[] } | { filter: Filter | null; q: string };
export type BulkChange = {
  set?: Values;
  add?: Record<string, string[]>;
  remove?: Record<string, string[]>;
  delete?: true;
};
export type BulkResult = {
  changed: number;
  skipped: { id: string; reason: string; issues?: Issue[] }[];
  batch: string;
};
export type UndoResult = { undone: number; kept: EditedRecord[] };
export type SearchHit = {
  entity: string;
  id: string;
  title: string | null;
  matched: { field: string; text: string }[];
};
export type Duplicate = { id: string | null; match: string[]; message: string };

export type ImportState = "reading" | "verifying" | "ready" | "applying" | "done" | "undoing" | "undone" | "failed";
export type ImportColumn = {
  column: number;
  header: string;
  samples: string[];
  field: string | null;
  lookup?: string | null;
  confidence?: number | null;
};
export type ImportCounts = {
  rows: number;
  new: number;
  update: number;
  duplicate: number;
  refused: number;
  blank: number;
  total: number;
  done: number;
};
export type OnMatch = "update" | "skip" | "create";
export type UnknownText = { text: string; rows: number; suggestion: string | null };
export type Import = {
  id: string;
  entity: string;
  file: string;
  state: ImportState;
  sheet?: string | null;
  sheets?: string[];
  encoding?: string | null;
  header_row: number;
  columns: ImportColumn[];
  unknown?: Record<string, UnknownText[]>;
  key: string[];
  on_match: OnMatch;
  counts: ImportCounts;
  problem?: Problem | null;
  created_at: string;
  created_by?: string;
};
export type ImportRow = {
  row: number;
  state: "new" | "update" | "duplicate" | "refused" | "blank" | "total" | "title";
  source: (string | number | null)[];
  values?: Values;
  issues: Issue[];
  matches?: { id: string; title?: string }[];
};
export type Mapping = { name: string };
export type Export = { id: string; state: string; rows: number; url?: string | null; problem?: Problem | null };

export type Scope = "none" | "own" | "department" | "department_and_below" | "all" | { filter: Filter };
export type Role = {
  key: string;
  app?: string;
  labels: Labels;
  admin?: boolean;
  entities?: Record<string, { actions?: Record<string, Scope>; fields?: Record<string, string> }>;
};
