import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Modal } from "antd";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow, Values } from "../../api/contract";
import { formsQuery, useLabel, usePhone, useProblemText } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { keptName, publishedForm } from "../fill/source";
import { forgetFilling } from "../fill/useFilling";
import { RecordForm } from "./RecordForm";
import { forget } from "./useRecordForm";

const FormFill = lazy(() => import("../fill/FormFill"));

type Props = {
  entity: Entity;
  record: RecordRow | null;
  preset?: Values;
  /** Fields given by the place the form was opened from, such as the customer of a new contact. */
  hidden?: string[];
  onClose: () => void;
};

/** Designed forms have columns and rows of details beside each other. */
const WIDTH = { generated: 760, designed: 920 };

/** The form beside the list on a desktop, over everything on a phone. Asks before what was typed is dropped. */
export default function RecordPanel({ entity, record, preset, hidden, onClose }: Props) {
  const { t } = useTranslation();
  const label = useLabel()(entity);
  const phone = usePhone();
  const [dirty, setDirty] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { form, pending, failure, retry, onUnfit } = useMainForm(entity, record);
  const problemText = useProblemText();
  const source = useMemo(() => (form === null ? null : publishedForm(form, record?.id)), [form, record?.id]);
  useEffect(() => (dirty ? stayed() : undefined), [dirty]);
  const close = () => (dirty ? setLeaving(true) : onClose());
  const shared = { entity, record, preset, onDirty: setDirty, onClose, onCancel: close };
  return (
    <Drawer
      open
      placement={phone ? "bottom" : "right"}
      size={phone ? "100%" : source ? WIDTH.designed : WIDTH.generated}
      title={t(record ? "form.editTitle" : "form.createTitle", { label })}
      onClose={close}
      mask={{ closable: !dirty }}
      keyboard
      styles={{ body: { padding: 0, display: "flex", flexDirection: "column" } }}
    >
      {failure ? (
        <div className="fw-form-body">
          <div className="fw-alert" role="alert">
            {problemText(failure)}
          </div>
          <Button onClick={retry}>{t("common.retry")}</Button>
        </div>
      ) : pending ? (
        <div className="fw-form-body" aria-busy="true">
          <Bones count={6} />
        </div>
      ) : source ? (
        <Suspense>
          <FormFill {...shared} source={source} onUnfit={onUnfit} />
        </Suspense>
      ) : (
        <RecordForm {...shared} hidden={hidden} />
      )}
      <Modal
        open={leaving}
        title={t("form.leaveTitle")}
        okText={t("form.leave")}
        cancelText={t("form.stay")}
        okButtonProps={{ danger: true }}
        onOk={() => {
          if (!record) {
            forget(entity.key);
            if (form !== null) forgetFilling(keptName(form));
          }
          onClose();
        }}
        onCancel={() => setLeaving(false)}
      >
        {t("form.leaveHint")}
      </Modal>
    </Drawer>
  );
}

/** The form that its designers made the main one; none where there is none, or where it has no place for what is given. */
function useMainForm(entity: Entity, record: RecordRow | null) {
  const forms = useQuery(formsQuery);
  const [unfit, setUnfit] = useState(false);
  const main = forms.data?.items.find(
    (one) => one.entity === entity.key && one.main && (record !== null || one.creates),
  );
  return {
    form: unfit ? null : (main?.key ?? null),
    pending: forms.isPending,
    failure: forms.data ? null : forms.error,
    retry: () => void forms.refetch(),
    onUnfit: useCallback(() => setUnfit(true), []),
  };
}

/** The browser asks before the page itself is left. */
function stayed(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
