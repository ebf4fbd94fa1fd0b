/**
 * Which mistakes are shown: those of fields that were left once, all of them once somebody wanted to send, and what the
 * server refused until the place is changed.
 *
 * Shape:  one per form that is filled in, beside its `FormStore`; paths as there.
 */
import type { FormIssue } from "./contract";
import { ISSUES, type IssueIndex, indexed, Watchers } from "./watchers";

const NONE: readonly FormIssue[] = [];

export class Judgement {
  readonly watchers = new Watchers();
  private left = new Set<string>();
  private index: IssueIndex = new Map();
  private list: readonly FormIssue[] = NONE;
  private whole = false;

  constructor(private readonly tables?: ReadonlySet<string>) {}

  judged = (path: string): boolean => this.whole || this.left.has(path);
  judgedWhole = (): boolean => this.whole;
  toldAt = (path: string): readonly FormIssue[] => this.index.get(path) ?? NONE;
  told = (): readonly FormIssue[] => this.list;

  leave(paths: readonly string[]): void {
    const fresh = paths.filter((path) => !this.left.has(path));
    for (const path of fresh) this.left.add(path);
    if (fresh.length > 0) this.watchers.tell([...fresh, ISSUES]);
  }

  judgeAll(): void {
    this.whole = true;
    this.watchers.tellAll();
  }

  /** What the server refused. */
  tell(issues: readonly FormIssue[]): void {
    this.hold(indexed(issues, this.tables));
    this.watchers.tellAll();
  }

  /** A place was changed: what the server said of it, and of what lies in it, no longer holds. */
  mend(path: string): void {
    const gone = [...this.index.keys()].filter((one) => one === path || one.startsWith(`${path}/`));
    if (gone.length === 0) return;
    this.hold(new Map([...this.index].filter(([one]) => !gone.includes(one))));
    this.watchers.tell([...gone, ISSUES]);
  }

  /** Rows went in (`by` > 0) or one went out (`by` = -1) before or at `from`: what was left moves with its row. */
  shift(table: string, from: number, by: number): void {
    this.mend(table);
    const moved = [...this.left].flatMap((path) => {
      const [head, row, field] = path.split("/");
      const at = Number(row);
      if (head !== table || row === undefined || at < from) return [path];
      return by < 0 && at === from ? [] : [`${table}/${at + by}/${field}`];
    });
    this.left = new Set(moved);
    this.watchers.tellAll();
  }

  reset(): void {
    this.left = new Set();
    this.hold(new Map());
    this.whole = false;
    this.watchers.tellAll();
  }

  private hold(index: IssueIndex): void {
    this.index = index;
    this.list = [...index.values()].flat();
  }
}
