/** Back to an earlier version in two clicks: the table, its rows and its form together. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Json, Role } from "../../api/contract";
import { type At, getVersion, listVersions, publish, saveDraft } from "../../api/definitions";
import { useFailureToast, useWhen } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { showToast } from "../../app/toast";
import type { DesignDraft, EntityDocument } from "../../model/designer/documents";
import { formOf } from "../../model/designer/opening";
import { withoutGone } from "../../model/designer/rights";
import { type Moment, moments } from "../../model/designer/versions";

type Props = {
  draft: DesignDraft;
  published: DesignDraft | null;
  onClose: () => void;
  onRestored: () => Promise<void>;
};

/**
 * All of it at once or nothing; a form that was not there yet is laid out as its table was, and roles let go of fields
 * that go.
 */
async function bringBack(moment: Moment, formKey: string, roles: Role[]): Promise<void> {
  const documents = await Promise.all(
    moment.of.map(async ({ at, version }) => ({ at, body: await getVersion(at, version) })),
  );
  const [table, ...others] = documents;
  if (table && !others.some(({ at }) => at.kind === "form")) {
    const rows = others.map(({ at, body }) => [at.key, body as unknown as EntityDocument] as const);
    const form = { ...formOf(table.body as unknown as EntityDocument, Object.fromEntries(rows)), key: formKey };
    documents.push({ at: { kind: "form", key: formKey }, body: form as unknown as Json });
  }
  const old = table?.body as unknown as EntityDocument | undefined;
  for (const role of old ? roles : []) {
    const next = withoutGone(role, moment.of[0]?.at.key ?? "", Object.keys(old?.properties ?? {}));
    const body = { format: 1, ...next } as unknown as Json;
    if (next !== role) documents.push({ at: { kind: "role", key: role.key }, body });
  }
  for (const { at, body } of documents) await saveDraft(at, body, undefined);
  await publish(
    documents.map(({ at }) => at),
    false,
  );
}

export default function VersionsDialog({ draft, published, onClose, onRestored }: Props) {
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
    mutationFn: (moment: Moment) => bringBack(moment, draft.form.key, Object.values(published?.roles ?? {})),
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
