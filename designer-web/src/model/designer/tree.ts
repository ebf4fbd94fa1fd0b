/**
 * The tree of blocks on a form.
 *
 * Shape:  every function takes a form and gives a new one that shares what did not change, so that only what changed is
 *         drawn again. A sub-table is a container of columns.
 */
import { type Block, type FieldBlock, type FormDocument, keyOf, type Place, type Placed, partsOf } from "./documents";

export type Found = { reference: string; block: Block; place: Place; column?: boolean };

const asBlock = (column: Placed): FieldBlock => ({ type: "field", ...column });
export function asColumn(block: FieldBlock): Placed {
  const { type: _, ...column } = block;
  return column;
}

/** The containers right inside a block, with what lies in them. */
export function inside(block: Block): { key: string; blocks: Block[]; columns?: boolean }[] {
  switch (block.type) {
    case "section":
      return [{ key: block.key, blocks: block.blocks }];
    case "tabs":
    case "steps":
      return block.panels;
    case "field":
      return block.rows ? [{ key: block.field, blocks: block.rows.columns.map(asBlock), columns: true }] : [];
    case "text":
      return [];
    default:
      return block satisfies never;
  }
}

/** Everything on a form in the order it is read. */
export function walk(form: FormDocument): Found[] {
  const found: Found[] = [];
  const visit = (container: string, blocks: Block[], columns: boolean | undefined) => {
    blocks.forEach((block, at) => {
      const reference = columns ? `${container}.${keyOf(block)}` : keyOf(block);
      found.push({ reference, block, place: { in: container, at }, ...(columns && { column: true }) });
      if (columns) return;
      for (const part of inside(block)) visit(part.key, part.blocks, part.columns);
    });
  };
  visit("", form.layout, undefined);
  return found;
}

export const find = (form: FormDocument, reference: string): Found | undefined =>
  walk(form).find((one) => one.reference === reference);

/** The blocks of a container as they are changed by `change`; the form itself when there is no such container. */
export function within(form: FormDocument, container: string, change: (blocks: Block[]) => Block[]): FormDocument {
  if (container === "") return { ...form, layout: change(form.layout) };
  const layout = deeper(form.layout, container, change);
  return layout === form.layout ? form : { ...form, layout };
}

function deeper(blocks: Block[], container: string, change: (blocks: Block[]) => Block[]): Block[] {
  let changed = false;
  const next = blocks.map((block) => {
    const made = descend(block, container, change);
    changed ||= made !== block;
    return made;
  });
  return changed ? next : blocks;
}

function descend(block: Block, container: string, change: (blocks: Block[]) => Block[]): Block {
  switch (block.type) {
    case "section": {
      const blocks = block.key === container ? change(block.blocks) : deeper(block.blocks, container, change);
      return blocks === block.blocks ? block : { ...block, blocks };
    }
    case "tabs":
    case "steps": {
      const panels = block.panels.map((panel) => {
        const blocks = panel.key === container ? change(panel.blocks) : deeper(panel.blocks, container, change);
        return blocks === panel.blocks ? panel : { ...panel, blocks };
      });
      return panels.every((panel, at) => panel === block.panels[at]) ? block : { ...block, panels };
    }
    case "field": {
      if (block.field !== container || !block.rows) return block;
      const columns = change(block.rows.columns.map(asBlock)).flatMap((one) =>
        one.type === "field" ? [asColumn(one)] : [],
      );
      return { ...block, rows: { ...block.rows, columns } };
    }
    case "text":
      return block;
    default:
      return block satisfies never;
  }
}

export const insert = (form: FormDocument, blocks: Block[], { in: container, at }: Place): FormDocument =>
  within(form, container, (all) => all.toSpliced(at, 0, ...blocks));

/** Takes blocks away; nothing else moves. */
export function without(form: FormDocument, references: string[]): FormDocument {
  return references.reduce((left, reference) => {
    const found = find(left, reference);
    return found ? within(left, found.place.in, (all) => all.toSpliced(found.place.at, 1)) : left;
  }, form);
}

export function replaced(form: FormDocument, reference: string, change: (block: Block) => Block): FormDocument {
  const found = find(form, reference);
  if (!found) return form;
  return within(form, found.place.in, (all) => all.with(found.place.at, change(found.block)));
}

/** What lies in a block, itself first, by reference. */
export function subtree(block: Block, reference = keyOf(block)): string[] {
  return [
    reference,
    ...inside(block).flatMap((part) =>
      part.blocks.flatMap((one) => (part.columns ? [`${part.key}.${keyOf(one)}`] : subtree(one))),
    ),
  ];
}

/** The keys of the containers in a block: nothing can be put into itself. */
export const containersIn = (block: Block): string[] =>
  inside(block).flatMap((part) => [part.key, ...(part.columns ? [] : part.blocks.flatMap(containersIn))]);

/** Moves blocks, in their order on the form, to a place that is counted before they are taken away. */
export function move(form: FormDocument, references: string[], to: Place): FormDocument {
  const found = walk(form).filter((one) => references.includes(one.reference));
  const wrong = found.some(
    (one) =>
      containersIn(one.block).includes(to.in) ||
      (one.column ? partsOf(one.reference).table !== to.in : find(form, to.in)?.block.type === "field"),
  );
  if (found.length === 0 || wrong) return form;
  const before = found.filter((one) => one.place.in === to.in && one.place.at < to.at).length;
  const left = without(
    form,
    found.map((one) => one.reference),
  );
  return insert(
    left,
    found.map((one) => one.block),
    { in: to.in, at: to.at - before },
  );
}

/** Every place something may be put, in the order it is read: what the arrow keys go through. */
export function placesFor(form: FormDocument, moving: { block: Block; reference: string } | "new"): Place[] {
  const table = moving === "new" ? undefined : partsOf(moving.reference).table;
  const closed = moving === "new" ? [] : containersIn(moving.block);
  const places: Place[] = [];
  const visit = (container: string, blocks: Block[], columns: boolean | undefined) => {
    const open = !closed.includes(container) && (table === undefined ? !columns : container === table);
    blocks.forEach((block, at) => {
      if (open) places.push({ in: container, at });
      if (!columns) for (const part of inside(block)) visit(part.key, part.blocks, part.columns);
    });
    if (open) places.push({ in: container, at: blocks.length });
  };
  visit("", form.layout, undefined);
  return places;
}
