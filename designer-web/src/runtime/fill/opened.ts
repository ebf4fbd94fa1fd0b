/**
 * Which tab, step or section of a form is open, and where somebody wants to be.
 *
 * Shape:  one per form that is filled in; a container goes by the key of its block.
 */
import { Watchers } from "../../engine/watchers";
import type { Block } from "../../model/designer/documents";
import { wayTo } from "../../model/filling";
import { inputId } from "../form/useRecordForm";

/** How many pictures one waits for a panel or row that is being opened. */
const PATIENCE = 60;

export class Opened {
  readonly watchers = new Watchers();
  private turns = new Map<string, number>();
  private wanted = "";

  constructor(private readonly layout: readonly Block[]) {}

  at = (key: string): number | undefined => this.turns.get(key);
  /** The path that is on its way into sight; empty once it is there. */
  target = (): string => this.wanted;

  turn(key: string, at: number): void {
    this.turns.set(key, at);
    this.watchers.tell([key]);
  }

  /** Opens what lies around a path, and goes there. */
  go(path: string): void {
    const [field = ""] = path.split("/");
    for (const turn of wayTo(this.layout, field) ?? []) this.turn(turn.key, turn.at);
    this.wanted = path;
    this.watchers.tell([field]);
    this.arrive(path, PATIENCE);
  }

  reset(): void {
    this.turns = new Map();
    this.watchers.tellAll();
  }

  private arrive(path: string, patience: number): void {
    if (this.wanted !== path) return;
    const there = document.getElementById(inputId(path));
    if (!there && patience > 0) {
      requestAnimationFrame(() => this.arrive(path, patience - 1));
      return;
    }
    this.wanted = "";
    const around = document.querySelector(`[data-place="${CSS.escape(path)}"]`);
    (there ?? around)?.scrollIntoView({ block: "center" });
    there?.focus({ preventScroll: true });
  }
}
