/**
 * What somebody had filled in, kept on the device until it is sent.
 *
 * Shape:  `localStorage`, by the form's address; files are not kept, since they wait a day only.
 * Errors: a device that keeps nothing (private mode, a frame without storage) loses the draft and nothing else.
 */
import type { Answers } from "../engine/contract";

const DAYS = 30;

type Kept = { at: number; answers: Answers };

export function keepDraft(slug: string, answers: Answers, files: readonly string[]) {
  const kept = Object.fromEntries(Object.entries(answers).filter(([key]) => !files.includes(key)));
  write(
    `formwork.draft.${slug}`,
    Object.keys(kept).length === 0 ? undefined : JSON.stringify({ at: Date.now(), answers: kept }),
  );
}

export function draftOf(slug: string, fields: readonly string[]): Answers | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(`formwork.draft.${slug}`) ?? "null") as Kept | null;
    if (!kept || Date.now() - kept.at > DAYS * 86_400_000) return undefined;
    const known = Object.entries(kept.answers).filter(([key]) => fields.includes(key));
    return known.length > 0 ? Object.fromEntries(known) : undefined;
  } catch {
    return undefined;
  }
}

export const forgetDraft = (slug: string) => write(`formwork.draft.${slug}`, undefined);

/** A name that the device gives itself; another one each time where it keeps nothing. */
export function deviceName(): string {
  try {
    const known = localStorage.getItem("formwork.device");
    if (known) return known;
  } catch {
    // Read again below, in vain; the name then holds for this visit.
  }
  const name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
  write("formwork.device", name);
  return name;
}

function write(key: string, value: string | undefined) {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // A device that keeps nothing.
  }
}
