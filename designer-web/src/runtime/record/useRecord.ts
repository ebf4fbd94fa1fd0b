import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf, problemOf } from "../../api/client";
import type { Conflict, Entity, Json, RecordRow, Values } from "../../api/contract";
import { getOwnRecord, patchRecord } from "../../api/records";
import { useFailureToast } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { allFields, expandable } from "../../model/fields";
import { bare, isBlank } from "../../model/value";

const keysOf = (entity: Entity) => allFields(entity).map((field) => field.key);
export const recordKey = (entity: string, id: string) => ["record", entity, id, "page"];

export function useRecord(entity: Entity | undefined, id: string) {
  return useQuery({
    queryKey: recordKey(entity?.key ?? "", id),
    queryFn: () =>
      entity
        ? getOwnRecord(entity.key, id, expandable(entity, keysOf(entity)))
        : Promise.reject(new Error("no entity")),
    enabled: entity !== undefined,
  });
}

export type Clash = { patch: Values; conflicts: Conflict[] };

type Written = { field: string; value: Json | undefined };

function patchWith(entity: Entity, field: string, value: Json | undefined): Values {
  const kind = allFields(entity).find((one) => one.key === field)?.kind ?? "text";
  const plain = bare(kind, value);
  return { [field]: isBlank(plain) ? null : plain };
}

/** Writes one field at once: shown before the server agrees, taken back when it does not. */
export function useInlineWrite(entity: Entity, record: RecordRow) {
  const queryClient = useQueryClient();
  const key = recordKey(entity.key, record.id);
  const { t } = useTranslation();
  const fail = useFailureToast();
  const [clash, setClash] = useState<Clash | null>(null);
  const refresh = () => {
    for (const what of ["record", "history"])
      void queryClient.invalidateQueries({ queryKey: [what, entity.key, record.id] });
    void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
  };
  const takeBack = async (field: string, value: Json | undefined, version: number) => {
    try {
      await patchRecord(entity.key, record.id, patchWith(entity, field, value), version);
      showToast(t("common.undone"));
    } catch (reason) {
      fail(reason);
    }
    refresh();
  };
  const write = useMutation({
    mutationFn: ({ field, value }: Written) => {
      const patch = patchWith(entity, field, value);
      return patchRecord(entity.key, record.id, patch, record.version).catch((reason) => {
        const { status, conflicts } = problemOf(reason);
        if (status === 409 && conflicts) setClash({ patch, conflicts });
        throw reason;
      });
    },
    onMutate: ({ field, value }) => {
      const before = queryClient.getQueryData<RecordRow>(key);
      if (before) queryClient.setQueryData(key, { ...before, [field]: value });
      return { before };
    },
    onError: (reason, _change, context) => {
      if (context?.before) queryClient.setQueryData(key, context.before);
      if (problemOf(reason).status === 409) void queryClient.invalidateQueries({ queryKey: key });
    },
    onSuccess: (saved, { field }, context) => {
      queryClient.setQueryData<RecordRow>(key, (now) =>
        now ? { ...now, version: saved.version, updated_at: saved.updated_at } : now,
      );
      refresh();
      const before = context.before?.[field];
      showToast(t("common.saved"), {
        action: { label: t("common.undo"), run: () => void takeBack(field, before, saved.version) },
      });
    },
  });
  const issue = write.isError ? issuesOf(write.error)[0]?.message : undefined;
  return { write, clash, settle: () => setClash(null), issue };
}
