/** Definitions: read, kept as drafts, published together or not at all. */
import { exchange, Failure, request } from "./client";
import type { Issue } from "./contract";

const place = (kind: string, key: string) => `/definitions/${encodeURIComponent(kind)}/${encodeURIComponent(key)}`;

export const getDefinition = <T>(kind: string, key: string) => request<T>("GET", place(kind, key));

export type Draft<T> = { body: T; etag: string | null };

/** A draft somebody has saved and not published yet. */
export async function getDraft<T>(kind: string, key: string): Promise<Draft<T> | null> {
  try {
    const { body, etag } = await exchange<T>("GET", `${place(kind, key)}/draft`);
    return { body, etag };
  } catch (reason) {
    if (reason instanceof Failure && reason.problem.status === 404) return null;
    throw reason;
  }
}

/** Kept even when something is wrong with it, and that is said; refused when somebody else saved after `etag`. */
export const saveDraft = (kind: string, key: string, body: unknown, etag: string | null) =>
  request<{ etag: string; issues: Issue[] }>("PUT", `${place(kind, key)}/draft`, {
    body,
    headers: etag ? { "If-Match": etag } : {},
  });

export const discardDraft = (kind: string, key: string) => request<null>("DELETE", `${place(kind, key)}/draft`);

export const publish = (drafts: { kind: string; key: string }[]) =>
  request<unknown>("POST", "/publish", { body: { drafts } });

/** Nobody finds it any more; refused while another definition uses it. */
export const withdraw = (kind: string, key: string) => request<null>("DELETE", place(kind, key));
