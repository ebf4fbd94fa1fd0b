import { useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";

const places = new Map<string, number>();

/** How far a list was scrolled when it was left, so that returning from a record finds the same row. */
export function usePlace(scroller: RefObject<HTMLElement | null>): number {
  const key = useLocation({
    select: (location) => `${location.pathname}?${JSON.stringify({ ...location.search, panel: null })}`,
  });
  useEffect(() => {
    const element = scroller.current;
    const remember = () => places.set(key, element?.scrollTop ?? 0);
    element?.addEventListener("scroll", remember, { passive: true });
    return () => element?.removeEventListener("scroll", remember);
  }, [scroller, key]);
  return places.get(key) ?? 0;
}
