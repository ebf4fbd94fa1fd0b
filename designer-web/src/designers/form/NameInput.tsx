import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

/** A name that is typed over at once: everything is selected. Enter and leaving keep it, Esc does not. */
export function NameInput({ name, onDone }: { name: string; onDone: (text: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const finish = (text: string) => {
    if (done.current) return;
    done.current = true;
    onDone(text);
  };
  return (
    <input
      ref={input}
      className="fwd-name-input"
      aria-label={t("design.nameOf")}
      defaultValue={name}
      onClick={(event) => event.stopPropagation()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") finish(event.currentTarget.value);
        if (event.key === "Escape") finish("");
      }}
    />
  );
}
