import { FunctionOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DesignDraft } from "../../model/designer/documents";

const FormulaDialog = lazy(() => import("../formula/FormulaDialog"));

type Props = { draft: DesignDraft; row?: string; text: string; onChange: (text: string) => void };

/** A formula in one line; the editor opens on a click. */
export function FormulaField({ draft, row, text, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button block icon={<FunctionOutlined />} onClick={() => setOpen(true)}>
        <span className="fw-ellipsis">{text || t("design.formula.open")}</span>
      </Button>
      {open && (
        <Suspense>
          <FormulaDialog draft={draft} row={row} text={text} onApply={onChange} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
