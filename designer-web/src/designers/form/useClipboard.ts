/** Copy and paste through the system's clipboard, so that they work between forms and windows. */
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "../../app/toast";
import { asText, type Copied, copy, fromText } from "../../model/designer/clipboard";
import { placeAfter } from "../../model/designer/palette";
import { walk } from "../../model/designer/tree";
import type { Hands } from "./context";

/** Where somebody types, keys are letters. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, [contenteditable=true], .cm-editor, [role=dialog]") !== null;

export type Clipboard = { duplicate: () => void };

export function useClipboard(hands: Hands): Clipboard {
  const { t } = useTranslation();
  const actions = useMemo(() => {
    const paste = (copied: Copied) => {
      const draft = hands.now();
      const at = placeAfter(
        draft,
        hands.picked().at(-1),
        copied.blocks.some((one) => one.type !== "field") ? "section" : "text",
      );
      const before = new Set(walk(draft.form).map((one) => one.reference));
      hands.edit({ kind: "pasted", copied, at });
      // What was pasted is selected once it is there.
      setTimeout(() => {
        const first = walk(hands.now().form).find((one) => !before.has(one.reference));
        if (first) hands.pickOnly(first.reference);
      });
    };
    return { paste, duplicate: () => hands.picked().length > 0 && paste(copy(hands.now(), hands.picked())) };
  }, [hands]);
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const take = (event: ClipboardEvent) => {
      const picked = hands.picked();
      if (isTyping(event.target) || picked.length === 0) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", asText(copy(hands.now(), picked)));
      showToast(t("design.copied", { count: picked.length }));
    };
    const put = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const copied = fromText(event.clipboardData?.getData("text/plain") ?? "");
      if (!copied) return;
      event.preventDefault();
      latest.current.paste(copied);
    };
    document.addEventListener("copy", take);
    document.addEventListener("paste", put);
    return () => {
      document.removeEventListener("copy", take);
      document.removeEventListener("paste", put);
    };
  }, [hands, t]);
  return { duplicate: actions.duplicate as () => void };
}
