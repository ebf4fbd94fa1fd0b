/** Empty and broken states, skeletons, and people. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "./hooks";

type Art = "plain" | "list" | "search" | "lock" | "broken" | "done";

export function Empty({
  title,
  hint,
  children,
  art = children ? "list" : "plain",
  heading: Heading = "h2",
}: {
  title: string;
  hint?: string;
  children?: ReactNode;
  art?: Art;
  /** On a page without a heading of its own the empty state is it. */
  heading?: "h1" | "h2";
}) {
  return (
    <div className="fw-empty">
      <Drawing art={art} />
      <Heading>{title}</Heading>
      {hint && <p className="fw-muted">{hint}</p>}
      {children && <div className="fw-empty-actions">{children}</div>}
    </div>
  );
}

function Drawing({ art }: { art: Art }) {
  return (
    <svg width="120" height="84" viewBox="0 0 120 84" fill="none" aria-hidden="true">
      <ellipse cx="60" cy="76" rx="46" ry="6" fill="#e9eef6" />
      <rect x="26" y="10" width="68" height="62" rx="6" fill="#fff" stroke="#c9d6ea" strokeWidth="1.5" />
      <rect x="36" y="22" width="26" height="6" rx="3" fill="#bcd2f5" />
      <rect x="36" y="36" width="48" height="4" rx="2" fill="#e1e8f2" />
      <rect x="36" y="46" width="40" height="4" rx="2" fill="#e1e8f2" />
      <rect x="36" y="56" width="32" height="4" rx="2" fill="#e1e8f2" />
      {art === "search" && (
        <g stroke="#0958d9" strokeWidth="3">
          <circle cx="88" cy="56" r="11" fill="#f0f6ff" />
          <path d="m96 64 9 9" strokeLinecap="round" />
        </g>
      )}
      {art === "lock" && (
        <g>
          <rect x="78" y="50" width="24" height="19" rx="4" fill="#0958d9" />
          <path d="M83 50v-5a7 7 0 0 1 14 0v5" stroke="#0958d9" strokeWidth="3" />
        </g>
      )}
      {art === "broken" && (
        <g>
          <circle cx="92" cy="58" r="12" fill="#ad6800" />
          <path d="M92 51.5v7.5M92 63.8v.4" stroke="#fff" strokeWidth="2.8" strokeLinecap="round" />
        </g>
      )}
      {art === "done" && (
        <g>
          <circle cx="92" cy="58" r="12" fill="#237804" />
          <path d="m86.5 58.5 4 4 7-8" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" />
        </g>
      )}
      {art === "list" && (
        <g>
          <circle cx="92" cy="58" r="12" fill="#0958d9" />
          <path d="M92 52v12M86 58h12" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" />
        </g>
      )}
    </svg>
  );
}

type BrokenProps = { reason: unknown; retry?: () => void; heading?: "h1" | "h2" };

export function Broken({ reason, retry, heading }: BrokenProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <Empty title={t("list.failed")} hint={problemText(reason)} art="broken" heading={heading}>
      {retry && <Button onClick={retry}>{t("common.retry")}</Button>}
    </Empty>
  );
}

export function Bones({ count = 5, height = 12, gap = 16 }: { count?: number; height?: number; gap?: number }) {
  return (
    <div style={{ display: "grid", gap, padding: 20 }} role="presentation">
      {Array.from({ length: count }, (_, at) => (
        <span key={at} className="fw-bone" style={{ height, width: `${92 - ((at * 37) % 45)}%` }} />
      ))}
    </div>
  );
}

const AVATARS = ["#0958d9", "#08737a", "#7a3bb8", "#a8480a", "#2f6b12", "#b01857", "#3c5a99"];

export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const initial = /^[\x20-\x7e]/.test(name) ? name.slice(0, 1).toUpperCase() : name.slice(-1);
  return (
    <span
      className="fw-avatar"
      aria-hidden="true"
      style={{ background: AVATARS[sum % AVATARS.length], width: size, height: size, fontSize: size * 0.46 }}
    >
      {initial}
    </span>
  );
}

export function PersonName({ name }: { name: string }) {
  return (
    <span className="fw-person">
      <Avatar name={name} size={20} />
      <span className="fw-ellipsis">{name}</span>
    </span>
  );
}

export function Chip({ text, color, shape }: { text: string; color?: string | null; shape?: "tag" }) {
  return (
    <span className="fw-chip" data-color={color ?? undefined} data-shape={shape} title={text}>
      <span className="fw-ellipsis">{text}</span>
    </span>
  );
}
