import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf } from "../../api/client";
import type { Entity, Field, KindKey, RecordRow, Values } from "../../api/contract";
import { createRecord } from "../../api/records";
import { useFailureToast, useLabel, useZone } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { kindOf } from "../../kinds";
import { openDraft, recordOf } from "../../model/draft";
import { issuesByField } from "../../model/issue";
import { bareName } from "../../model/label";
import { dayIn } from "../../model/moment";
import { asText, isWritable } from "../../model/value";
import type { StoryOf } from "./useStories";

const QUICK: KindKey[] = ["date", "datetime", "choice"];
const QUICK_SHOWN = 4;

type Props = {
  parent: Entity;
  record: RecordRow;
  story: StoryOf;
  /** Opened to write: the cursor is in the text already. */
  writing?: boolean;
};

/** Now for required moments: whoever writes a note means now unless they say otherwise. */
function startingValues(entity: Entity, zone: string): Values {
  const now = new Date();
  const moments = entity.fields.filter(
    (field) => field.required && isWritable(field) && (field.kind === "datetime" || field.kind === "date"),
  );
  return Object.fromEntries(
    moments.map((field) => [field.key, field.kind === "date" ? dayIn(now, zone) : now.toISOString()]),
  );
}

/** The fields worth asking for beside the text: what is required, then choices and days. */
function quickFields(story: StoryOf): Field[] {
  const open = story.entity.fields.filter(
    (field) => isWritable(field) && field.key !== story.field.key && field.key !== story.related.via,
  );
  const required = open.filter((field) => field.required);
  const handy = QUICK.flatMap((kind) => open.filter((field) => !field.required && field.kind === kind));
  return [...required, ...handy].slice(0, Math.max(QUICK_SHOWN, required.length));
}

/** Writes the next entry in two actions: type, press the button (or Ctrl+Enter). */
export function Composer({ parent, record, story, writing = false }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const zone = useZone();
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const { entity, related, field } = story;
  const [values, setValues] = useState<Values>(() => startingValues(entity, zone));
  const [open, setOpen] = useState(writing);
  const idempotency = useRef(crypto.randomUUID());
  const text = asText(values[field.key]);
  const post = useMutation({
    mutationFn: () =>
      createRecord(
        entity.key,
        { ...recordOf(openDraft(entity.fields, null, values), entity.fields), [related.via]: record.id },
        idempotency.current,
      ),
    onSuccess: () => {
      idempotency.current = crypto.randomUUID();
      setValues(startingValues(entity, zone));
      setOpen(false);
      showToast(t("record.posted", { label: bareName(label(entity)) }));
      void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
      void queryClient.invalidateQueries({ queryKey: ["record", parent.key, record.id] });
      void queryClient.invalidateQueries({ queryKey: ["history", parent.key, record.id] });
    },
    onError: (reason) => {
      if (issuesOf(reason).length === 0) fail(reason, () => post.mutate());
      else idempotency.current = crypto.randomUUID();
    },
  });
  const issues = post.isError ? issuesByField(issuesOf(post.error)) : {};
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() && !post.isPending) post.mutate();
  };
  return (
    <form className="fw-composer" data-open={open || undefined} onSubmit={submit}>
      <Input.TextArea
        aria-label={t("record.write", { label: bareName(label(entity)) })}
        placeholder={t("record.writePlaceholder", { label: bareName(label(entity)) })}
        value={text}
        autoSize={{ minRows: open ? 3 : 1, maxRows: 10 }}
        status={issues[field.key] ? "error" : undefined}
        autoFocus={writing}
        onFocus={() => setOpen(true)}
        onChange={(event) => setValues({ ...values, [field.key]: event.target.value })}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit()}
      />
      {Object.values(issues)
        .flat()
        .map((issue) => (
          <span key={issue.pointer + issue.code} className="fw-field-issue" role="alert">
            {issue.message}
          </span>
        ))}
      {open && (
        <div className="fw-composer-foot">
          {quickFields(story).map((quick) => {
            const { Input: QuickInput } = kindOf(quick);
            return (
              <div key={quick.key} className="fw-composer-field">
                <span className="fw-muted">{label(quick)}</span>
                <Suspense fallback={<span className="fw-bone" style={{ height: 32, width: 120 }} />}>
                  <QuickInput
                    entity={entity.key}
                    field={quick}
                    label={label(quick)}
                    value={values[quick.key]}
                    issues={issues[quick.key]}
                    onChange={(value) => setValues({ ...values, [quick.key]: value })}
                  />
                </Suspense>
              </div>
            );
          })}
          <span className="fw-grow" />
          <Button type="primary" htmlType="submit" disabled={!text.trim()} loading={post.isPending}>
            {post.isPending ? t("record.posting") : t("record.post")}
          </Button>
        </div>
      )}
    </form>
  );
}
