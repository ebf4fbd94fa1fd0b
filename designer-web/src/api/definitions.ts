/** Definitions: drafts, publishing, versions, usages; and what writing a formula needs. */
import { exchange, request } from "./client";
import type { Issue, Json, Page } from "./contract";
import type { components } from "./generated";

type Schemas = components["schemas"];
export type DefinitionHead = Schemas["DefinitionHead"];
export type Usage = Schemas["Usage"];
export type Version = Schemas["Version"];
export type Published = Schemas["PublishedDefinitions"];
export type FunctionHelp = Schemas["FunctionHelp"];
export type FormulaIssue = Schemas["FormulaIssue"];
export type Checked = Schemas["CheckedFormula"];
export type Trial = Omit<Schemas["FormulaTrial"], "value"> & { value: Json };
export type At = { kind: string; key: string };

const path = ({ kind, key }: At) => `/definitions/${kind}/${encodeURIComponent(key)}`;

export const listDefinitions = (kind?: string) =>
  request<Page<DefinitionHead>>("GET", "/definitions", { query: { kind } });
export const getDefinition = (at: At) => request<Json>("GET", path(at));
export const getDraft = (at: At) => exchange<Json>("GET", `${path(at)}/draft`);

/** `etag` of the draft one has seen; `null` when there was none; `undefined` to write over any. */
export function saveDraft(
  at: At,
  body: Json,
  etag: string | null | undefined,
): Promise<{ etag: string; issues: Issue[] }> {
  const condition: Record<string, string> =
    etag === undefined ? {} : etag === null ? { "If-None-Match": "*" } : { "If-Match": `"${etag}"` };
  return request("PUT", `${path(at)}/draft`, { body, headers: condition });
}

export const publish = (drafts: At[], dryRun: boolean) =>
  request<Published>("POST", "/publish", { body: { drafts, dry_run: dryRun } });
export const listVersions = (at: At) => request<Page<Version>>("GET", `${path(at)}/versions`);
export const getVersion = (at: At, version: number) => request<Json>("GET", `${path(at)}/versions/${version}`);
export const listUsages = (at: At) => request<Page<Usage>>("GET", `${path(at)}/usages`);

/** A key for a name, by its pinyin; `null` where none can be made. */
export const suggestKey = async (label: string): Promise<string | null> =>
  (await request<{ key: string | null }>("GET", "/keys", { query: { label } })).key;

export const listFunctions = () => request<Page<FunctionHelp>>("GET", "/formulas/functions");
export const checkFormula = (
  body: { entity: string; row?: string; text: string; entities: Json[] },
  signal?: AbortSignal,
) => request<Checked>("POST", "/formulas/check", { body, signal });
export const tryFormula = (body: { entity: string; row?: string; text: string }, signal?: AbortSignal) =>
  request<{ issues: FormulaIssue[]; items: Trial[] }>("POST", "/formulas/query", { body, signal });
