import { Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { everythingAddress, getEverything, startComplete, startEverything } from "../../api/transfer";
import { useMe } from "../../app/hooks";
import { ExportModal } from "./ExportModal";

/** To read on, or to become another installation. */
type Extent = "readable" | "complete";

/** All that a person may export, so that nobody is ever locked in; administrators take the whole house along. */
export default function EverythingDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { admin } = useMe();
  const [extent, setExtent] = useState<Extent>("readable");
  const complete = extent === "complete";
  return (
    <ExportModal
      title={t("exporting.everything")}
      start={complete ? startComplete : startEverything}
      ask={getEverything}
      address={everythingAddress}
      onClose={onClose}
      formatless={complete}
    >
      {admin && (
        <Radio.Group className="fw-choices" value={extent} onChange={(event) => setExtent(event.target.value)}>
          <Radio value="readable">{t("exporting.readable")}</Radio>
          <Radio value="complete">{t("exporting.complete")}</Radio>
        </Radio.Group>
      )}
      <p>{t(complete ? "exporting.completeHint" : "exporting.everythingHint")}</p>
    </ExportModal>
  );
}
