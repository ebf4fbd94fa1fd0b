import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";

type Props = {
  between: boolean;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  children: (value: Json | undefined, onChange: (value: Json | undefined) => void) => ReactNode;
};

/** One input, or two of them for "between". */
export function Ends({ between, value, onChange, children }: Props) {
  const { t } = useTranslation();
  if (!between) return <>{children(value, onChange)}</>;
  const [from, to] = Array.isArray(value) ? value : [];
  return (
    <span className="fw-row">
      {children(from, (next) => onChange([next ?? null, to ?? null]))}
      <span className="fw-muted">{t("list.to")}</span>
      {children(to, (next) => onChange([from ?? null, next ?? null]))}
    </span>
  );
}
