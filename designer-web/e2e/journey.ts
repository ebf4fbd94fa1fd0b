/** What every journey stands on: somebody signed in, and a watch over all that the page asks and says. */
import { type APIResponse, test as base, expect, type Page, type Response } from "@playwright/test";
import { faults } from "./description";

type Installation = { url: string; username: string; password: string };

export const installation = (): Installation => JSON.parse(process.env.FORMWORK_JOURNEY ?? "{}");

/** What Chromium says by itself about a refused request; the page shows it in words. */
const EXPECTED = /Failed to load resource/;

async function hold(response: Response): Promise<string[]> {
  const url = new URL(response.url());
  const type = (response.headers()["content-type"] ?? "").split(";")[0] ?? "";
  if (!url.pathname.startsWith("/api/v1/") || !type.endsWith("json") || url.pathname.endsWith("openapi.json"))
    return [];
  if (url.pathname.endsWith("/file")) return [];
  const body = await response.json().catch(() => undefined);
  if (body === undefined) return [];
  return faults(response.request().method(), decodeURI(url.pathname), response.status(), type, body);
}

/** Collects what went wrong unseen: errors of scripts, answers that are not as described. */
function watch(page: Page): () => Promise<string[]> {
  const wrong: string[] = [];
  const checks: Promise<unknown>[] = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) wrong.push(`console: ${message.text()}`);
  });
  page.on("response", (response) => checks.push(hold(response).then((found) => wrong.push(...found))));
  return async () => {
    await Promise.allSettled(checks);
    return wrong;
  };
}

type Fixtures = {
  /** Somebody with a short way to ask the server. */
  person: Person;
  phone: boolean;
};

export const test = base.extend<Fixtures & { watched: undefined }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it that nothing else is needed
  baseURL: async ({}, use) => use(installation().url),
  phone: async ({ viewport }, use) => use((viewport?.width ?? 1440) < 720),
  watched: [
    async ({ page }, use) => {
      const wrong = watch(page);
      await use(undefined);
      expect(await wrong()).toEqual([]);
    },
    { auto: true },
  ],
  person: async ({ page }, use) => {
    const person = new Person(page);
    await person.signIn();
    await use(person);
  },
});

export { expect };

export class Person {
  constructor(readonly page: Page) {}

  /** Without the form; the first smoke journey fills it in. */
  async signIn(username = installation().username): Promise<void> {
    const { password } = installation();
    const answer = await this.ask("POST", "/session", { username, password });
    expect(answer.status()).toBe(200);
  }

  ask(method: string, path: string, data?: unknown): Promise<APIResponse> {
    const headers = { "X-Formwork": "1" };
    return this.page.request.fetch(`${installation().url}/api/v1${path}`, { method, data, headers });
  }

  async count(entity: string, filter: unknown): Promise<number> {
    const body = { filter, limit: 1, count: "exact" };
    const answer = await this.ask("POST", `/entities/${entity}/records/query`, body);
    expect(answer.status()).toBe(200);
    return (await answer.json()).count;
  }
}
