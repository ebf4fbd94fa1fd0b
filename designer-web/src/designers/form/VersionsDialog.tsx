/** Back to an earlier version in two clicks: the table, its rows and its form together. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { type At, listVersions, rollBack } from "../../api/definitions";
import { useFailureToast, useWhen } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { showToast } from "../../app/toast";
import type { DesignDraft } from "../../model/designer/documents";
import { type Moment, moments } from "../../model/designer/versions";

type Props = { draft: DesignDraft; onClose: () => void; onRestored: () => Promise<void> };

export default function VersionsDialog({ draft, onClose, onRestored }: Props) {
  const { t } = useTranslation();
  const when = useWhen();
  const fail = useFailureToast();
  const places: At[] = [
    { kind: "entity", key: draft.entity["x-entity"].key },
    ...Object.keys(draft.rows).map((key) => ({ kind: "entity", key })),
    { kind: "form", key: draft.form.key },
  ];
  const versions = useQuery({
    queryKey: ["versions", ...places.map((at) => at.key)],
    queryFn: async () => {
      const all = await Promise.all(places.map((at) => listVersions(at).catch(() => ({ items: [] }))));
      return moments(places.map((at, index) => ({ at, versions: all[index]?.items ?? [] })));
    },
    gcTime: 0,
  });
  const restore = useMutation({
    // Forms first: a form that reads a field cannot stay when the field goes.
    mutationFn: async (moment: Moment) => {
      for (const { at, version } of [...moment.of].reverse()) await rollBack(at, version);
    },
    onSuccess: async (_, moment) => {
      showToast(t("design.versions.restored", { version: moment.number }));
      onClose();
      await onRestored();
    },
    onError: (reason) => fail(reason),
  });
  const list = versions.data ?? [];
  return (
    <Modal open title={t("design.versions.title")} footer={null} onCancel={onClose}>
      <p className="fw-muted">{t("design.versions.hint")}</p>
      {versions.isPending && <Bones count={3} />}
      {versions.isSuccess && list.length === 0 && <p>{t("design.versions.empty")}</p>}
      <ul className="fwd-versions">
        {list.map((moment, index) => (
          <li key={moment.number}>
            <span className="fw-grow">
              {t("design.versions.version", { version: moment.number })}{" "}
              <span className="fw-muted">{when(moment.when)}</span>
            </span>
            {index === 0 ? (
              <span className="fw-chip">{t("design.versions.current")}</span>
            ) : (
              <Button size="small" loading={restore.isPending} onClick={() => restore.mutate(moment)}>
                {t("design.versions.restore")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
