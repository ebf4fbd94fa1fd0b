/** What must hold when a form is sent, and what people are told when it does not. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Check, DesignDraft } from "../../model/designer/documents";
import { fieldViews } from "../../model/designer/fieldViews";
import { freeKey } from "../../model/designer/keys";
import { logicOf, type Scope } from "../../model/designer/logic";
import { labelOf } from "../../model/label";
import { useHands } from "./context";
import { FormulaField } from "./FormulaField";
import { useScopes } from "./Rules";

export function Checks({ draft }: { draft: DesignDraft }) {
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const scopes = useScopes(draft);
  const [table, setTable] = useState("");
  const scope: Scope = table === "" ? {} : { table };
  const checks = logicOf(draft.form, scope).checks ?? [];
  const add = () => {
    const key = freeKey(
      `check_${checks.length + 1}`,
      checks.map((one) => one.key),
    );
    const message = { [i18n.language]: t("design.check.newMessage") };
    hands.edit({ kind: "check-put", scope, check: { key, formula: "TRUE", message } });
  };
  return (
    <div className="fwd-lines">
      <p className="fw-muted">{t("design.checksHint")}</p>
      {scopes.length > 1 && (
        <Select aria-label={t("design.checks")} value={table} options={scopes} onChange={setTable} />
      )}
      {checks.length === 0 && <p className="fw-muted">{t("design.check.empty")}</p>}
      {checks.map((check) => (
        <CheckCard key={check.key} draft={draft} scope={scope} check={check} />
      ))}
      <Button type="dashed" icon={<PlusOutlined />} onClick={add}>
        {t("design.check.add")}
      </Button>
    </div>
  );
}

function CheckCard({ draft, scope, check }: { draft: DesignDraft; scope: Scope; check: Check }) {
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const put = (next: Check, typed?: string) =>
    hands.edit({ kind: "check-put", scope, check: next }, typed && `${typed} ${check.key}`);
  const fields = fieldViews(draft, scope.table).map((field) => ({
    value: field.key,
    label: labelOf(field, i18n.language),
  }));
  return (
    <section className="fwd-rule" aria-label={check.message[i18n.language] ?? check.key}>
      <div className="fwd-property">
        <span>{t("design.check.formula")}</span>
        <FormulaField
          draft={draft}
          row={scope.table}
          text={check.formula ?? ""}
          onChange={(formula) => {
            const { must: _, ...rest } = check;
            put({ ...rest, formula });
          }}
        />
      </div>
      <div className="fwd-property">
        <span>{t("design.check.message")}</span>
        <Input
          aria-label={t("design.check.message")}
          value={check.message[i18n.language] ?? ""}
          onChange={(event) =>
            put({ ...check, message: { ...check.message, [i18n.language]: event.target.value } }, "message")
          }
        />
      </div>
      <div className="fwd-property">
        <span>{t("design.check.fields")}</span>
        <Select
          mode="multiple"
          aria-label={t("design.check.fields")}
          value={check.fields ?? []}
          options={fields}
          onChange={(keys) => put({ ...check, fields: keys.length > 0 ? keys : undefined })}
        />
      </div>
      <Button
        size="small"
        type="text"
        danger
        icon={<DeleteOutlined />}
        onClick={() => hands.edit({ kind: "check-removed", scope, key: check.key })}
      >
        {t("design.check.remove")}
      </Button>
    </section>
  );
}
