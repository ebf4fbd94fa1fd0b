/**
 * What the page asks of the server.
 *
 * Errors: `Refused` with the server's problem; a dead network is the problem `offline` (status 0).
 */
import type { Json, Problem } from "../api/contract";
import type { Answers, Evaluation } from "../engine/contract";
import type { PublicForm } from "./form";
import type { Locale } from "./texts";

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export type Challenge = { challenge: string; bits: number };
export type Sent = {
  answers: Answers;
  parameters: Record<string, string>;
  consent: boolean;
  challenge?: string;
  proof?: number;
  trap: string;
  device: string;
};
export type FileView = { id: string; name: string; size: number; type: string };

export class Server {
  constructor(
    private readonly slug: string,
    private readonly locale: Locale,
  ) {}

  form = () => this.ask<PublicForm>("GET", "");
  challenge = () => this.ask<Challenge>("GET", "/challenge");
  evaluate = (answers: Answers, parameters: Record<string, string>, signal: AbortSignal) =>
    this.ask<{ evaluation: Evaluation; known: [] }>("POST", "/evaluate", { body: { answers, parameters }, signal });
  send = (sent: Sent, key: string) =>
    this.ask<{ id: string; thanks: string }>("POST", "/submissions", {
      body: sent,
      headers: { "Idempotency-Key": key },
    });

  async upload(file: File, challenge: string): Promise<FileView> {
    const headers = { "X-Formwork-Challenge": challenge, "Content-Type": "application/octet-stream" };
    return this.ask("POST", `/files?name=${encodeURIComponent(file.name)}`, { raw: file, headers });
  }

  private async ask<T>(method: string, path: string, options: Options = {}): Promise<T> {
    const headers: Record<string, string> = {
      Accept: "application/json",
      "Accept-Language": this.locale,
      ...options.headers,
    };
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    let response: Response;
    try {
      const address = `/api/v1/public/forms/${encodeURIComponent(this.slug)}${path}`;
      response = await fetch(address, { method, headers, body, signal: options.signal, credentials: "omit" });
    } catch (reason) {
      if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
      throw new Refused({ status: 0, code: "offline", title: "" });
    }
    const told = (await response.json().catch(() => ({}))) as Json;
    if (response.ok) return told as T;
    throw new Refused({ code: "unknown", title: "", ...(told as object), status: response.status });
  }
}

type Options = { body?: unknown; raw?: Blob; headers?: Record<string, string>; signal?: AbortSignal };
