/** What a person decides about a suggestion, each with the way back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Entity, Field, RecordRow, Values } from "../../api/contract";
import { mergeRecords, setDifferent } from "../../api/duplicates";
import { patchRecord } from "../../api/records";
import { useFailureToast } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { useUndoBatch } from "../../app/undo";
import { bare, titleOf } from "../../model/value";

type Merge = { kept: RecordRow; others: RecordRow[]; values: Values };
type Branch = { parent: Field; kept: RecordRow; others: RecordRow[] };

export function useDecisions(entity: Entity) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const undo = useUndoBatch();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: ["clusters", entity.key] });
    void queryClient.invalidateQueries({ queryKey: ["records"] });
  };
  const told = (text: string, back: () => void) => {
    refresh();
    showToast(text, { action: { label: t("common.undo"), run: back } });
  };
  /** Takes a decision back that is no batch. */
  const back = (take: () => Promise<unknown>) => () =>
    void take().then(
      () => {
        refresh();
        showToast(t("common.undone"));
      },
      (reason) => fail(reason),
    );
  const merge = useMutation({
    mutationFn: ({ kept, others, values }: Merge) =>
      mergeRecords(
        entity.key,
        kept.id,
        others.map((row) => row.id),
        values,
      ),
    onSuccess: ({ record, batch }) =>
      told(t("duplicates.merged", { title: titleOf(entity, record) }), () => batch && void undo(batch)),
    onError: (reason) => fail(reason),
  });
  const branch = useMutation({
    mutationFn: async ({ parent, kept, others }: Branch) => {
      const written: RecordRow[] = [];
      for (const row of others) {
        written.push(await patchRecord(entity.key, row.id, { [parent.key]: kept.id }, row.version));
      }
      return written;
    },
    onSuccess: (written, { parent, kept, others }) => {
      const before = (id: string) => bare(parent.kind, others.find((row) => row.id === id)?.[parent.key]) ?? null;
      told(
        t("duplicates.branched", { title: titleOf(entity, kept) }),
        back(async () => {
          for (const row of written)
            await patchRecord(entity.key, row.id, { [parent.key]: before(row.id) }, row.version);
        }),
      );
    },
    onError: (reason) => {
      refresh();
      fail(reason);
    },
  });
  const different = useMutation({
    mutationFn: (rows: RecordRow[]) =>
      setDifferent(
        entity.key,
        rows.map((row) => row.id),
        true,
      ),
    onSuccess: (_, rows) =>
      told(
        t("duplicates.parted"),
        back(() =>
          setDifferent(
            entity.key,
            rows.map((row) => row.id),
            false,
          ),
        ),
      ),
    onError: (reason) => fail(reason),
  });
  return {
    merge: (kept: RecordRow, others: RecordRow[], values: Values) => merge.mutate({ kept, others, values }),
    branch: (parent: Field, kept: RecordRow, others: RecordRow[]) => branch.mutate({ parent, kept, others }),
    different: (rows: RecordRow[]) => different.mutate(rows),
    merging: merge.isPending,
    pending: merge.isPending || branch.isPending || different.isPending,
  };
}
