/**
 * Moving by keys: Enter picks up, arrows go from place to place, Enter puts down, Esc leaves it where it was.
 *
 * Shape:  `carry(thing, places)` begins; the line is shown at the place that is chosen, and `told` is what is read aloud.
 */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { showLine } from "./DragArea";
import { containerOf, lineAt } from "./target";

type Place = { in: string; at: number };
export type Carried<T> = { thing: T; places: Place[]; at: number };

const STEP: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -1e4, End: 1e4 };

export function useCarry<T>(line: RefObject<HTMLElement | null>, onDrop: (thing: T, place: Place) => void) {
  const [carried, setCarried] = useState<Carried<T> | null>(null);
  const drop = useRef(onDrop);
  drop.current = onDrop;
  useEffect(() => {
    if (!carried) return;
    const place = carried.places[carried.at];
    const container = place && containerOf(document, place.in);
    if (place && container) {
      const block = container.children[Math.min(place.at, container.children.length - 1)];
      (block ?? container).scrollIntoView({ block: "nearest" });
      showLine(line.current, lineAt(container, place.at));
    }
    const key = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const step = STEP[event.key];
      if (step === undefined && !["Enter", " ", "Escape", "Tab"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      if (step !== undefined) {
        setCarried({ ...carried, at: Math.max(0, Math.min(carried.places.length - 1, carried.at + step)) });
        return;
      }
      setCarried(null);
      if ((event.key === "Enter" || event.key === " ") && place) drop.current(carried.thing, place);
    };
    const letGo = () => setCarried(null);
    window.addEventListener("keydown", key, true);
    window.addEventListener("pointerdown", letGo, true);
    window.addEventListener("blur", letGo);
    return () => {
      window.removeEventListener("keydown", key, true);
      window.removeEventListener("pointerdown", letGo, true);
      window.removeEventListener("blur", letGo);
      showLine(line.current, null);
    };
  }, [carried, line]);
  const carry = useCallback((thing: T, places: Place[], at: number) => setCarried({ thing, places, at }), []);
  return { carried, carry };
}
