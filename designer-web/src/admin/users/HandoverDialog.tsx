import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/contract";
import { findPeople, handOver } from "../../api/organisation";
import { useDebounced, useProblemText } from "../../app/hooks";
import { Labelled } from "../../app/session/Labelled";
import { showToast } from "../../app/toast";

/** Everything somebody owns goes to a colleague in one step. */
export function HandoverDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const [to, setTo] = useState<string>();
  const q = useDebounced(typed, 250);
  const people = useQuery({
    queryKey: ["people", q],
    queryFn: ({ signal }) => findPeople(q, signal),
    placeholderData: (previous) => previous,
  });
  const options = (people.data?.items ?? [])
    .filter((person) => person.id !== user.id)
    .map((person) => ({ value: person.id, label: person.name }));
  const give = useMutation({
    mutationFn: () => handOver(user.id, to ?? ""),
    onSuccess: () => {
      void queryClient.invalidateQueries();
      showToast(t("admin.handoverDone", { name: options.find((option) => option.value === to)?.label }));
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
      okButtonProps={{ disabled: !to, loading: give.isPending }}
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
            showSearch={{ filterOption: false, onSearch: setTyped }}
            placeholder={t("common.searchToChoose")}
            autoFocus
          />
        </Labelled>
      </div>
    </Modal>
  );
}
