/** One column's records, page after page, and what is computed over all of them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Entity, Field, Filter, Kanban } from "../../api/contract";
import { aggregate, queryRecords } from "../../api/records";
import { expandable } from "../../model/fields";
import { both } from "../../model/filter";
import { type Lane, laneFilter, sumsOf } from "../../model/kanban";

const PAGE = 30;

export type Narrowed = { filter: Filter | null; q: string; sort: string[] };

export function useLane(entity: Entity, field: Field, lane: Lane, narrowed: Narrowed, fields: string[], seen: boolean) {
  const filter = useMemo(() => both(narrowed.filter, laneFilter(field, lane)), [narrowed.filter, field, lane]);
  const { q, sort } = narrowed;
  const pages = useInfiniteQuery({
    queryKey: ["records", entity.key, "lane", { filter, q, sort }, fields],
    queryFn: ({ pageParam, signal }) =>
      queryRecords(
        entity.key,
        {
          filter,
          q,
          sort,
          fields,
          expand: expandable(entity, fields),
          limit: PAGE,
          cursor: pageParam,
          actions: true,
          // Words are no part of an aggregate: with them a column counts by itself.
          count: q && !pageParam ? "exact" : "none",
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    enabled: seen,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  return { pages, rows, counted: q ? (pages.data?.pages[0]?.count ?? undefined) : undefined };
}

/** Number and totals of every column in one question. */
export function useSums(entity: Entity, field: Field, kanban: Kanban, filter: Filter | null) {
  const measures = [{ op: "count" }, ...(kanban.totals ?? [])];
  return useQuery({
    queryKey: ["records", entity.key, "sums", filter, field.key, measures],
    queryFn: async () =>
      sumsOf(kanban, field, (await aggregate(entity.key, { filter, group_by: [field.key], measures })).items),
    placeholderData: (previous) => previous,
  });
}
