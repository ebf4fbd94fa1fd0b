import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { removeDemo } from "../../api/organisation";
import { useMe, useProblemText } from "../hooks";
import { meQuery } from "../session/me";
import { showToast } from "../toast";

/** Says that what one sees is made up, and lets an administrator take it all away. */
export default function DemoNotice() {
  const { t } = useTranslation();
  const me = useMe();
  const [told, setTold] = useState(false);
  const [asking, setAsking] = useState(false);
  const content = (
    <div className="fw-demo">
      <p>{t("demo.hint")}</p>
      {me.admin && (
        <Button
          danger
          onClick={() => {
            setTold(false);
            setAsking(true);
          }}
        >
          {t("demo.remove")}
        </Button>
      )}
    </div>
  );
  return (
    <>
      <Popover content={content} trigger="click" open={told} onOpenChange={setTold} placement="bottomRight">
        <button type="button" className="fw-plain fw-chip fw-demo-chip" data-color="gold" aria-expanded={told}>
          {t("demo.title")}
        </button>
      </Popover>
      {asking && <Removal onClose={() => setAsking(false)} />}
    </>
  );
}

function Removal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const removal = useMutation({
    mutationFn: removeDemo,
    onSuccess: async (removed) => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      await queryClient.invalidateQueries();
      showToast(t("demo.removed", { records: removed.records, users: removed.users }));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("demo.removeTitle")}
      okText={removal.isPending ? t("demo.removing") : removal.isError ? t("common.retry") : t("demo.remove")}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: true, loading: removal.isPending }}
      cancelButtonProps={{ disabled: removal.isPending }}
      mask={{ closable: !removal.isPending }}
      closable={!removal.isPending}
      onCancel={onClose}
      onOk={() => removal.mutate()}
    >
      <p>{t("demo.removeHint")}</p>
      {removal.isError && (
        <p className="fw-field-issue" role="alert">
          {problemText(removal.error)}
        </p>
      )}
    </Modal>
  );
}
