/** An installation of its own to design in, and what a designer does with the hands. */
import type { Locator, Page } from "@playwright/test";
import { expect } from "./journey";
import { after, type Server, serve } from "./server";

export class Workshop {
  constructor(
    readonly page: Page,
    readonly server: Server,
  ) {}

  static async open(page: Page): Promise<Workshop> {
    const server = await serve();
    const workshop = new Workshop(page, server);
    const code = after(server, "setup code: ");
    await workshop.ask("POST", "/setup", { code, username: "boss", name: "陈总", password: "correct horse battery" });
    return workshop;
  }

  async ask(method: string, path: string, data?: unknown, status?: number): Promise<unknown> {
    const headers = { "X-Formwork": "1" };
    const answer = await this.page.request.fetch(`${this.server.url}/api/v1${path}`, { method, data, headers });
    const text = await answer.text();
    if (status !== undefined) expect([path, answer.status(), text]).toEqual([path, status, text]);
    else expect([path, answer.ok(), text]).toEqual([path, true, text]);
    return text ? JSON.parse(text) : null;
  }

  go = (path: string) => this.page.goto(`${this.server.url}${path}`);

  /** A table with fields of kinds, published or not, made behind the screens. */
  async table(key: string, fields: Record<string, object>, published = false): Promise<void> {
    const properties = Object.fromEntries(
      Object.entries(fields).map(([name, more]) => [
        name,
        { "x-field": { kind: "text", labels: { "zh-CN": name }, ...more } },
      ]),
    );
    const title = Object.keys(fields)[0];
    const head = { format: 1, key, labels: { "zh-CN": key }, ...(title && { title }) };
    const body = { type: "object", required: [], "x-entity": head, properties };
    await this.ask("PUT", `/definitions/entity/${key}/draft`, body);
    if (published) await this.ask("POST", "/publish", { drafts: [{ kind: "entity", key }] });
  }

  async design(key: string): Promise<void> {
    await this.go(`/design/${key}`);
    await expect(this.page.getByRole("region", { name: "表单", exact: true })).toBeVisible();
  }

  draft = (kind: string, key: string) => this.ask("GET", `/definitions/${kind}/${key}/draft`);

  /** Saved after the last change, with the time. */
  async saved(): Promise<void> {
    await expect(this.page.locator(".fwd-saved")).toHaveText(/^已保存 \d\d:\d\d$/);
  }
}

export const block = (page: Page, reference: string): Locator => page.locator(`[data-block="${reference}"]`);
export const item = (page: Page, kind: string): Locator => page.locator(`.fwd-palette [data-item="${kind}"]`);

/** What lies on the form, in the order it is read. */
export const order = (page: Page): Promise<(string | null)[]> =>
  page.locator(".fwd-canvas [data-block]").evaluateAll((all) => all.map((one) => one.getAttribute("data-block")));

/** Waits until the form has this order; a key may follow its label a moment later. */
export const inOrder = (page: Page, references: string[]) => expect.poll(() => order(page)).toEqual(references);

/** Types a name into what was just put down. */
export async function name(page: Page, text: string): Promise<void> {
  const input = page.getByRole("textbox", { name: "名称", exact: true }).and(page.locator(".fwd-name-input"));
  await expect(input).toBeFocused();
  await input.fill(text);
  await input.press("Enter");
}

/** Takes hold with the mouse, goes there in steps, and does something on the way. */
export async function drag(page: Page, from: Locator, to: Locator, meanwhile?: () => Promise<void>): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error("there is nothing to drag, or no place for it");
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 2 + 8, start.y + start.height / 2 + 8, { steps: 3 });
  await page.mouse.move(end.x + end.width / 2, end.y + 6, { steps: 14 });
  await meanwhile?.();
  await page.mouse.up();
  await expect(page.getByTestId("insertion-line")).toBeHidden();
}

/** How often somebody pressed something since the page was opened first. */
export async function countClicks(page: Page): Promise<() => Promise<number>> {
  let clicks = 0;
  await page.exposeFunction("formworkClicked", () => {
    clicks += 1;
  });
  await page.addInitScript(() => {
    const told = (window as unknown as { formworkClicked: () => void }).formworkClicked;
    window.addEventListener("pointerdown", () => told(), true);
  });
  return async () => clicks;
}
