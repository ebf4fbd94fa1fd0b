/** What can be put on the form: dragged, clicked, or found by typing. */

import { useDraggable } from "@dnd-kit/react";
import { Input } from "antd";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { GROUPS, type ItemKey, searchItems } from "../../model/designer/palette";
import type { Source } from "./context";
import { KindIcon } from "./KindIcon";

export const Palette = memo(function Palette({ onAdd }: { onAdd: (item: ItemKey) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const found = new Set(searchItems(typed, (key) => t(`design.kind.${key}`)).map((item) => item.key));
  return (
    <aside className="fwd-palette" aria-label={t("design.palette")}>
      <Input
        allowClear
        aria-label={t("design.paletteSearch")}
        placeholder={t("design.paletteSearch")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {found.size === 0 && <p className="fw-muted">{t("design.paletteNothing")}</p>}
      {GROUPS.map((group) => {
        const items = group.items.filter((item) => found.has(item.key));
        if (items.length === 0) return null;
        return (
          <div key={group.key} className="fwd-palette-group">
            <h3>{t(`design.group.${group.key}`)}</h3>
            <div className="fwd-palette-items">
              {items.map((item) => (
                <PaletteItem key={item.key} item={item.key} onAdd={onAdd} />
              ))}
            </div>
          </div>
        );
      })}
    </aside>
  );
});

function PaletteItem({ item, onAdd }: { item: ItemKey; onAdd: (item: ItemKey) => void }) {
  const { t } = useTranslation();
  const source: Source = { from: "palette", item };
  const { ref } = useDraggable({ id: `new ${item}`, data: source });
  return (
    <button ref={ref} type="button" className="fw-plain fwd-item" data-item={item} onClick={() => onAdd(item)}>
      <KindIcon item={item} />
      <span className="fw-ellipsis" title={t(`design.kind.${item}`)}>
        {t(`design.kind.${item}`)}
      </span>
    </button>
  );
}
