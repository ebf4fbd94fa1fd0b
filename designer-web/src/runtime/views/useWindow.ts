/** Records of a stretch of days, all of them up to a bound. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Entity, Field, Filter, RecordRow } from "../../api/contract";
import { queryRecords } from "../../api/records";
import { useZone } from "../../app/hooks";
import { spanFilter } from "../../model/calendar";
import { expandable } from "../../model/fields";
import { both } from "../../model/filter";

const PAGE = 500;
export const MOST_ENTRIES = 2000;

type Asked = { start: Field; end: Field | undefined; first: string; last: string; fields: string[] };
type Narrowed = { filter: Filter | null; q: string };

async function everything(entity: Entity, narrowed: Narrowed, asked: Asked, signal: AbortSignal) {
  const rows: RecordRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await queryRecords(
      entity.key,
      {
        ...narrowed,
        sort: [asked.start.key],
        fields: asked.fields,
        expand: expandable(entity, asked.fields),
        limit: PAGE,
        cursor,
        actions: true,
      },
      signal,
    );
    rows.push(...page.items);
    cursor = page.next_cursor ?? null;
  } while (cursor && rows.length < MOST_ENTRIES);
  return { rows, more: cursor !== null };
}

export function useWindow(entity: Entity, narrowed: Narrowed, asked: Asked) {
  const zone = useZone();
  const { start, end, first, last, fields } = asked;
  const filter = useMemo(
    () => both(narrowed.filter, spanFilter(start, end, first, last, zone)),
    [narrowed.filter, start, end, first, last, zone],
  );
  return useQuery({
    queryKey: ["records", entity.key, "window", filter, narrowed.q, fields],
    queryFn: ({ signal }) => everything(entity, { filter, q: narrowed.q }, asked, signal),
    placeholderData: (previous) => previous,
  });
}
