import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";

type Props = { count: number; onClose: () => void; onDecide: (keepEdited: boolean) => void };

/** Some of what is to be undone was edited since: keep those edits, or take everything back. */
export default function EditedSince({ count, onClose, onDecide }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t("list.editedSinceTitle", { count })}
      onCancel={onClose}
      footer={[
        <Button key="all" danger onClick={() => onDecide(false)}>
          {t("list.undoEdited")}
        </Button>,
        <Button key="keep" type="primary" onClick={() => onDecide(true)}>
          {t("list.keepEdited")}
        </Button>,
      ]}
    >
      <p>{t("list.editedSinceHint")}</p>
    </Modal>
  );
}
