import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useFailureToast } from "../../app/hooks";

/** Two tabs, or a colleague: somebody decides, and nothing is lost unasked. */
export function ConflictNotice({ onMine, onTheirs }: { onMine: () => void; onTheirs: () => Promise<void> }) {
  const { t } = useTranslation();
  const fail = useFailureToast();
  return (
    <div className="fwd-conflict" role="alert">
      <strong>{t("design.conflictTitle")}</strong>
      <span className="fw-grow">{t("design.conflictHint")}</span>
      <Button onClick={() => void onTheirs().catch(fail)}>{t("design.theirs")}</Button>
      <Button type="primary" onClick={onMine}>
        {t("design.mine")}
      </Button>
    </div>
  );
}
