/**
 * What unknown words of a file stand for.
 *
 * Shape:  `seen` keeps every unknown word of the job, also those the server knows by now because they were chosen;
 *         `chosen` is what the person said: a key, `null` to leave the value blank, `""` to keep the rows out.
 * Source: `unknown` of an import in docs/spec/http.md; a suggestion means nothing until it is sent.
 */
import type { UnknownText } from "../api/contract";

export type Unknowns = Record<string, UnknownText[]>;
export type Meanings = Record<string, Record<string, string | null>>;

export function gather(seen: Unknowns, found: Unknowns | undefined): Unknowns {
  const all: Unknowns = { ...seen };
  for (const [field, texts] of Object.entries(found ?? {})) {
    const known = new Set(all[field]?.map((unknown) => unknown.text));
    all[field] = [...(all[field] ?? []), ...texts.filter((unknown) => !known.has(unknown.text))];
  }
  return all;
}

export function choose(chosen: Meanings, field: string, text: string, meaning: string | null | undefined): Meanings {
  return { ...chosen, [field]: { ...chosen[field], [text]: meaning === undefined ? "" : meaning } };
}

/** What a word stands for now: the choice, else the suggestion; `undefined` keeps its rows out. */
export function meaningOf(chosen: Meanings, field: string, unknown: UnknownText): string | null | undefined {
  const said = chosen[field]?.[unknown.text];
  if (said === undefined) return unknown.suggestion ?? undefined;
  return said === "" ? undefined : said;
}

/** Everything to be sent: choices and the suggestions nobody objected to. */
export function decided(seen: Unknowns, chosen: Meanings): Meanings {
  const fields = Object.entries(seen).map(([field, texts]) => {
    const said = texts.flatMap((unknown): [string, string | null][] => {
      const meaning = meaningOf(chosen, field, unknown);
      return meaning === undefined ? [] : [[unknown.text, meaning]];
    });
    return [field, Object.fromEntries(said)] as const;
  });
  return Object.fromEntries(fields.filter(([, said]) => Object.keys(said).length > 0));
}
