import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ItemKey, searchItems } from "../../model/designer/palette";
import { KindIcon } from "./KindIcon";

/** What `/` opens: type two letters, Enter. It is there with the key that opened it, so that no letter is lost. */
export function AddMenu({ onAdd, onClose }: { onAdd: (item: ItemKey) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const items = searchItems(typed, (key) => t(`design.kind.${key}`));
  const chosen = items[Math.min(at, items.length - 1)];
  const add = (item: ItemKey) => {
    onClose();
    onAdd(item);
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(items.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && chosen) add(chosen.key);
    else return;
    event.preventDefault();
  };
  return (
    <div className="fwd-add-veil">
      <button type="button" className="fw-plain" aria-label={t("design.close")} onClick={onClose} />
      <div className="fwd-add" role="dialog" aria-modal="true" aria-label={t("design.addTitle")}>
        <input
          // biome-ignore lint/a11y/noAutofocus: somebody asked for it by a key and goes on typing
          autoFocus
          className="fwd-name-input"
          aria-label={t("design.paletteSearch")}
          placeholder={t("design.paletteSearch")}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <div className="fwd-add-list">
          {items.length === 0 && <p className="fw-muted">{t("design.paletteNothing")}</p>}
          {items.map((item) => (
            <button
              key={item.key}
              type="button"
              className="fw-plain fwd-item"
              data-active={item === chosen || undefined}
              onClick={() => add(item.key)}
            >
              <KindIcon item={item.key} />
              {t(`design.kind.${item.key}`)}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}
