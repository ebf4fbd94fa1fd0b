/** Short notices at the bottom, with at most one action (撤销, 重试). */
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";

export type Toast = { id: number; text: string; tone: "plain" | "error"; action?: { label: string; run: () => void } };

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const SHOWN_MS = { plain: 4_000, withAction: 10_000 };

function set(next: Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number) => set(toasts.filter((toast) => toast.id !== id));

export function showToast(text: string, options: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  const toast: Toast = { id: nextId++, text, tone: "plain", ...options };
  set([...toasts.slice(-2), toast]);
  setTimeout(
    () => dismiss(toast.id),
    options.action || options.tone === "error" ? SHOWN_MS.withAction : SHOWN_MS.plain,
  );
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  const { t } = useTranslation();
  return (
    <div className="fw-toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div className="fw-toast" data-tone={toast.tone} key={toast.id}>
          <span>{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              className="fw-plain"
              onClick={() => {
                dismiss(toast.id);
                toast.action?.run();
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" className="fw-plain" aria-label={t("common.close")} onClick={() => dismiss(toast.id)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
