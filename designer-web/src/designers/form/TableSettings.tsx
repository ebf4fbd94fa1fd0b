/** Nothing is selected: what holds for the whole form, its rules and checks. */
import { Input, Select, Switch, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import type { Labels } from "../../api/contract";
import type { DesignDraft } from "../../model/designer/documents";
import { labelOf } from "../../model/label";
import { Checks } from "./Checks";
import { useHands } from "./context";
import { Rules } from "./Rules";

export function TableSettings({ draft }: { draft: DesignDraft }) {
  const { t } = useTranslation();
  const rules = draft.form.rules?.length ?? 0;
  const checks = draft.form.checks?.length ?? 0;
  return (
    <Tabs
      size="small"
      items={[
        { key: "table", label: t("design.table"), children: <Settings draft={draft} /> },
        { key: "rules", label: `${t("design.rules")}${rules ? ` ${rules}` : ""}`, children: <Rules draft={draft} /> },
        {
          key: "checks",
          label: `${t("design.checks")}${checks ? ` ${checks}` : ""}`,
          children: <Checks draft={draft} />,
        },
      ]}
    />
  );
}

function Settings({ draft }: { draft: DesignDraft }) {
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const { form, entity } = draft;
  const words = (name: "description" | "submit", labels: Labels | undefined) => (
    <div className="fwd-property">
      <span>{t(`design.property.${name}`)}</span>
      <Input
        aria-label={t(`design.property.${name}`)}
        value={labels?.[i18n.language] ?? ""}
        onChange={(event) =>
          hands.edit(
            {
              kind: "form-set",
              name,
              value: event.target.value ? { ...labels, [i18n.language]: event.target.value } : undefined,
            },
            name,
          )
        }
      />
    </div>
  );
  const titles = Object.entries(entity.properties)
    .filter(([, field]) => ["text", "auto_number", "phone", "email"].includes(field["x-field"].kind))
    .map(([key, field]) => ({ value: key, label: labelOf({ labels: field["x-field"].labels, key }, i18n.language) }));
  return (
    <div className="fwd-lines">
      <p className="fw-muted">{t("design.nothingSelected")}</p>
      <div className="fwd-property">
        <span>{t("design.property.title")}</span>
        <Select
          aria-label={t("design.property.title")}
          value={entity["x-entity"].title}
          options={titles}
          onChange={(title) => hands.edit({ kind: "entity-set", name: "title", value: title })}
        />
      </div>
      {words("description", form.description)}
      {words("submit", form.submit)}
      <div className="fwd-property" data-control="switch">
        <span>{t("design.property.main")}</span>
        <Switch
          size="small"
          aria-label={t("design.property.main")}
          checked={form.main === true}
          onChange={(on) => hands.edit({ kind: "form-set", name: "main", value: on || undefined })}
        />
      </div>
      <div className="fwd-property" data-control="switch">
        <span>{t("design.property.creates")}</span>
        <Switch
          size="small"
          aria-label={t("design.property.creates")}
          checked={form.creates !== false}
          onChange={(on) => hands.edit({ kind: "form-set", name: "creates", value: on ? undefined : false })}
        />
      </div>
    </div>
  );
}
