/**
 * One way to call the server.
 *
 * Shape:  `request(method, path, options) → parsed JSON`, or a rejected promise with a `Failure`.
 * Errors: `Failure.problem` is the server's problem+json; a dead network is the problem `offline` (status 0).
 */
import type { Issue, Json, Problem } from "./contract";

export class Failure extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export type Answer<T> = { body: T; etag: string | null };
type Options = {
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

let language = "zh-CN";
export function setRequestLanguage(next: string) {
  language = next;
}

let onSignedOut: () => void = () => undefined;
export function whenSignedOut(listener: () => void) {
  onSignedOut = listener;
}

export function apiPath(path: string, query: Options["query"] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return `/api/v1${path}${tail ? `?${tail}` : ""}`;
}

/** What every request of ours says, whoever sends it. */
export const ownHeaders = (): Record<string, string> => ({
  Accept: "application/json",
  "Accept-Language": language,
  "X-Formwork": "1",
});

/** The failure of an answer that was no success, by its status and text. */
export function failureOf(status: number, text: string): Failure {
  if (status === 401) onSignedOut();
  try {
    return new Failure({ title: "", code: "unknown", ...(JSON.parse(text) as Partial<Problem>), status });
  } catch {
    return new Failure({ status, code: status === 0 ? "offline" : "unknown", title: "" });
  }
}

export async function exchange<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
  const isForm = options.body instanceof FormData;
  const headers: Record<string, string> = {
    ...ownHeaders(),
    ...options.headers,
  };
  if (options.body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  if (method === "POST" && !path.endsWith("/query")) headers["Idempotency-Key"] ??= crypto.randomUUID();
  let response: Response;
  try {
    response = await fetch(apiPath(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      signal: options.signal,
      body: isForm ? (options.body as FormData) : options.body === undefined ? undefined : JSON.stringify(options.body),
    });
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw new Failure({ status: 0, code: "offline", title: "" });
  }
  if (!response.ok) {
    const failure = new Failure(await readProblem(response));
    if (response.status === 401 && path !== "/session" && path !== "/me") onSignedOut();
    throw failure;
  }
  const text = await response.text();
  return { body: (text ? JSON.parse(text) : null) as T, etag: response.headers.get("ETag") };
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  return (await exchange<T>(method, path, options)).body;
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    return { title: "", code: "unknown", ...problem, status: response.status };
  } catch {
    return { status: response.status, code: "unknown", title: "" };
  }
}

export function problemOf(reason: unknown): Problem {
  if (reason instanceof Failure) return reason.problem;
  return { status: 0, code: "unexpected", title: "" };
}

export function issuesOf(reason: unknown): Issue[] {
  return problemOf(reason).issues ?? [];
}

export const asJson = (value: unknown): Json => value as Json;
