/** Keys of the designer; none of them acts while somebody types or composes. */
import { useEffect, useRef } from "react";
import type { Hands } from "./context";
import type { Open } from "./Dialogs";
import { type Clipboard, isTyping } from "./useClipboard";

type Around = { clipboard: Clipboard; open: (open: Open) => void; blocked: boolean };

function act(event: KeyboardEvent, hands: Hands, { clipboard, open }: Around): boolean {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const picked = hands.picked();
  const [first] = picked;
  if (command && key === "z") event.shiftKey ? hands.redo() : hands.undo();
  else if (command && key === "y") hands.redo();
  else if (command && key === "d") clipboard.duplicate();
  else if (command || event.altKey) return false;
  else if (key === "/") open("add");
  else if (key === "?") open("keys");
  else if ((key === "delete" || key === "backspace") && picked.length > 0) hands.remove(picked);
  else if (key === "f2" && first !== undefined) hands.rename(first);
  else if (key === "escape" && picked.length > 0) hands.pickOnly(undefined);
  else return false;
  return true;
}

export function useShortcuts(hands: Hands, around: Around): void {
  const latest = useRef(around);
  latest.current = around;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || latest.current.blocked || isTyping(event.target)) return;
      if (act(event, hands, latest.current)) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [hands]);
}
