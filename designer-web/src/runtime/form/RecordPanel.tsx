import { Drawer, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow, Values } from "../../api/contract";
import { useLabel, usePhone } from "../../app/hooks";
import { RecordForm } from "./RecordForm";
import { forget } from "./useRecordForm";

type Props = {
  entity: Entity;
  record: RecordRow | null;
  preset?: Values;
  /** Fields given by the place the form was opened from, such as the customer of a new contact. */
  hidden?: string[];
  onClose: () => void;
};

/** The form beside the list on a desktop, over everything on a phone. Asks before what was typed is dropped. */
export default function RecordPanel({ entity, record, preset, hidden, onClose }: Props) {
  const { t } = useTranslation();
  const label = useLabel()(entity);
  const phone = usePhone();
  const [dirty, setDirty] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const close = () => (dirty ? setLeaving(true) : onClose());
  return (
    <Drawer
      open
      placement={phone ? "bottom" : "right"}
      size={phone ? "100%" : 760}
      title={t(record ? "form.editTitle" : "form.createTitle", { label })}
      onClose={close}
      mask={{ closable: !dirty }}
      keyboard
      styles={{ body: { padding: 0, display: "flex", flexDirection: "column" } }}
    >
      <RecordForm
        entity={entity}
        record={record}
        preset={preset}
        hidden={hidden}
        onDirty={setDirty}
        onClose={onClose}
        onCancel={close}
      />
      <Modal
        open={leaving}
        title={t("form.leaveTitle")}
        okText={t("form.leave")}
        cancelText={t("form.stay")}
        okButtonProps={{ danger: true }}
        onOk={() => {
          if (!record) forget(entity.key);
          onClose();
        }}
        onCancel={() => setLeaving(false)}
      >
        {t("form.leaveHint")}
      </Modal>
    </Drawer>
  );
}
