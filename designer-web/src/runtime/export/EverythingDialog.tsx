import { useTranslation } from "react-i18next";
import { everythingAddress, getEverything, startEverything } from "../../api/transfer";
import { ExportModal } from "./ExportModal";

/** All that a person may export, so that nobody is ever locked in. */
export default function EverythingDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <ExportModal
      title={t("exporting.everything")}
      start={startEverything}
      ask={getEverything}
      address={everythingAddress}
      onClose={onClose}
    >
      <p>{t("exporting.everythingHint")}</p>
    </ExportModal>
  );
}
