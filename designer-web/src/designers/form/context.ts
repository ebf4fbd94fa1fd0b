/** What every part of the form designer reaches: stable, so that nothing is drawn again for its sake. */
import i18next from "i18next";
import { createContext, useCallback, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Labels } from "../../api/contract";
import { suggestKey } from "../../api/definitions";
import {
  type Block,
  type DesignDraft,
  type FieldDocument,
  fieldOf,
  partsOf,
  rowsOf,
} from "../../model/designer/documents";
import { freeKey, takenKeys } from "../../model/designer/keys";
import type { ItemKey, Naming } from "../../model/designer/palette";
import { find } from "../../model/designer/tree";
import { labelOf } from "../../model/label";
import type { DesignActions } from "./useDesign";

export type Source = { from: "palette"; item: ItemKey } | { from: "canvas"; reference: string };

export type Hands = DesignActions & {
  /** Fields that were published keep their key. */
  published: (reference: string) => boolean;
  /** Takes a thing into one's hands, to be moved by keys. */
  carry: (reference: string) => void;
  remove: (references: string[]) => void;
};

export const HandsContext = createContext<Hands | null>(null);

export function useHands(): Hands {
  const hands = useContext(HandsContext);
  if (!hands) throw new Error("this is part of the form designer");
  return hands;
}

/** New things are named in the language that is spoken, and in the other one as well. */
export const naming: Naming = (text, number): Labels =>
  Object.fromEntries(
    ["zh-CN", "en"].map((locale) => [locale, i18next.t(`design.kind.${text}`, { lng: locale, number })]),
  );

export function nameOfBlock(block: Block, field: FieldDocument | undefined, locale: string): string {
  if (block.type === "field")
    return labelOf(
      {
        labels: block.labels && Object.keys(block.labels).length > 0 ? block.labels : field?.["x-field"].labels,
        key: block.field,
      },
      locale,
    );
  if (block.type === "tabs" || block.type === "steps")
    return block.panels.map((panel) => labelOf(panel, locale)).join(" · ");
  return labelOf(block, locale);
}

export function useNames() {
  const { i18n } = useTranslation();
  const locale = i18n.language;
  return useCallback(
    (draft: DesignDraft, reference: string): string => {
      const block = find(draft.form, reference)?.block;
      return block ? nameOfBlock(block, fieldOf(draft, reference), locale) : partsOf(reference).key;
    },
    [locale],
  );
}

/** Gives a thing its name; a field that was never published also a key that speaks of it. */
export function useRename() {
  const hands = useHands();
  const { i18n } = useTranslation();
  return useCallback(
    async (reference: string, text: string) => {
      const name = text.trim();
      hands.rename(undefined);
      if (!name) return;
      const before = hands.now();
      const found = fieldOf(before, reference);
      const old = found?.["x-field"].labels[i18n.language];
      if (old === name) return;
      const edit = { kind: "renamed", reference, locale: i18n.language, text: name } as const;
      const tag = `rename ${reference}`;
      hands.edit(edit, tag);
      if (!found || hands.published(reference)) return;
      const wish = await suggestKey(name).catch(() => null);
      const draft = hands.now();
      if (wish === null || !fieldOf(draft, reference)) return;
      const { table, key } = partsOf(reference);
      const taken =
        table === undefined ? takenKeys(draft) : new Set(Object.keys(rowsOf(draft, table)?.properties ?? {}));
      taken.delete(key);
      const made = freeKey(wish, taken);
      if (made === key) return;
      const next = table === undefined ? made : `${table}.${made}`;
      const picked = hands.picked().includes(reference);
      hands.edit({ ...edit, key: made }, tag);
      if (picked) hands.pickOnly(next);
    },
    [hands, i18n.language],
  );
}
