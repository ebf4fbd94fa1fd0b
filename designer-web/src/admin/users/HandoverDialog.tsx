import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Progress, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/contract";
import { handOver } from "../../api/organisation";
import { useProblemText } from "../../app/hooks";
import { Labelled } from "../../app/session/Labelled";
import { showToast } from "../../app/toast";
import { usePrincipals } from "../../runtime/share/usePrincipals";
import { Belongings } from "./Belongings";

/** Everything somebody owns goes to a colleague: first what it is, then to whom; large amounts go in parts. */
export function HandoverDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [to, setTo] = useState<string>();
  const [reason, setReason] = useState("");
  const [moved, setMoved] = useState(0);
  const people = usePrincipals("user");
  const options = people.options.filter((option) => option.value !== user.id);
  const belongings = useQuery({
    queryKey: ["handover", user.id, to],
    queryFn: () => handOver(user.id, { to, dry_run: true }),
    enabled: to !== undefined,
    staleTime: 0,
  });
  const all = belongings.data?.left ?? 0;
  const give = useMutation({
    mutationFn: async () => {
      let done = 0;
      for (;;) {
        const part = await handOver(user.id, { to, reason: reason.trim() || null, dry_run: false });
        const handed = part.entities.reduce((sum, entity) => sum + entity.handed, 0);
        done += handed;
        setMoved(done);
        if (part.left === 0 || handed === 0) return done;
      }
    },
    onSuccess: (count) => {
      void queryClient.invalidateQueries();
      showToast(t("admin.handoverDone", { count, name: options.find((option) => option.value === to)?.label }));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t("admin.handoverTitle", { name: user.name })}
      onCancel={onClose}
      okText={give.isError ? t("common.retry") : t("admin.handover")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !to || !belongings.isSuccess, loading: give.isPending }}
      cancelButtonProps={{ disabled: give.isPending }}
      closable={!give.isPending}
      mask={{ closable: !give.isPending }}
      onOk={() => give.mutate()}
    >
      <div className="fw-admin-form">
        <p className="fw-muted">{t("admin.handoverHint")}</p>
        <Labelled
          id="handover-to"
          label={t("admin.handoverTo")}
          issue={give.isError ? problemText(give.error) : undefined}
        >
          <Select
            id="handover-to"
            value={to}
            options={options}
            onChange={setTo}
            showSearch={{ filterOption: false, onSearch: people.setTyped }}
            placeholder={t("common.searchToChoose")}
            disabled={give.isPending}
            autoFocus
          />
        </Labelled>
        {to && <Belongings asked={belongings} />}
        <Labelled id="handover-reason" label={t("admin.handoverReason")} hint={t("admin.handoverReasonHint")}>
          <Input
            id="handover-reason"
            value={reason}
            maxLength={500}
            disabled={give.isPending}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
        {give.isPending && all > 0 && <Progress percent={Math.min(99, Math.round((moved / all) * 100))} />}
      </div>
    </Modal>
  );
}
