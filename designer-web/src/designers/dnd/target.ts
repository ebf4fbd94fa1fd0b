/**
 * Where something would be put, from where the pointer is.
 *
 * Shape:  elements with `data-container` hold elements with `data-block` side by side or below each other; the pointer is
 *         nearest to one of these, before or behind it. The line is in pixels of the window.
 */
export type Line = { left: number; top: number; width: number; height: number };
export type Target = { in: string; at: number; line: Line };
type Point = { x: number; y: number };

const THICK = 2;

const blocksOf = (container: Element) => [...container.children].filter((child) => child.hasAttribute("data-block"));

export function targetAt(point: Point, accepts: (container: string) => boolean): Target | null {
  for (const hit of document.elementsFromPoint(point.x, point.y)) {
    let container = hit.closest<HTMLElement>("[data-container]");
    while (container && !accepts(container.dataset.container ?? "")) {
      container = container.parentElement?.closest<HTMLElement>("[data-container]") ?? null;
    }
    if (container) return within(container, point);
  }
  return null;
}

function within(container: HTMLElement, point: Point): Target {
  const blocks = blocksOf(container);
  const rects = blocks.map((block) => block.getBoundingClientRect());
  const distance = (rect: DOMRect) =>
    Math.hypot(
      Math.max(rect.left - point.x, 0, point.x - rect.right),
      Math.max(rect.top - point.y, 0, point.y - rect.bottom),
    );
  let nearest = 0;
  for (let at = 1; at < rects.length; at++) {
    const [rect, best] = [rects[at], rects[nearest]];
    if (rect && best && distance(rect) < distance(best)) nearest = at;
  }
  const rect = rects[nearest];
  const name = container.dataset.container ?? "";
  if (!rect) return { in: name, at: 0, line: lineAt(container, 0) };
  const before = sideways(container, rect)
    ? point.x < (rect.left + rect.right) / 2
    : point.y < (rect.top + rect.bottom) / 2;
  const at = before ? nearest : nearest + 1;
  return { in: name, at, line: beside(rect, before, sideways(container, rect)) };
}

/** Blocks that leave room beside them stand in columns. */
function sideways(container: HTMLElement, rect: DOMRect): boolean {
  const outer = container.getBoundingClientRect();
  return container.dataset.flow === "row" || rect.width < outer.width * 0.75;
}

function beside(rect: DOMRect, before: boolean, across: boolean): Line {
  if (across)
    return { left: before ? rect.left - 5 : rect.right + 3, top: rect.top, width: THICK, height: rect.height };
  return { left: rect.left, top: before ? rect.top - 5 : rect.bottom + 3, width: rect.width, height: THICK };
}

/** The line of a place that is known by its number, as the arrow keys know it. */
export function lineAt(container: HTMLElement, at: number): Line {
  const rects = blocksOf(container).map((block) => block.getBoundingClientRect());
  const [next, last] = [rects[at], rects[rects.length - 1]];
  if (next) return beside(next, true, sideways(container, next));
  if (last) return beside(last, false, sideways(container, last));
  const own = container.getBoundingClientRect();
  return { left: own.left + 4, top: own.top + 6, width: own.width - 8, height: THICK };
}

export const containerOf = (root: ParentNode, name: string) =>
  root.querySelector<HTMLElement>(`[data-container="${CSS.escape(name)}"]`);
