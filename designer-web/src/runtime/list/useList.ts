/** What a list shows: the view, narrowed by the address, page after page. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, View } from "../../api/contract";
import { countRecords, queryRecords } from "../../api/records";
import type { ListSearch } from "../../app/search";
import { type ColumnChoice, columnsOf, parseChoice } from "../../model/columns";
import { expandable } from "../../model/fields";
import { both } from "../../model/filter";
import { galleryFields } from "../../model/gallery";
import { PAGE, usePages } from "./usePages";

const DEFAULT_COLUMNS = 8;

export function viewOf(entity: Entity, key: string): View {
  const found = entity.views.find((view) => view.key === key);
  if (found) return found;
  const columns = entity.fields.slice(0, DEFAULT_COLUMNS).map((field) => field.key);
  return {
    key,
    app: entity.app,
    entity: entity.key,
    labels: entity.labels,
    type: "table",
    columns,
    sort: [],
    page_size: PAGE,
  };
}

export function useColumnChoice(view: string): [ColumnChoice, (next: ColumnChoice) => void] {
  const stored = `formwork.columns.${view}`;
  const [choice, setChoice] = useState(() => parseChoice(localStorage.getItem(stored)));
  return [
    choice,
    (next) => {
      setChoice(next);
      localStorage.setItem(stored, JSON.stringify(next));
    },
  ];
}

/** Types that show one list of pages; the others ask for what they show by themselves. */
const PAGED: View["type"][] = ["table", "gallery"];

export function useList(entity: Entity, view: View, search: ListSearch, choice: ColumnChoice) {
  const { language } = useTranslation().i18n;
  const columns = useMemo(() => columnsOf(entity, view, choice, language), [entity, view, choice, language]);
  const paged = PAGED.includes(view.type);
  const keys = useMemo(
    () => (view.type === "gallery" ? galleryFields(entity, view) : columns.map((column) => column.field.key)),
    [entity, view, columns],
  );
  const filter = useMemo(() => both(view.filter, search.filter), [view, search.filter]);
  const q = search.q ?? "";
  const sort = useMemo(() => (search.sort ? [search.sort] : (view.sort ?? [])), [search.sort, view.sort]);
  const query = { filter, q, sort };
  const read = (cursor: string | null, signal: AbortSignal) =>
    queryRecords(
      entity.key,
      { ...query, fields: keys, expand: expandable(entity, keys), limit: PAGE, cursor, count: "none" },
      signal,
    );
  const { pages, rows, first, count, look } = usePages(["records", entity.key, "list", query, keys], read, paged);
  const total = useQuery({
    queryKey: ["records", entity.key, "count", { filter, q }],
    queryFn: () => countRecords(entity.key, { filter, q }),
    enabled: !paged || (pages.isSuccess && !pages.isPlaceholderData),
    staleTime: 30_000,
  });
  const counted =
    paged && pages.isSuccess && !pages.hasNextPage && !pages.isPlaceholderData ? first + rows.length : total.data;
  return { columns, rows, first, count, look, pages, total: counted, filter, q, sort };
}

export type List = ReturnType<typeof useList>;
