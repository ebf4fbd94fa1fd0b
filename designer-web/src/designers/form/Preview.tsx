/** The draft as people will fill it in: as somebody, at a step of a process, at a desk or on a phone. Nothing is saved. */
import { ConfigProvider, Modal, Segmented, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel, usePhone } from "../../app/hooks";
import { desktopTheme, phoneTheme } from "../../app/theme";
import type { DesignDraft } from "../../model/designer/documents";
import { fieldViews } from "../../model/designer/fieldViews";
import { rolesOf } from "../../model/designer/rights";
import { asObject } from "../../model/value";
import FormFill from "../../runtime/fill/FormFill";
import { draftForm } from "./draftForm";

const nothing = () => undefined;

export default function Preview({ draft, onClose }: { draft: DesignDraft; onClose: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const phone = usePhone();
  const [role, setRole] = useState("");
  const [node, setNode] = useState("");
  const [size, setSize] = useState<"desk" | "phone">(phone ? "phone" : "desk");
  const [round, setRound] = useState(0);
  const { key } = draft.entity["x-entity"];
  const source = useMemo(() => draftForm(draft, role, node), [draft, role, node]);
  const entity = useMemo(() => entityOf(draft), [draft]);
  const people = rolesOf(draft.roles, key).map((one) => ({ value: one.key, label: label(one) }));
  const nodes = Object.keys(asObject(asObject(draft.form.rights).nodes)).map((one) => ({ value: one, label: one }));
  return (
    <Modal
      open
      title={t("design.previewAs.title")}
      footer={null}
      onCancel={onClose}
      width={size === "phone" ? 470 : 980}
      destroyOnHidden
    >
      <div className="fw-row fwd-preview-head">
        <Select
          aria-label={t("design.previewAs.role")}
          value={role}
          options={[{ value: "", label: t("design.previewAs.anybody") }, ...people]}
          onChange={setRole}
        />
        {nodes.length > 0 && (
          <Select
            aria-label={t("design.previewAs.node")}
            value={node}
            options={[{ value: "", label: t("design.previewAs.anyNode") }, ...nodes]}
            onChange={setNode}
          />
        )}
        <Segmented
          value={size}
          options={(["desk", "phone"] as const).map((one) => ({ value: one, label: t(`design.previewAs.${one}`) }))}
          onChange={setSize}
        />
        <span className="fw-muted">{t("design.previewAs.hint")}</span>
      </div>
      <section className="fwd-preview" data-size={size} aria-label={t("design.previewAs.title")}>
        <ConfigProvider theme={size === "phone" ? phoneTheme : desktopTheme}>
          <FormFill
            key={`${role} ${node} ${round}`}
            source={source}
            entity={entity}
            record={null}
            onDirty={nothing}
            onClose={nothing}
            onCancel={() => setRound(round + 1)}
          />
        </ConfigProvider>
      </section>
    </Modal>
  );
}

/** The entity as screens of records know it, of what is being designed. */
function entityOf(draft: DesignDraft): Entity {
  const { key, labels, title, app } = draft.entity["x-entity"];
  const actions = { view: true, create: true, edit: true, delete: false, import: false, export: false };
  return {
    key,
    labels,
    title: title ?? "",
    app: app ?? "",
    fields: fieldViews(draft),
    groups: [],
    related: [],
    views: [],
    actions,
  } as unknown as Entity;
}
