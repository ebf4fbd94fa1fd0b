/** The open form: what is wrong on top, its blocks, its buttons. */
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { ANY, useWatched } from "../../engine/watchers";
import { placedIn } from "../../model/filling";
import { titleOf } from "../../model/value";
import { Blocks } from "./Blocks";
import { Duplicates } from "./Duplicates";
import { Foot } from "./Foot";
import type { FormFillProps } from "./FormFill";
import type { Shared } from "./filling";
import { LastBlock } from "./lastBlock";
import type { FormView } from "./source";
import { useSending } from "./useSending";
import { Wrong } from "./Wrong";

const ConflictDialog = lazy(() => import("../record/ConflictDialog"));

type Props = FormFillProps & { view: FormView; shared: Shared; recalled: boolean; startOver: () => void };

export function Filled(props: Props) {
  const { source, entity, record, preset = {}, view, shared, recalled, startOver, onDirty, onClose, onCancel } = props;
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const { store } = shared;
  const form = view.bundle.form;
  const { write, sound, toSend, writeRest, changed } = useSending(source, view, shared);
  const answered = useWatched(store, [ANY], () => Object.keys(store.given()).some((key) => !(key in preset)));
  useEffect(() => onDirty(answered), [answered, onDirty]);

  const saved = (row: RecordRow) => {
    if (record) return showToast(t("common.saved"));
    const open = () =>
      void navigate({ to: "/record/$entity/$id", params: { entity: entity.key, id: row.id }, search: {} });
    showToast(t("form.created", { title: titleOf(entity, row) }), { action: { label: t("form.view"), run: open } });
  };
  const send = async (then: () => void) => {
    if (write.isPending || !(await sound())) return;
    if (!source.send) return showToast(t("form.tried"));
    write.mutate(undefined, {
      onSuccess: (row) => {
        saved(row);
        then();
      },
    });
  };
  // A draft is tried beside what it is tried as: it takes the focus from nothing.
  const places = source.send ? placedIn(form.layout) : [];
  const first = places.find((placed) => !placed.hidden && !placed.readonly)?.field;
  const end = form.layout.at(-1);
  const steps = end?.type === "steps" ? end : null;
  const conflicts = write.error ? problemOf(write.error).conflicts : undefined;
  return (
    <form
      className="fw-form fw-fill"
      noValidate
      data-popup-home
      onKeyDown={(event) => {
        const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
        if (sends) event.currentTarget.querySelector<HTMLButtonElement>("[type=submit]")?.click();
      }}
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="fw-form-body">
        {form.description && <p className="fw-field-note">{label({ labels: form.description })}</p>}
        <Wrong failure={conflicts ? null : write.error} />
        {recalled && answered && (
          <div className="fw-notice fw-row">
            <span className="fw-grow">{t("form.restored")}</span>
            <button type="button" className="fw-plain fw-link" onClick={startOver}>
              {t("form.startOver")}
            </button>
          </div>
        )}
        {!record && source.send && <Duplicates />}
        <LastBlock value={steps?.key ?? ""}>
          <Blocks blocks={form.layout} first={first} />
        </LastBlock>
      </div>
      <Foot
        steps={steps}
        sending={write.isPending}
        words={form.submit ? label({ labels: form.submit }) : t("common.save")}
        onCancel={onCancel}
        onSend={() => void send(onClose)}
        onSendAndNew={record || !source.send ? undefined : () => void send(startOver)}
      />
      {conflicts && record && (
        <Suspense>
          <ConflictDialog
            entity={entity}
            record={record}
            patch={toSend()}
            conflicts={conflicts}
            write={writeRest}
            onClose={write.reset}
            onSaved={(row) => {
              changed(row);
              saved(row);
              onClose();
            }}
          />
        </Suspense>
      )}
    </form>
  );
}
