/** Who uses the fields that change or go: per field, how many definitions of each kind. */
import type { Line } from "./difference";

type Usage = { kind: string; key: string; field: string | null };
export type Impact = { field: string; label: string; counts: { kind: string; count: number }[] };

/** New fields are used by nobody; the form itself is what is being changed. */
export function impactOf(usages: Usage[], lines: Line[], form: string): Impact[] {
  const touched = new Map<string, string>();
  for (const line of lines) if (line.reference && line.tone !== "added") touched.set(line.reference, line.label);
  return [...touched].flatMap(([field, label]) => {
    const users = new Map<string, Set<string>>();
    for (const one of usages) {
      if (one.field !== field || (one.kind === "form" && one.key === form)) continue;
      users.set(one.kind, (users.get(one.kind) ?? new Set()).add(one.key));
    }
    const counts = [...users].map(([kind, keys]) => ({ kind, count: keys.size }));
    return counts.length === 0 ? [] : [{ field, label, counts }];
  });
}
