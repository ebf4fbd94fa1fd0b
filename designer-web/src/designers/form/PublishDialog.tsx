/** What publishing does, in words, before it is done. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../../api/client";
import type { Json } from "../../api/contract";
import { getDraft, publish, saveDraft } from "../../api/definitions";
import { useLabel, useProblemText } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import { meQuery } from "../../app/session/me";
import { showToast } from "../../app/toast";
import { differences, newFields } from "../../model/designer/difference";
import type { DesignDraft } from "../../model/designer/documents";
import { viewColumns } from "../../model/designer/opening";
import { rolesOf, withEntity } from "../../model/designer/rights";
import { labelOf } from "../../model/label";
import { ChangeLines, Impact } from "./ChangeLines";
import type { Open } from "./Dialogs";
import type { Loaded } from "./loading";
import { RoleChoice } from "./RoleChoice";
import type { Asked } from "./useAsked";
import type { Autosave } from "./useAutosave";
import type { Design } from "./useDesign";

type Props = {
  design: Design;
  loaded: Loaded;
  autosave: Autosave;
  asked: Asked;
  onClose: () => void;
  onOpen: (open: Open) => void;
  onPublished: () => Promise<void>;
};

/** The list of a new table shows its first fields; an app shows the lists of its tables. */
async function fillBeside(loaded: Loaded, draft: DesignDraft): Promise<void> {
  const view = loaded.beside.find((at) => at.kind === "view");
  if (!view) return;
  const { body, etag } = await getDraft(view);
  const list = body as { [key: string]: Json };
  if (Array.isArray(list.columns) && list.columns.length > 0) return;
  await saveDraft(view, { ...list, columns: viewColumns(draft) }, etag?.replaceAll('"', ""));
}

export default function PublishDialog({ design, loaded, autosave, asked, onClose, onOpen, onPublished }: Props) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const { draft } = design;
  const entity = draft.entity["x-entity"];
  const [chosen, setChosen] = useState<string[]>([]);
  const [done, setDone] = useState(false);
  const [opened] = useState(() => performance.now());
  const lines = differences(loaded.published, draft, i18n.language);
  const fresh = rolesOf(draft.roles, entity.key).length > 0 ? newFields(loaded.published, draft) : [];
  const open = fresh
    .filter((key) => !asked.decided.has(key))
    .map((key) => labelOf({ labels: draft.entity.properties[key]?.["x-field"].labels, key }, i18n.language));
  const plan = useQuery({
    queryKey: ["publish plan", entity.key, opened],
    queryFn: async () => {
      await autosave.save();
      await fillBeside(loaded, draft);
      const set = autosave.drafts();
      return set.length === 0 ? { published: [], plan: [], warnings: [] } : publish(set, true);
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const run = useMutation({
    mutationFn: async () => {
      if (chosen.length > 0) {
        for (const key of chosen) {
          const role = draft.roles[key];
          if (!role) continue;
          await saveDraft(
            { kind: "role", key },
            { format: 1, ...withEntity(role, entity.key) } as unknown as Json,
            undefined,
          );
        }
      }
      const set = autosave.drafts();
      const roles = chosen.map((key) => ({ kind: "role", key }));
      return publish([...set.filter((at) => at.kind !== "role" || !chosen.includes(at.key)), ...roles], false);
    },
    onSuccess: async () => {
      setDone(true);
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: ["entity"] });
      await queryClient.invalidateQueries({ queryKey: ["forms"] });
    },
  });
  const issues = problemOf(plan.error).issues ?? [];
  const target = { app: entity.app ?? "local", view: loaded.published ? undefined : entity.key };
  if (done) return <Done entity={entity.key} target={target} onOpen={onOpen} onClose={() => void onPublished()} />;
  return (
    <Modal
      open
      width={640}
      title={t("design.publishing.title")}
      okText={run.isPending ? t("design.publishing.running") : t("design.publishing.go")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: run.isPending, disabled: !plan.isSuccess || autosave.drafts().length === 0 }}
      onOk={() => run.mutate()}
      onCancel={onClose}
    >
      <div className="fwd-publish">
        <h3>{t("design.publishing.changes")}</h3>
        {lines.length === 0 ? (
          <p className="fw-muted">{t("design.publishing.noChanges")}</p>
        ) : (
          <ChangeLines lines={lines} />
        )}
        {loaded.published ? (
          <Impact entity={entity.key} lines={lines} form={draft.form.key} />
        ) : (
          <RoleChoice roles={Object.values(draft.roles)} chosen={chosen} onChange={setChosen} label={label} />
        )}
        {open.length > 0 && (
          <p className="fw-alert fwd-mind">{t("design.publishing.open", { list: open.join(t("common.listing")) })}</p>
        )}
        <h3>{t("design.publishing.data")}</h3>
        <p>{t("design.publishing.dataKept")}</p>
        {plan.isPending && <Bones count={2} />}
        {plan.data && plan.data.plan.length > 0 && (
          <details>
            <summary>{t("design.publishing.plan")}</summary>
            <ul>
              {plan.data.plan.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        )}
        {plan.isError && (
          <div className="fw-alert" role="alert">
            <strong>{t("design.publishing.wrong")}</strong>
            <ul>
              {issues.length > 0 ? (
                issues.map((issue) => <li key={`${issue.pointer} ${issue.code}`}>{issue.message}</li>)
              ) : (
                <li>{problemText(plan.error)}</li>
              )}
            </ul>
          </div>
        )}
        {run.isError && (
          <p className="fw-alert" role="alert">
            {problemText(run.error)}
          </p>
        )}
      </div>
    </Modal>
  );
}

type DoneProps = {
  entity: string;
  target: { app: string; view?: string };
  onOpen: (open: Open) => void;
  onClose: () => void;
};

/** Published: to the place where people fill it in, or back. */
function Done({ entity, target, onOpen, onClose }: DoneProps) {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const places = me?.apps.flatMap((app) => app.views.map((view) => ({ app: app.key, view })));
  const place = places?.find(({ view }) => view.entity === entity);
  const params = { app: place?.app ?? target.app, view: place?.view.key ?? target.view ?? entity };
  const link = `${window.location.origin}/app/${params.app}/${params.view}?panel=new`;
  const copyLink = async () => {
    await navigator.clipboard.writeText(link);
    showToast(t("common.copied"));
  };
  return (
    <Modal open title={t("design.publishing.done")} footer={null} onCancel={onClose}>
      <div className="fwd-done">
        <Link to="/app/$app/$view" params={params} search={{ panel: "new" }} className="ant-btn ant-btn-primary">
          {t("design.publishing.fill")}
        </Link>
        <Button onClick={() => void copyLink()}>{t("design.publishing.copyLink")}</Button>
        <Button
          onClick={() => {
            onClose();
            onOpen("versions");
          }}
        >
          {t("design.publishing.history")}
        </Button>
      </div>
    </Modal>
  );
}
