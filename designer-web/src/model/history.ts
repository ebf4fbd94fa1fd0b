/** A record's changes as days with lines. */
import type { Change } from "../api/contract";
import { dayIn } from "./moment";
import { asList, asObject, asText, isBlank, sameValue } from "./value";

export type Day = { day: string; changes: Change[] };

/** Changes that altered nothing a person can see are left out. */
export function visibleChanges(changes: Change[]): Change[] {
  return changes
    .map((change) => ({ ...change, changes: change.changes.filter((line) => !sameValue(line.old, line.new)) }))
    .filter((change) => change.action !== "update" || change.changes.length > 0 || "merge" in asObject(change.why));
}

export function byDay(changes: Change[], zone: string): Day[] {
  const days: Day[] = [];
  for (const change of visibleChanges(changes)) {
    const day = dayIn(change.at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.changes.push(change);
    else days.push({ day, changes: [change] });
  }
  return days;
}

/** Which other entries a change was about: the one kept by a merge, those said to be different. */
export function othersOf({ why }: Pick<Change, "why">): string[] {
  const kept = asText(asObject(asObject(why).merge).kept);
  const apart = asList(asObject(asObject(why).different).records).map(asText);
  return [...(kept ? [kept] : []), ...apart];
}

export type LineKind = "filled" | "cleared" | "changed";

export function lineKind(line: Change["changes"][number]): LineKind {
  if (isBlank(line.old)) return "filled";
  return isBlank(line.new) ? "cleared" : "changed";
}

const OCCASIONS = ["handover", "claim", "import", "undo", "publish", "merge"] as const;
export type Occasion = { kind: (typeof OCCASIONS)[number] | "batch" | "rule"; reason: string };

/** On what occasion something changed, when it was not by hand and alone. */
export function occasionOf(change: Pick<Change, "why" | "batch">): Occasion | null {
  const why = asObject(change.why);
  if ("different" in why) return null;
  const kind = OCCASIONS.find((one) => one in why);
  if (kind) return { kind, reason: asText(asObject(why[kind]).reason) };
  if (Object.keys(why).length > 0) return { kind: "rule", reason: "" };
  return change.batch ? { kind: "batch", reason: "" } : null;
}
