import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { changeShares } from "../../api/records";
import { useProblemText } from "../../app/hooks";
import { Bones, Broken } from "../../app/Parts";
import { Labelled } from "../../app/session/Labelled";
import { DayPicker } from "../../kinds/parts/DayPicker";
import { actionsOf } from "../../model/rights";
import { titleOf } from "../../model/value";
import { ShareRow } from "./ShareRow";
import { type PrincipalKind, usePrincipals } from "./usePrincipals";
import "./share.css";

const KINDS: PrincipalKind[] = ["user", "department", "team"];

type Props = { entity: Entity; record: RecordRow; onClose: () => void };

/** Who else may see or change one record, until when, and how to take it back. */
export default function ShareDialog({ entity, record, onClose }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<PrincipalKind>("user");
  const [chosen, setChosen] = useState<string>();
  const [level, setLevel] = useState<"view" | "edit">("view");
  const [until, setUntil] = useState<string>();
  const principals = usePrincipals(kind);
  const key = ["shares", entity.key, record.id];
  const shares = useQuery({ queryKey: key, queryFn: () => changeShares(entity.key, record.id, {}) });
  const change = useMutation({
    mutationFn: (body: Parameters<typeof changeShares>[2]) => changeShares(entity.key, record.id, body),
    onSuccess: (left) => {
      queryClient.setQueryData(key, left);
      setChosen(undefined);
      void queryClient.invalidateQueries({ queryKey: ["history", entity.key, record.id] });
    },
  });
  const add = () => {
    if (!chosen) return;
    const principal =
      kind === "user" ? { user: chosen } : kind === "department" ? { department: chosen } : { team: chosen };
    change.mutate({ principal, level, until: until ?? null });
  };
  return (
    <Modal
      open
      title={t("share.title", { title: titleOf(entity, record) })}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t("common.done")}</Button>}
    >
      <div className="fw-stack">
        <Segmented<PrincipalKind>
          block
          value={kind}
          options={KINDS.map((one) => ({ value: one, label: t(`share.${one}`) }))}
          onChange={(next) => {
            setKind(next);
            setChosen(undefined);
          }}
        />
        <div className="fw-share-line">
          <Select
            aria-label={t(`share.${kind}`)}
            value={chosen}
            options={principals.options}
            onChange={setChosen}
            showSearch={{ filterOption: principals.filter, onSearch: principals.setTyped }}
            placeholder={t("common.searchToChoose")}
            notFoundContent={t("common.noOption")}
          />
          <Select
            aria-label={t("share.level")}
            value={level}
            onChange={setLevel}
            options={(actionsOf(entity, record).edit ? (["view", "edit"] as const) : (["view"] as const)).map(
              (one) => ({
                value: one,
                label: t(`share.may_${one}`),
              }),
            )}
          />
        </div>
        <Labelled id="share-until" label={t("share.until")} hint={t("share.untilHint")}>
          <DayPicker id="share-until" value={until ?? ""} onChange={(day) => setUntil(day)} label={t("share.until")} />
        </Labelled>
        <Button type="primary" disabled={!chosen} loading={change.isPending} onClick={add}>
          {t("share.add")}
        </Button>
        {change.isError && (
          <p className="fw-field-issue" role="alert">
            {problemText(change.error)}
          </p>
        )}
        <h3 className="fw-share-now">{t("share.now")}</h3>
        {shares.isPending && <Bones count={2} />}
        {shares.isError && <Broken reason={shares.error} retry={() => void shares.refetch()} />}
        {shares.data?.items.length === 0 && <p className="fw-muted">{t("share.none")}</p>}
        <ul className="fw-shares">
          {shares.data?.items.map((share) => (
            <ShareRow
              key={share.id}
              share={share}
              busy={change.isPending}
              onRemove={() => change.mutate({ remove: share.id })}
            />
          ))}
        </ul>
      </div>
    </Modal>
  );
}
