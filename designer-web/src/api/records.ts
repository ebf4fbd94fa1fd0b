/** Records of an entity: list, one, write, many at once, history. */
import { exchange, request } from "./client";
import type {
  BulkChange,
  BulkResult,
  BulkTarget,
  Change,
  Duplicate,
  Entity,
  EntityHead,
  Filter,
  Json,
  OptionItem,
  Page,
  RecordRow,
  SearchHit,
  Share,
  ShareChange,
  UndoResult,
  Values,
} from "./contract";

export type ListQuery = {
  filter?: Filter | null;
  q?: string;
  sort?: string[];
  fields?: string[];
  expand?: string[];
  limit?: number;
  cursor?: string | null;
  count?: "none" | "estimate" | "exact";
  /** Whether to say of every record what may be done with it. */
  actions?: boolean;
};

const records = (entity: string) => `/entities/${encodeURIComponent(entity)}/records`;
const one = (entity: string, id: string) => `${records(entity)}/${encodeURIComponent(id)}`;

export async function getEntity(entity: string): Promise<Entity> {
  const view = await request<Omit<Entity, "title"> & { title: string | null }>(
    "GET",
    `/entities/${encodeURIComponent(entity)}`,
  );
  return { ...view, title: view.title ?? view.fields[0]?.key ?? "id" };
}
export const listEntities = () => request<Page<EntityHead>>("GET", "/entities");

export function queryRecords(entity: string, query: ListQuery, signal?: AbortSignal): Promise<Page<RecordRow>> {
  const body = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== null));
  return request("POST", `${records(entity)}/query`, { body, signal });
}

export async function countRecords(entity: string, query: Pick<ListQuery, "filter" | "q">): Promise<number> {
  const page = await queryRecords(entity, { ...query, limit: 1, count: "exact" });
  return page.count ?? page.items.length;
}

export const getRecord = (entity: string, id: string, expand: string[]) =>
  request<RecordRow>("GET", one(entity, id), { query: { expand: expand.join(",") } });

/** With what the asking person may do with it. */
export const getOwnRecord = (entity: string, id: string, expand: string[]) =>
  request<RecordRow>("GET", one(entity, id), { query: { expand: expand.join(","), actions: true } });

export const createRecord = (entity: string, values: Values, key: string) =>
  request<RecordRow>("POST", records(entity), { body: values, headers: { "Idempotency-Key": key } });

export async function patchRecord(entity: string, id: string, patch: Values, version: number): Promise<RecordRow> {
  const answer = await exchange<RecordRow>("PATCH", one(entity, id), {
    body: patch,
    headers: { "If-Match": `"${version}"` },
  });
  return answer.body;
}

/** Refused with `edit_conflict` when it was edited after `version`. */
export const deleteRecord = (entity: string, id: string, version: number) =>
  request<null>("DELETE", one(entity, id), { headers: { "If-Match": `"${version}"` } });
export const restoreRecord = (entity: string, id: string) => request<RecordRow>("POST", `${one(entity, id)}/restore`);
export const purgeRecord = (entity: string, id: string) => request<null>("POST", `${one(entity, id)}/purge`);

export const claimRecord = (entity: string, id: string) =>
  request<RecordRow>("POST", `${one(entity, id)}/claim`, { body: {} });

/** With an empty change: who it is shared with. */
export const changeShares = (entity: string, id: string, change: ShareChange) =>
  request<Page<Share>>("POST", `${one(entity, id)}/share`, { body: change });

export const getHistory = (entity: string, id: string, cursor?: string | null) =>
  request<Page<Change>>("GET", `${one(entity, id)}/history`, { query: { limit: 30, cursor } });

export const bulkChange = (entity: string, target: BulkTarget, change: BulkChange) =>
  request<BulkResult>("POST", `${records(entity)}/bulk`, { body: { ...target, ...change } });

export const undoBatch = (batch: string, keepEdited?: boolean) =>
  request<UndoResult>("POST", `/batches/${batch}/undo`, {
    body: keepEdited === undefined ? {} : { keep_edited: keepEdited },
  });

export const listRecycled = (entity: string, title: string, cursor?: string | null) =>
  request<Page<RecordRow>>("GET", `/entities/${encodeURIComponent(entity)}/recycle`, {
    query: { limit: 50, fields: `${title},deleted_at,updated_by`, expand: "updated_by", cursor },
  });

export const getOptions = (entity: string, field: string, q: string, signal?: AbortSignal) =>
  request<Page<OptionItem>>("GET", `/entities/${entity}/options/${field}`, { query: { q }, signal });

export const findDuplicates = (entity: string, values: Values) =>
  request<Page<Duplicate>>("POST", `/entities/${entity}/duplicates`, { body: values });

export const searchEverywhere = (q: string, signal?: AbortSignal) =>
  request<Page<SearchHit>>("GET", "/search", { query: { q, limit: 20 }, signal });

export type AggregateQuery = {
  filter: Filter | null;
  group_by: string[];
  measures: { op: string; field?: string }[];
};

export const aggregate = (entity: string, body: AggregateQuery | { [key: string]: Json }) =>
  request<Page<Values>>("POST", `${records(entity)}/aggregate`, { body });
