/**
 * The pages of a list of any length.
 *
 * At most `MOST_PAGES` are held around what is in sight; those before and behind are let go and read again when one
 * comes back, from where they are known to begin.
 */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Page, RecordRow } from "../../api/contract";
import { below, climbed, FIRST, knownRows, type Ladder, leapTo, rungOf, startLadder } from "../../model/ladder";

export const PAGE = 60;
const MOST_PAGES = 30;
const FETCH_AHEAD = 20;
/** How long a list that was left, or leapt away from, stays in memory. */
const KEPT_MS = 120_000;

type Read = (cursor: string | null, signal: AbortSignal) => Promise<Page<RecordRow>>;

type Climb = { ladder: Ladder; anchor: string; leaps: number };
/** Lists of this tab, so that one that is returned to is as high as it was left. */
const climbs = new Map<string, Climb>();
const MOST_CLIMBS = 50;

function climbOf(name: string): Climb {
  const known = climbs.get(name) ?? { ladder: startLadder(), anchor: FIRST, leaps: 0 };
  climbs.set(name, known);
  const oldest = climbs.keys().next().value;
  if (climbs.size > MOST_CLIMBS && oldest !== undefined) climbs.delete(oldest);
  return known;
}

export function usePages(key: readonly unknown[], read: Read, enabled: boolean) {
  const name = JSON.stringify(key);
  const climb = climbOf(name);
  const [, setLeaps] = useState(0);
  const { anchor } = climb;
  const pages = useInfiniteQuery({
    // A leap is a question of its own: the one before may have let go of the very page.
    queryKey: [...key, `${climb.leaps} ${anchor}`],
    queryFn: async ({ pageParam, signal }) => {
      const page = await read(pageParam || null, signal);
      climb.ladder = climbed(climb.ladder, pageParam, page.next_cursor ?? null);
      return page;
    },
    initialPageParam: anchor,
    getNextPageParam: (page) => page.next_cursor ?? null,
    getPreviousPageParam: (_page, _all, first: string) => below(climb.ladder, first),
    maxPages: MOST_PAGES,
    gcTime: KEPT_MS,
    // Rows of another list stand in while this one is read; those of another place in this one would be wrong.
    placeholderData: (previous, query) =>
      JSON.stringify(query?.queryKey.slice(0, -1)) === name ? undefined : previous,
    enabled,
  });
  const { data, hasNextPage, isFetchNextPageError, fetchNextPage, hasPreviousPage, fetchPreviousPage, isFetching } =
    pages;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const first = pages.isPlaceholderData ? 0 : rungOf(climb.ladder, String(data?.pageParams[0] ?? anchor)) * PAGE;
  const count = pages.isPlaceholderData ? rows.length : knownRows(climb.ladder, PAGE, first, rows.length);

  /** What is in sight, so that what lies beside it is read before it is reached. */
  const look = useCallback(
    (seen: { from: number; to: number }) => {
      if (isFetching || rows.length === 0) return;
      const cursor = leapTo(climb.ladder, PAGE, seen, { first, count: rows.length });
      if (cursor !== undefined) {
        climb.anchor = cursor;
        climb.leaps += 1;
        setLeaps(climb.leaps);
      } else if (hasNextPage && !isFetchNextPageError && seen.to >= first + rows.length - FETCH_AHEAD)
        void fetchNextPage();
      else if (hasPreviousPage && seen.from < first + FETCH_AHEAD) void fetchPreviousPage();
    },
    [
      climb,
      first,
      rows,
      isFetching,
      hasNextPage,
      isFetchNextPageError,
      fetchNextPage,
      hasPreviousPage,
      fetchPreviousPage,
    ],
  );
  return { pages, rows, first, count, look };
}

/** Tells a list what is in sight whenever that changes. */
export function useLook(look: (seen: { from: number; to: number }) => void, from: number, to: number): void {
  useEffect(() => look({ from, to }), [look, from, to]);
}
