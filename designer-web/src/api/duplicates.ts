/** Entries that may be one: suggestions, and what a person decides. */
import { request } from "./client";
import type { ClusterList, MergeDone, Values } from "./contract";

const entityPath = (entity: string) => `/entities/${encodeURIComponent(entity)}`;

export const listClusters = (entity: string, cursor: string | null) =>
  request<ClusterList>("GET", `${entityPath(entity)}/clusters`, { query: { limit: 10, cursor } });

export const mergeRecords = (entity: string, kept: string, records: string[], values: Values) =>
  request<MergeDone>("POST", `${entityPath(entity)}/records/${encodeURIComponent(kept)}/merge`, {
    body: { records, values },
  });

export const setDifferent = (entity: string, records: string[], different: boolean) =>
  request<null>("POST", `${entityPath(entity)}/clusters/different`, { body: { records, different } });
