/** A form's draft with its writes: create or patch, issues to fields, conflicts to a question. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf, problemOf } from "../../api/client";
import type { Entity, Field, Issue, RecordRow, Values } from "../../api/contract";
import { createRecord, patchRecord } from "../../api/records";
import { useLabel } from "../../app/hooks";
import {
  applyEdit,
  bareValues,
  checkDraft,
  isDirty,
  openDraft,
  patchOf,
  type RecordDraft,
  recordOf,
} from "../../model/draft";
import { firstWrong, issuesByField } from "../../model/issue";

/** Answers that say nothing was written: a retry is a new request. After any other failure it must be the same one. */
const REFUSED = [400, 403, 409, 413, 422];

type Saved = (record: RecordRow) => void;

export const inputId = (field: string) => `field-${field}`;

export function focusField(field: string | undefined) {
  if (!field) return;
  const input = document.getElementById(inputId(field));
  input?.scrollIntoView({ block: "center", behavior: "smooth" });
  input?.focus({ preventScroll: true });
}

const kept = (entity: string) => `formwork.unsaved.${entity}`;

function recall(entity: Entity, fields: Field[], record: RecordRow | null, preset: Values): RecordDraft {
  const draft = openDraft(fields, record, preset);
  if (record) return draft;
  try {
    const values = JSON.parse(sessionStorage.getItem(kept(entity.key)) ?? "null") as Values | null;
    return values ? { ...draft, values: { ...values, ...preset } } : draft;
  } catch {
    return draft;
  }
}

export function forget(entity: string) {
  sessionStorage.removeItem(kept(entity));
}

export function useRecordForm(entity: Entity, fields: Field[], record: RecordRow | null, preset: Values) {
  const { t } = useTranslation();
  const label = useLabel();
  const queryClient = useQueryClient();
  const [draft, edit] = useReducer(applyEdit, null, () => recall(entity, fields, record, preset));
  const [recalled] = useState(() => record === null && sessionStorage.getItem(kept(entity.key)) !== null);
  const idempotency = useRef(crypto.randomUUID());
  const dirty = isDirty(draft, fields);

  useEffect(() => {
    if (record) return;
    if (dirty) sessionStorage.setItem(kept(entity.key), JSON.stringify(draft.values));
    else forget(entity.key);
  }, [draft.values, dirty, record, entity.key]);

  const write = useMutation({
    mutationFn: (patch: Values | null) =>
      record
        ? patchRecord(entity.key, record.id, patch ?? patchOf(draft, fields), draft.version ?? record.version)
        : createRecord(
            entity.key,
            { ...bareValues(preset, entity.fields), ...recordOf(draft, fields) },
            idempotency.current,
          ),
  });

  const showIssues = (issues: Issue[]) => {
    edit({ kind: "issues-found", issues });
    const first = firstWrong(
      fields.map((field) => field.key),
      issuesByField(issues),
    );
    requestAnimationFrame(() => focusField(first));
  };

  const save = (onSaved: Saved) => {
    const issues = checkDraft(draft, fields, (key, field, limit) => t(`form.${key}`, { label: label(field), limit }));
    if (issues.length > 0) return showIssues(issues);
    write.mutate(null, {
      onSuccess: (saved) => {
        if (!record) forget(entity.key);
        void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
        void queryClient.invalidateQueries({ queryKey: ["record", entity.key, saved.id] });
        onSaved(saved);
      },
      onError: (reason) => {
        if (REFUSED.includes(problemOf(reason).status)) idempotency.current = crypto.randomUUID();
        showIssues(issuesOf(reason));
      },
    });
  };
  const problem = write.isError ? problemOf(write.error) : null;
  return {
    draft,
    edit,
    save,
    dirty,
    recalled,
    saving: write.isPending,
    failure: write.error,
    problem,
    reset: write.reset,
  };
}

export type FormState = ReturnType<typeof useRecordForm>;
