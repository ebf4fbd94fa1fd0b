import { type CompositionEvent, useState } from "react";

/** Whether an input method is composing: searches and shortcuts wait until it is done. */
export function useComposition() {
  const [composing, setComposing] = useState(false);
  const handlers = {
    onCompositionStartCapture: () => setComposing(true),
    onCompositionEndCapture: (_: CompositionEvent) => setComposing(false),
  };
  return { composing, handlers };
}
