import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow, Related } from "../../api/contract";
import { countRecords, queryRecords } from "../../api/records";
import { useLabel } from "../../app/hooks";
import { expandable, fieldOf } from "../../model/fields";

/** The records of another entity that point at this one, newest first, with their number. */
export function useRelated(entity: Entity | undefined, related: Related, record: RecordRow, limit: number) {
  const filter = useMemo(() => ({ field: related.via, op: "eq" as const, value: record.id }), [related.via, record.id]);
  const key = ["records", related.entity, "related", related.via, record.id];
  const columns = [...new Set([...related.columns, entity?.title ?? "id"])];
  const sort = related.sort?.length ? related.sort : (entity?.views[0]?.sort ?? ["-created_at"]);
  const pages = useInfiniteQuery({
    queryKey: [...key, columns],
    queryFn: ({ pageParam, signal }) =>
      queryRecords(
        related.entity,
        {
          filter,
          sort,
          limit,
          cursor: pageParam,
          expand: entity ? [...expandable(entity, columns), "created_by", "owner_id"] : [],
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    enabled: entity !== undefined,
  });
  const counted = useQuery({
    queryKey: [...key, "count"],
    queryFn: () => countRecords(related.entity, { filter }),
    enabled: pages.isSuccess && pages.hasNextPage,
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const count = pages.isSuccess && !pages.hasNextPage ? rows.length : counted.data;
  return { pages, rows, count, filter };
}

/** A list of the record's own kind says by what it refers here: 以此为上级公司的客户. */
export function useRelatedName(parent: Entity) {
  const { t } = useTranslation();
  const label = useLabel();
  return (related: Related): string => {
    const via = related.entity === parent.key ? fieldOf(parent, related.via) : undefined;
    return via
      ? t("record.relatedBy", { label: label(related), via: label(via) })
      : t("record.list", { label: label(related) });
  };
}
