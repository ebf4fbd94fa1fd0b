/** Which list an entity was last seen in, so that a record leads back to it. */
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import type { App, AppView } from "../../api/contract";
import { useMe } from "../hooks";

export type Place = { app: App; view: AppView };
/** Kept for the tab, so that a page loaded anew still leads back to the list one came from. */
const seenIn = (entity: string) => `formwork.seen.${entity}`;

const address = ({ app, view }: Place) => `${app.key}/${view.key}`;

function usePlaces(): Place[] {
  return useMe().apps.flatMap((app) => app.views.map((view) => ({ app, view })));
}

/** The list of an entity that one came from in this tab. */
export function useSeenPlace(entity: string | undefined): Place | undefined {
  const seen = entity === undefined ? null : sessionStorage.getItem(seenIn(entity));
  return usePlaces().find((place) => place.view.entity === entity && address(place) === seen);
}

/** The list of an entity that was in front last, else its first one. */
export function usePlaceOf(entity: string | undefined): Place | undefined {
  const first = usePlaces().find(({ view }) => view.entity === entity);
  return useSeenPlace(entity) ?? first;
}

/** The view of the list in front, or the one that one came from to the open record; other pages are in none. */
export function useCurrentView(): string | undefined {
  const { app, view, entity, id } = useParams({ strict: false });
  const place = useSeenPlace(id === undefined ? undefined : entity);
  const here = usePlaces().find((one) => one.app.key === app && one.view.key === view);
  const seen = here && { entity: here.view.entity, address: address(here) };
  useEffect(() => {
    if (seen) sessionStorage.setItem(seenIn(seen.entity), seen.address);
  }, [seen?.entity, seen?.address]);
  return seen?.address ?? (place && address(place));
}
