import { CheckOutlined, CloseOutlined, EditOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type KeyboardEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Entity, Field, Json, KindKey, RecordRow } from "../../api/contract";
import { useFailureToast, useLabel } from "../../app/hooks";
import { kindOf, lookOf } from "../../kinds";
import { HeldBy } from "../../kinds/parts/files/HeldBy";
import { actionsOf } from "../../model/rights";
import { isBlank, isWritable, sameValue } from "../../model/value";
import { useInlineWrite } from "./useRecord";

const ConflictDialog = lazy(() => import("./ConflictDialog"));

/** Kinds in which choosing is the whole edit: saved at once. */
const AT_ONCE: KindKey[] = ["choice", "cascader", "rating", "user", "department", "reference", "boolean"];
/** Kinds whose menus or lines take Enter themselves. */
const ENTER_IS_THEIRS: KindKey[] = ["tags", "multi_choice", "references", "users", "rich_text"];
const IN_FORM_ONLY: KindKey[] = ["sub_table", "attachment", "image", "signature", "json"];

type Props = { entity: Entity; record: RecordRow; field: Field; wide?: boolean };

export function InlineField({ entity, record, field, wide }: Props) {
  const { t } = useTranslation();
  const label = useLabel()(field);
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const [typed, setTyped] = useState<{ value: Json | undefined } | null>(null);
  const { write, clash, settle, issue } = useInlineWrite(entity, record);
  const { Cell } = lookOf(field);
  const { Input } = kindOf(field);
  const value = record[field.key];
  const editable = actionsOf(entity, record).edit && isWritable(field) && !IN_FORM_ONLY.includes(field.kind);

  const save = (next: Json | undefined) => {
    if (sameValue(next, value)) return setTyped(null);
    setTyped(null);
    write.mutate(
      { field: field.key, value: next },
      {
        onError: (reason) => {
          setTyped({ value: next });
          const { status, conflicts } = problemOf(reason);
          if (status !== 409 || !conflicts) fail(reason, () => save(next));
        },
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") setTyped(null);
    if (
      event.key === "Enter" &&
      typed &&
      (field.kind !== "long_text" || event.ctrlKey || event.metaKey) &&
      !ENTER_IS_THEIRS.includes(field.kind)
    ) {
      event.preventDefault();
      save(typed.value);
    }
  };

  return (
    <div className="fw-fact" data-wide={wide}>
      <dt>{label}</dt>
      <dd>
        {typed ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: Enter saves and Esc gives up, from whichever input the kind has
          <div className="fw-fact-edit" data-popup-home onKeyDown={onKeyDown}>
            <div className="fw-grow">
              <Suspense fallback={<span className="fw-bone" style={{ height: 32 }} />}>
                <Input
                  entity={entity.key}
                  field={field}
                  label={label}
                  value={typed.value}
                  issues={issue ? [{ code: "", pointer: `/${field.key}`, message: issue }] : undefined}
                  onChange={(next) => (AT_ONCE.includes(field.kind) ? save(next) : setTyped({ value: next }))}
                  autoFocus
                  opened
                />
              </Suspense>
              {issue && (
                <span className="fw-field-issue" role="alert">
                  {issue}
                </span>
              )}
            </div>
            {!AT_ONCE.includes(field.kind) && (
              <Button
                type="primary"
                icon={<CheckOutlined />}
                aria-label={t("common.save")}
                onClick={() => save(typed.value)}
              />
            )}
            <Button icon={<CloseOutlined />} aria-label={t("common.cancel")} onClick={() => setTyped(null)} />
          </div>
        ) : (
          <div className="fw-fact-value" data-editable={editable || undefined}>
            <span className="fw-grow">
              {isBlank(value) ? (
                <span className="fw-muted">—</span>
              ) : (
                <HeldBy value={{ entity: entity.key, record: record.id }}>
                  <Cell field={field} value={value} place="page" />
                </HeldBy>
              )}
            </span>
            {editable && (
              <button
                type="button"
                className="fw-plain fw-fact-pen"
                aria-label={t("record.editField", { label })}
                onClick={() => setTyped({ value })}
              >
                <EditOutlined />
              </button>
            )}
          </div>
        )}
      </dd>
      {clash && (
        <Suspense>
          <ConflictDialog
            entity={entity}
            record={record}
            patch={clash.patch}
            conflicts={clash.conflicts}
            onClose={settle}
            onSaved={() => {
              settle();
              setTyped(null);
              void queryClient.invalidateQueries({ queryKey: ["record", entity.key, record.id] });
              void queryClient.invalidateQueries({ queryKey: ["history", entity.key, record.id] });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
