/** What a rule does while it holds. */
import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Json, Labels } from "../../api/contract";
import type { DesignDraft, Rule } from "../../model/designer/documents";
import { fieldOf } from "../../model/designer/documents";
import { fieldViews } from "../../model/designer/fieldViews";
import type { Scope } from "../../model/designer/logic";
import { walk } from "../../model/designer/tree";
import { labelOf } from "../../model/label";
import { useNames } from "./context";
import { FormulaField } from "./FormulaField";

type Props = { draft: DesignDraft; scope: Scope; rule: Rule; put: (rule: Rule, typed?: string) => void };

const LISTS = ["show", "hide", "require", "readonly"] as const;

export function Outcomes({ draft, scope, rule, put }: Props) {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const own = fieldViews(draft, scope.table).map((field) => ({
    value: field.key,
    label: labelOf(field, i18n.language),
  }));
  const blocks =
    scope.table === undefined
      ? walk(draft.form)
          .filter((one) => !one.column && (one.block.type !== "field" || one.block.field in draft.entity.properties))
          .map((one) => ({ value: one.reference, label: names(draft, one.reference) }))
      : own;
  const hides = Boolean(rule.show?.length || rule.hide?.length);
  const fields = {
    showSearch: { optionFilterProp: "label" },
    mode: "multiple" as const,
    placeholder: t("design.rule.pickFields"),
  };
  return (
    <div className="fwd-lines">
      {LISTS.map((list) => (
        <div key={list} className="fwd-property">
          <span>{t(`design.rule.${list}`)}</span>
          <Select
            {...fields}
            aria-label={t(`design.rule.${list}`)}
            value={rule[list] ?? []}
            options={list === "require" ? own : blocks}
            onChange={(keys) => put({ ...rule, [list]: keys.length > 0 ? keys : undefined })}
          />
        </div>
      ))}
      {hides && (
        <div className="fwd-property">
          <span>{t("design.rule.hidden")}</span>
          <Select
            aria-label={t("design.rule.hidden")}
            value={rule.hidden ?? "clear"}
            options={(["keep", "clear", "clear_at_once"] as const).map((one) => ({
              value: one,
              label: t(`design.rule.${one}`),
            }))}
            onChange={(hidden) => put({ ...rule, hidden: hidden === "clear" ? undefined : hidden })}
          />
        </div>
      )}
      <Offered draft={draft} scope={scope} rule={rule} put={put} />
      <div className="fwd-property">
        <span>{t("design.rule.set")}</span>
        <Select
          {...fields}
          aria-label={t("design.rule.set")}
          value={rule.set?.map((one) => one.field) ?? []}
          options={own}
          onChange={(keys: string[]) =>
            put({
              ...rule,
              set:
                keys.length > 0
                  ? keys.map((field) => rule.set?.find((one) => one.field === field) ?? { field })
                  : undefined,
            })
          }
        />
      </div>
      {rule.set?.map((one) => (
        <div key={one.field} className="fwd-property">
          <span>
            {labelOf(
              own.find((field) => field.value === one.field) && {
                labels: { "zh-CN": own.find((field) => field.value === one.field)?.label ?? "" },
              },
              i18n.language,
            )}
          </span>
          <FormulaField
            draft={draft}
            row={scope.table}
            text={one.formula ?? (one.value === undefined ? "" : JSON.stringify(one.value))}
            onChange={(formula) =>
              put({ ...rule, set: rule.set?.map((old) => (old === one ? { field: one.field, formula } : old)) })
            }
          />
        </div>
      ))}
    </div>
  );
}

/** Of one choice, the options that stay. */
function Offered({ draft, scope, rule, put }: Props) {
  const { t, i18n } = useTranslation();
  const choices = fieldViews(draft, scope.table).filter((field) => ["choice", "multi_choice"].includes(field.kind));
  if (choices.length === 0) return null;
  const [first] = rule.options ?? [];
  const reference = scope.table === undefined ? first?.field : `${scope.table}.${first?.field}`;
  const options = ((reference && fieldOf(draft, reference)?.["x-field"].options) || []) as Json[] as unknown as {
    key: string;
    labels?: Labels;
  }[];
  return (
    <div className="fwd-property">
      <span>{t("design.rule.options")}</span>
      <span className="fwd-pair">
        <Select
          allowClear
          aria-label={t("design.rule.options")}
          value={first?.field}
          options={choices.map((field) => ({ value: field.key, label: labelOf(field, i18n.language) }))}
          onChange={(field: string | undefined) =>
            put({ ...rule, options: field ? [{ field, only: [] }, ...(rule.options ?? []).slice(1)] : undefined })
          }
        />
        {first ? (
          <Select
            mode="multiple"
            aria-label={t("design.rule.only")}
            value={first.only}
            options={options.map((one) => ({ value: one.key, label: labelOf(one, i18n.language) }))}
            onChange={(only) => put({ ...rule, options: [{ ...first, only }, ...(rule.options ?? []).slice(1)] })}
          />
        ) : (
          <Input disabled aria-label={t("design.rule.only")} />
        )}
      </span>
    </div>
  );
}
