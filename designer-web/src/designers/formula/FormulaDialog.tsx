/** Writing a formula: fields and functions beside it, what is wrong while one types, what it yields on real records. */
import { useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { checkFormula, listFunctions } from "../../api/definitions";
import { useDebounced } from "../../app/hooks";
import { Bones } from "../../app/Parts";
import type { DesignDraft } from "../../model/designer/documents";
import { fieldNames, unitsAt } from "../../model/designer/formulaText";
import { openEditor } from "./editor";
import { FunctionList, signatureOf } from "./FunctionList";
import { Results } from "./Results";

type Props = { draft: DesignDraft; row?: string; text: string; onApply: (text: string) => void; onClose: () => void };
const SETTLE_MS = 150;

export default function FormulaDialog({ draft, row, text, onApply, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<ReturnType<typeof openEditor>>(null);
  const [typed, setTyped] = useState(text);
  const [search, setSearch] = useState("");
  const functions = useQuery({
    queryKey: ["functions", i18n.language],
    queryFn: listFunctions,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const fields = useMemo(() => fieldNames(draft, row, i18n.language), [draft, row, i18n.language]);
  const known = functions.data?.items;
  const first = useRef(text);
  // The text is the editor's own once it is open.
  useEffect(() => {
    if (!place.current || !known) return;
    const help = known.map((one) => ({ name: one.name, help: one.help, signature: signatureOf(one) }));
    const opened = openEditor(
      place.current,
      first.current,
      t("design.formula.label"),
      { fields, functions: help },
      setTyped,
    );
    editor.current = opened;
    return opened.close;
  }, [known, fields, t]);
  const settled = useDebounced(typed, SETTLE_MS);
  const entity = draft.entity["x-entity"].key;
  const entities = [draft.entity, ...Object.values(draft.rows)] as unknown as Json[];
  const check = useQuery({
    queryKey: ["formula check", entity, row, settled, entities],
    queryFn: ({ signal }) =>
      checkFormula({ entity, ...(row !== undefined && { row }), text: settled, entities }, signal),
    enabled: settled.trim() !== "",
    retry: false,
  });
  const issues = settled.trim() === "" ? [] : (check.data?.issues ?? []);
  useEffect(() => {
    editor.current?.showFaults(
      issues.map((issue) => ({
        from: unitsAt(settled, issue.start),
        to: unitsAt(settled, issue.end),
        message: issue.message,
      })),
    );
  }, [issues, settled]);
  const apply = () => {
    onApply(typed.trim());
    onClose();
  };
  return (
    <Modal
      open
      width={860}
      title={t("design.formula.title")}
      okText={t("design.formula.apply")}
      cancelText={t("common.cancel")}
      onOk={apply}
      onCancel={onClose}
      // Esc closes what is offered for completion; what was typed is not lost by it.
      keyboard={false}
      destroyOnHidden
    >
      <div className="fwd-formula">
        <div className="fwd-formula-main">
          {!known && <Bones count={2} />}
          <div ref={place} className="fwd-editor" />
          <div className="fwd-formula-state" role="status">
            {settled.trim() === "" ? (
              <span className="fw-muted">{t("design.formula.empty")}</span>
            ) : issues.length > 0 ? (
              issues.map((issue) => (
                <span key={`${issue.start} ${issue.code}`} className="fw-field-issue">
                  {t("design.formula.at", { at: issue.start + 1, message: issue.message })}
                </span>
              ))
            ) : (
              check.data?.type && (
                <span className="fwd-sound">{t("design.formula.yields", { type: check.data.type.label })}</span>
              )
            )}
          </div>
          <Results entity={entity} row={row} text={settled} sound={check.isSuccess && issues.length === 0} />
        </div>
        <div className="fwd-formula-side">
          <h3>{t("design.formula.fields")}</h3>
          <div className="fwd-formula-fields">
            {fields.map((field) => (
              <button
                key={field.path}
                type="button"
                className="fw-plain fwd-chip"
                onClick={() => editor.current?.insert(`{${field.path}}`)}
              >
                {field.label}
              </button>
            ))}
          </div>
          <h3>{t("design.formula.functions")}</h3>
          <Input
            size="small"
            allowClear
            aria-label={t("design.formula.searchFunctions")}
            placeholder={t("design.formula.searchFunctions")}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <FunctionList functions={known ?? []} search={search} onPick={(name) => editor.current?.insert(`${name}(`)} />
        </div>
      </div>
    </Modal>
  );
}
