import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Panels } from "../../model/designer/documents";
import { freeKey, takenKeys } from "../../model/designer/keys";
import { labelOf } from "../../model/label";
import { naming, useHands } from "./context";

/** The pages of tabs or steps: named, added, taken away; what lies in one that goes is kept in the first. */
export function PanelList({ block }: { block: Panels }) {
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const add = () => {
    const key = freeKey(`${block.key}_${block.panels.length + 1}`, takenKeys(hands.now()));
    const labels = naming(block.type === "tabs" ? "panel" : "step", block.panels.length + 1);
    hands.edit({ kind: "panel-added", reference: block.key, key, labels });
  };
  return (
    <span className="fwd-options">
      {block.panels.map((panel) => (
        <span key={panel.key} className="fw-row">
          <Input
            size="small"
            aria-label={t("design.nameOf")}
            value={labelOf(panel, i18n.language)}
            onChange={(event) =>
              hands.edit(
                { kind: "renamed", reference: panel.key, locale: i18n.language, text: event.target.value },
                `rename ${panel.key}`,
              )
            }
          />
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("design.remove")}
            disabled={block.panels.length === 1}
            onClick={() => hands.edit({ kind: "panel-removed", reference: block.key, key: panel.key })}
          />
        </span>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={add}>
        {t("design.property.addPanel")}
      </Button>
    </span>
  );
}
