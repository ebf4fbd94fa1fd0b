import { CheckCircleFilled } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Import } from "../../api/contract";
import { verifyImport } from "../../api/transfer";
import { useFailureToast, useZone } from "../../app/hooks";
import { minuteIn } from "../../model/moment";

const LONGEST_NOTE = 500;

/** Who compared the import and when, and the way to say so. */
export function VerifyLine({ entity, job }: { entity: Entity; job: Import }) {
  const { t } = useTranslation();
  const zone = useZone();
  const fail = useFailureToast();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [again, setAgain] = useState(false);
  const verify = useMutation({
    mutationFn: () => verifyImport(entity.key, job.id, note.trim()),
    onSuccess: (next) => {
      // Nothing but this has changed, so the sample on the screen stays.
      queryClient.setQueryData(["import", entity.key, next.id], next);
      setAgain(false);
      setNote("");
    },
    onError: (reason) => fail(reason, () => verify.mutate()),
  });
  const { verified } = job;
  return (
    <div className="fw-sample-verify">
      {verified && (
        <p className="fw-sample-verified" role="status">
          <CheckCircleFilled />
          <span>
            {t("importing.verifiedBy", { name: verified.by.name, when: minuteIn(verified.at, zone) })}
            {verified.note && <span className="fw-muted"> · {verified.note}</span>}
          </span>
        </p>
      )}
      {verified && !again ? (
        <Button onClick={() => setAgain(true)}>{t("importing.verifyAgain")}</Button>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            verify.mutate();
          }}
        >
          <Input
            value={note}
            maxLength={LONGEST_NOTE}
            placeholder={t("importing.verifyNote")}
            aria-label={t("importing.verifyNote")}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button htmlType="submit" loading={verify.isPending}>
            {t("importing.verify")}
          </Button>
        </form>
      )}
    </div>
  );
}
