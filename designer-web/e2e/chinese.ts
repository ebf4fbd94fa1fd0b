/**
 * Chinese on a screen that should be English.
 *
 * Shape:  `watchData(page) → held`, the runs of ideographs that the server sent as data; `chineseOf(page, held)` is what else stands there.
 * Source: everything in an answer is data but labels and the sentences of a refusal, which exist in both languages.
 */
import type { Page, Response } from "@playwright/test";

const RUN = /[\u3400-\u9fff]+/g;
/** A language is called by its own name. */
const OWN_NAME = "中文";
/** What an answer has in both languages. */
const TRANSLATED = ["labels", "help", "message", "zh-CN"];

export type Held = { runs: Set<string>; pending: Promise<void>[] };

function hold(value: unknown, runs: Set<string>): void {
  if (typeof value === "string") for (const run of value.match(RUN) ?? []) runs.add(run);
  else if (Array.isArray(value)) for (const one of value) hold(one, runs);
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) if (!TRANSLATED.includes(key)) hold(one, runs);
    // An address is shown as one line.
    const parts = Object.values(value).filter((one) => typeof one === "string");
    hold(parts.join(""), runs);
  }
}

/** Takes in every answer from now on; those to requests that went wrong are sentences, not data. */
export function watchData(page: Page): Held {
  const held: Held = { runs: new Set([OWN_NAME]), pending: [] };
  const take = async (response: Response) => {
    if (!response.ok() || !(response.headers()["content-type"] ?? "").includes("json")) return;
    hold(await response.json().catch(() => null), held.runs);
  };
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.startsWith("/api/v1/")) held.pending.push(take(response));
  });
  return held;
}

/** Every text in sight, also what is only read aloud; pictures made of one character of a name aside. */
const textsInSight = (page: Page) =>
  page.evaluate(() => {
    const told: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element?.checkVisibility() && !element.closest(".fw-avatar, .fw-picture, script, style"))
        told.push(node.nodeValue ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], input, textarea")) {
      if (!element.checkVisibility()) continue;
      for (const name of ["aria-label", "placeholder", "title"]) told.push(element.getAttribute(name) ?? "");
      if (element instanceof HTMLInputElement && element.type !== "password") told.push(element.value);
    }
    return [document.title, ...told];
  });

export async function chineseOf(page: Page, held: Held): Promise<string[]> {
  await Promise.all(held.pending);
  const strange = (text: string) => (text.match(RUN) ?? []).some((run) => !held.runs.has(run));
  return [...new Set((await textsInSight(page)).filter(strange))];
}
