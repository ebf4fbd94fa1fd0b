/**
 * From the server's list of issues to the fields of a form.
 *
 * Shape:  `issuesByField([{pointer:"/phone"}]) → {phone: […]}`; `/items/0/price` belongs to `items` and to its row and cell.
 * Source: RFC 6901 pointers; the record is the root.
 */
import type { Issue } from "../api/contract";

type Told = { title: string; detail?: string | null; issues?: Issue[] };
const TOLD = 3;

/** What a refusal says in words: what exactly is wrong, not how many things are. */
export const sentenceOf = ({ title, detail, issues = [] }: Told): string =>
  together([...new Set(issues.map((issue) => issue.message))].slice(0, TOLD)) || detail || title;

/** Sentences one after the other, as their own language divides them. */
export const together = (told: string[]) => told.join(told.some((text) => /\p{Script=Han}/u.test(text)) ? "；" : "; ");

export type FieldIssues = Record<string, Issue[]>;

export function pointerParts(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
}

export function issuesByField(issues: Issue[]): FieldIssues {
  const grouped: FieldIssues = {};
  for (const issue of issues) {
    const [field = ""] = pointerParts(issue.pointer);
    grouped[field] = [...(grouped[field] ?? []), issue];
  }
  return grouped;
}

/** The issues of one cell of a row of details. */
export function cellIssues(issues: Issue[], row: number, key: string): Issue[] {
  return issues.filter((issue) => {
    const parts = pointerParts(issue.pointer);
    return parts[1] === String(row) && parts[2] === key;
  });
}

export function firstWrong(order: string[], issues: FieldIssues): string | undefined {
  return order.find((key) => (issues[key]?.length ?? 0) > 0);
}
