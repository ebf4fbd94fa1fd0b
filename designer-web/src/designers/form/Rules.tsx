/** The one table of rules of a form: when something is shown, asked for, locked, offered or set. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DesignDraft, Rule } from "../../model/designer/documents";
import { fieldViews } from "../../model/designer/fieldViews";
import { freeKey } from "../../model/designer/keys";
import { logicOf, type Scope } from "../../model/designer/logic";
import { walk } from "../../model/designer/tree";
import { Conditions } from "./Conditions";
import { useHands, useNames } from "./context";
import { FormulaField } from "./FormulaField";
import { Outcomes } from "./Outcomes";

export function useScopes(draft: DesignDraft) {
  const { t } = useTranslation();
  const names = useNames();
  const tables = walk(draft.form).filter(({ block }) => block.type === "field" && block.rows);
  return [
    { value: "", label: t("design.rule.scopeForm") },
    ...tables.map((one) => ({
      value: one.reference,
      label: t("design.rule.scopeRows", { label: names(draft, one.reference) }),
    })),
  ];
}

export function Rules({ draft }: { draft: DesignDraft }) {
  const { t } = useTranslation();
  const hands = useHands();
  const scopes = useScopes(draft);
  const [table, setTable] = useState("");
  const scope: Scope = table === "" ? {} : { table };
  const rules = logicOf(draft.form, scope).rules ?? [];
  const add = () => {
    const key = freeKey(
      `rule_${rules.length + 1}`,
      rules.map((rule) => rule.key),
    );
    hands.edit({ kind: "rule-put", scope, rule: { key } });
  };
  return (
    <div className="fwd-lines">
      <p className="fw-muted">{t("design.rulesHint")}</p>
      {scopes.length > 1 && (
        <Select aria-label={t("design.rules")} value={table} options={scopes} onChange={setTable} />
      )}
      {rules.length === 0 && <p className="fw-muted">{t("design.rule.empty")}</p>}
      {rules.map((rule, at) => (
        <RuleCard
          key={rule.key}
          draft={draft}
          scope={scope}
          rule={rule}
          number={at + 1}
          last={at === rules.length - 1}
        />
      ))}
      <Button type="dashed" icon={<PlusOutlined />} onClick={add}>
        {t("design.rule.add")}
      </Button>
    </div>
  );
}

type CardProps = { draft: DesignDraft; scope: Scope; rule: Rule; number: number; last: boolean };
type Mode = "always" | "condition" | "formula";

function RuleCard({ draft, scope, rule, number, last }: CardProps) {
  const { t } = useTranslation();
  const hands = useHands();
  const [mode, setMode] = useState<Mode>(rule.formula !== undefined ? "formula" : "condition");
  const put = (next: Rule, typed?: string) =>
    hands.edit({ kind: "rule-put", scope, rule: next }, typed && `${typed} ${rule.key}`);
  const choose = (next: Mode) => {
    setMode(next);
    const { when: _when, formula: _formula, ...bare } = rule;
    if (next !== "condition" || rule.formula !== undefined) put(bare);
  };
  const modes = (["condition", "formula", "always"] as const).map((one) => ({
    value: one,
    label: t(
      one === "always" ? "design.rule.always" : one === "formula" ? "design.rule.byFormula" : "design.rule.byCondition",
    ),
  }));
  return (
    <section className="fwd-rule" aria-label={t("design.rule.name", { number })}>
      <div className="fw-row">
        <strong className="fw-grow">{t("design.rule.name", { number })}</strong>
        <Button
          size="small"
          type="text"
          icon={<ArrowUpOutlined />}
          aria-label={t("design.rule.up")}
          disabled={number === 1}
          onClick={() => hands.edit({ kind: "rule-moved", scope, key: rule.key, by: -1 })}
        />
        <Button
          size="small"
          type="text"
          icon={<ArrowDownOutlined />}
          aria-label={t("design.rule.down")}
          disabled={last}
          onClick={() => hands.edit({ kind: "rule-moved", scope, key: rule.key, by: 1 })}
        />
        <Button
          size="small"
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t("design.rule.remove")}
          onClick={() => hands.edit({ kind: "rule-removed", scope, key: rule.key })}
        />
      </div>
      <div className="fw-row">
        <span>{t("design.rule.when")}</span>
        <Segmented size="small" value={mode} options={modes} onChange={choose} />
      </div>
      {mode === "condition" && (
        <Conditions
          entity={draft.entity["x-entity"].key}
          fields={fieldViews(draft, scope.table)}
          filter={rule.when}
          onChange={(when) => put({ ...rule, when }, "when")}
        />
      )}
      {mode === "formula" && (
        <FormulaField
          draft={draft}
          row={scope.table}
          text={rule.formula ?? ""}
          onChange={(formula) => put({ ...rule, formula })}
        />
      )}
      <span>{t("design.rule.consequence")}</span>
      <Outcomes draft={draft} scope={scope} rule={rule} put={put} />
    </section>
  );
}
