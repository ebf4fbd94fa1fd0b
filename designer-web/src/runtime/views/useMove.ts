import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Entity, RecordRow, Values } from "../../api/contract";
import { patchRecord } from "../../api/records";
import { useFailureToast } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { fieldOf } from "../../model/fields";
import { bare, isBlank } from "../../model/value";

/** Records as they will be, by id, until the server says so. */
export type Moved = ReadonlyMap<string, RecordRow>;

/** What brings a record back to how it was. */
function backTo(entity: Entity, row: RecordRow, patch: Values): Values {
  const before = Object.keys(patch).map((key) => {
    const value = bare(fieldOf(entity, key)?.kind ?? "text", row[key]);
    return [key, isBlank(value) ? null : value];
  });
  return Object.fromEntries(before);
}

/**
 * Moving a record by writing some of its fields: shown at once, taken back when it is refused, and with a way back after.
 * The query cache is left alone: what moved lies over it until the lists have been asked again.
 */
export function useMove(entity: Entity) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const [moved, setMoved] = useState<Moved>(new Map());
  const change = useCallback((id: string, row: RecordRow | null) => {
    setMoved((now) => {
      const next = new Map(now);
      if (row) next.set(id, row);
      else next.delete(id);
      return next;
    });
  }, []);
  const refresh = useCallback(
    (id: string) => {
      for (const what of ["record", "history"])
        void queryClient.invalidateQueries({ queryKey: [what, entity.key, id] });
      return queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
    },
    [queryClient, entity.key],
  );

  const move = useCallback(
    async (row: RecordRow, patch: Values, words: string): Promise<void> => {
      change(row.id, { ...row, ...patch });
      try {
        const saved = await patchRecord(entity.key, row.id, patch, row.version);
        const undo = () => void move({ ...row, ...patch, version: saved.version }, backTo(entity, row, patch), "");
        showToast(words || t("common.undone"), words ? { action: { label: t("common.undo"), run: undo } } : {});
        await refresh(row.id);
      } catch (reason) {
        if (problemOf(reason).status === 409) showToast(t("views.edited"), { tone: "error" });
        else fail(reason, () => void move(row, patch, words));
        change(row.id, null);
        await refresh(row.id);
        return;
      }
      change(row.id, null);
    },
    [entity, change, refresh, fail, t],
  );
  return { moved, move };
}

/** Rows as they will be. */
export const withMoved = (rows: RecordRow[], moved: Moved): RecordRow[] =>
  moved.size === 0 ? rows : rows.map((row) => moved.get(row.id) ?? row);
