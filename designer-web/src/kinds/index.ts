/** All kinds: each is a folder. Looks are loaded with the list; what is needed to type comes in one later chunk. */
import { lazy } from "react";
import type { Field, KindKey } from "../api/contract";
import { shownKind } from "../model/value";
import type { Entry, Kind, Look } from "./kind";

const looks = import.meta.glob<Look>("./*/index.tsx", { eager: true, import: "look" });

async function entry(folder: string): Promise<Entry> {
  const { inputs } = await import("./inputs");
  const found = inputs[`${folder}/input.tsx`];
  if (!found) throw new Error(`${folder} has no input.tsx`);
  return found;
}

const kinds = new Map<string, Kind>(
  Object.entries(looks).map(([path, look]) => {
    const folder = path.slice(0, path.lastIndexOf("/"));
    const Input = lazy(async () => ({ default: (await entry(folder)).Input }));
    const Filter = lazy(async () => ({ default: (await entry(folder)).Filter }));
    return [folder.slice("./".length), { ...look, Input, Filter }];
  }),
);

/** A kind this version does not know is shown as text. */
function kind(key: KindKey): Kind {
  const found = kinds.get(key) ?? kinds.get("text");
  if (!found) throw new Error("there is always the kind `text`");
  return found;
}

/** The kind that enters a field's value. */
export const kindOf = (field: Field): Kind => kind(field.kind);

/** The kind that shows it: for a formula, that of its result. */
export const lookOf = (field: Field): Kind => kind(shownKind(field));
