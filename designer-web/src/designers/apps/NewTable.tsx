/** A new table, alone or with a new app around it: a name is all it takes. */
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input, Modal, Select } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { type DefinitionHead, getDefinition, getDraft, saveDraft, suggestKey } from "../../api/definitions";
import { useLabel, useProblemText } from "../../app/hooks";
import { Labelled } from "../../app/session/Labelled";
import { freeKey } from "../../model/designer/keys";
import { documentsOf, newDesign } from "../../model/designer/opening";

type Props = { withApp: boolean; definitions: DefinitionHead[]; onClose: () => void };

async function keyFor(name: string, wish: string, kinds: string[], definitions: DefinitionHead[]): Promise<string> {
  const spelt = await suggestKey(name);
  const taken = definitions.filter((one) => kinds.includes(one.kind)).map((one) => one.key);
  return freeKey(spelt ?? wish, taken);
}

/** The list of a new table stands in the navigation of its app. */
async function enlist(app: string, view: string, definitions: DefinitionHead[]): Promise<void> {
  const at = { kind: "app", key: app };
  const drafted = definitions.some((one) => one.kind === "app" && one.key === app && one.draft);
  const { body, etag } = drafted ? await getDraft(at) : { body: await getDefinition(at), etag: null };
  const document = body as { [key: string]: Json };
  const navigation = Array.isArray(document.navigation) ? document.navigation : [];
  await saveDraft(at, { ...document, navigation: [...navigation, view] }, etag?.replaceAll('"', "") ?? null);
}

export function NewTable({ withApp, definitions, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [app, setApp] = useState("");
  const [inApp, setInApp] = useState<string>();
  const [name, setName] = useState("");
  const named = (text: string) => ({ [i18n.language]: text.trim() });
  const make = useMutation({
    mutationFn: async () => {
      let owner = inApp;
      const key = await keyFor(name, "table", ["entity", "view", "form"], definitions);
      if (withApp) {
        owner = await keyFor(app, "app", ["app"], definitions);
        const body = { format: 1, key: owner, version: "1.0.0", labels: named(app), navigation: [key] };
        await saveDraft({ kind: "app", key: owner }, body as unknown as Json, null);
      } else if (owner !== undefined) await enlist(owner, key, definitions);
      const { draft, view } = newDesign(key, owner, named(name));
      for (const one of [...documentsOf(draft), view]) await saveDraft(one, one.body, null);
      return key;
    },
    onSuccess: (entity) => navigate({ to: "/design/$entity", params: { entity } }),
  });
  const ready = name.trim() !== "" && (!withApp || app.trim() !== "");
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (ready && !make.isPending) make.mutate();
  };
  const apps = definitions.filter((one) => one.kind === "app" && one.version > 0);
  return (
    <Modal
      open
      title={t(withApp ? "design.apps.newApp" : "design.apps.newTable")}
      okText={make.isError ? t("common.retry") : t("design.apps.create")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready, loading: make.isPending }}
      onOk={() => submit()}
      onCancel={onClose}
    >
      <form className="fw-admin-form" onSubmit={submit}>
        {withApp && (
          <Labelled id="new-app" label={t("design.apps.appName")}>
            <Input id="new-app" autoFocus value={app} onChange={(event) => setApp(event.target.value)} />
          </Labelled>
        )}
        <Labelled
          id="new-table"
          label={t("design.apps.tableName")}
          hint={t("design.apps.tableHint")}
          issue={make.isError ? problemText(make.error) : undefined}
        >
          <Input id="new-table" autoFocus={!withApp} value={name} onChange={(event) => setName(event.target.value)} />
        </Labelled>
        {!withApp && apps.length > 0 && (
          <Labelled id="new-in-app" label={t("design.apps.inApp")}>
            <Select
              id="new-in-app"
              allowClear
              value={inApp}
              placeholder={t("design.apps.local")}
              options={apps.map((one) => ({ value: one.key, label: label({ labels: one.labels, key: one.key }) }))}
              onChange={setInApp}
            />
          </Labelled>
        )}
        <button type="submit" hidden />
      </form>
    </Modal>
  );
}
