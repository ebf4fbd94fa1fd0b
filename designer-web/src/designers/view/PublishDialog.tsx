import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel, useProblemText } from "../../app/hooks";
import { fieldOf } from "../../model/fields";
import type { ViewChange } from "../../model/viewChanges";
import type { Designing } from "./useViewDraft";

type Props = {
  entity: Entity;
  changes: ViewChange[];
  designing: Designing;
  onClose: () => void;
  onPublish: () => void;
};

/** What changes for everybody, in words, before it does. */
export function PublishDialog({ entity, changes, designing, onClose, onPublish }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const { save, issues } = designing;
  const line = useChangeText(entity);
  return (
    <Modal
      open
      title={t("viewDesign.publishTitle")}
      onCancel={onClose}
      footer={[
        <Button key="no" onClick={onClose}>
          {t("common.cancel")}
        </Button>,
        <Button key="yes" type="primary" loading={save.isPending} onClick={onPublish}>
          {t("viewDesign.publish")}
        </Button>,
      ]}
    >
      <div className="fw-stack">
        <ul className="fw-changes">
          {changes.map((change) => (
            <li key={change.kind}>{line(change)}</li>
          ))}
        </ul>
        {changes.length === 0 && <p className="fw-muted">{t("viewDesign.noChange")}</p>}
        {issues.length > 0 && (
          <div className="fw-alert" role="alert">
            {issues.map((issue) => (
              <div key={`${issue.pointer} ${issue.code}`}>{issue.message}</div>
            ))}
          </div>
        )}
        {save.isError && issues.length === 0 && (
          <div className="fw-alert" role="alert">
            {problemText(save.error)}
          </div>
        )}
      </div>
    </Modal>
  );
}

function useChangeText(entity: Entity): (change: ViewChange) => string {
  const { t } = useTranslation();
  const label = useLabel();
  const names = (keys: string[]) => keys.map((key) => label(fieldOf(entity, key) ?? { key })).join(t("common.listing"));
  return (change) => {
    switch (change.kind) {
      case "named":
        return t("viewDesign.changeNamed", { from: change.from, to: change.to });
      case "typed":
        return t("viewDesign.changeTyped", { from: t(`views.${change.from}`), to: t(`views.${change.to}`) });
      case "columnsAdded":
        return t("viewDesign.changeAdded", { fields: names(change.fields) });
      case "columnsRemoved":
        return t("viewDesign.changeRemoved", { fields: names(change.fields) });
      default:
        return t(`viewDesign.change_${change.kind}`);
    }
  };
}
