import { SearchOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Bones } from "../../app/Parts";
import { useComposition } from "../../kinds/parts/useComposition";
import { Results } from "./Results";
import { useGlobalSearch } from "./useSearch";
import "./search.css";

/** Ctrl+K: type, arrow, Enter. Typing with an input method searches only what is committed. */
export default function SearchPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const { composing, handlers } = useComposition();
  const { q, search, found } = useGlobalSearch(typed, composing);
  useEffect(() => dialog.current?.showModal(), []);

  const open = () => {
    const one = found[Math.min(active, found.length - 1)];
    if (!one) return;
    onClose();
    if (one.kind === "record")
      void navigate({ to: "/record/$entity/$id", params: { entity: one.entity, id: one.id }, search: {} });
    else void navigate({ to: "/app/$app/$view", params: { app: one.app, view: one.view }, search: {} });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((now) => (now + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === "Enter") open();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a dialog by itself
    <dialog
      ref={dialog}
      className="fw-palette"
      aria-label={t("shell.search")}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="fw-palette-body" {...handlers}>
        <div className="fw-palette-line">
          <SearchOutlined />
          <input
            type="text"
            aria-label={t("shell.search")}
            placeholder={t("shell.searchHint")}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
          <kbd>Esc</kbd>
        </div>
        {q && search.isPending ? (
          <Bones count={4} />
        ) : found.length > 0 ? (
          <Results
            found={found}
            q={q}
            active={Math.min(active, found.length - 1)}
            onHover={setActive}
            onOpen={onClose}
          />
        ) : (
          <p className="fw-palette-none fw-muted">{q ? t("shell.searchNothing", { q }) : t("shell.searchStart")}</p>
        )}
      </div>
    </dialog>
  );
}
