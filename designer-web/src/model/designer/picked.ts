/** What is selected on the canvas: by click, with Ctrl one more or less, with Shift all between. */
export type Picked = { references: string[]; anchor?: string };

export const NOTHING: Picked = { references: [] };
export const only = (reference: string): Picked => ({ references: [reference], anchor: reference });

export function pick(
  picked: Picked,
  order: string[],
  reference: string,
  keys: { shift: boolean; toggle: boolean },
): Picked {
  if (keys.toggle) {
    const held = picked.references.includes(reference);
    const references = held
      ? picked.references.filter((one) => one !== reference)
      : order.filter((one) => one === reference || picked.references.includes(one));
    return { references, anchor: reference };
  }
  if (!keys.shift || picked.anchor === undefined) return only(reference);
  const [from, to] = [order.indexOf(picked.anchor), order.indexOf(reference)].sort((a, b) => a - b);
  if (from === undefined || to === undefined || from < 0) return only(reference);
  return { references: order.slice(from, to + 1), anchor: picked.anchor };
}

/** Without what is gone. */
export function still(picked: Picked, order: string[]): Picked {
  const there = new Set(order);
  const references = picked.references.filter((one) => there.has(one));
  if (references.length === picked.references.length) return picked;
  return { references, anchor: picked.anchor !== undefined && there.has(picked.anchor) ? picked.anchor : undefined };
}
