import { useTranslation } from "react-i18next";
import type { CellProps, Look } from "../kind";

function Cell({ value }: CellProps) {
  const { t } = useTranslation();
  if (typeof value !== "boolean") return null;
  return <span className={value ? undefined : "fw-muted"}>{value ? `✓ ${t("common.yes")}` : t("common.no")}</span>;
}

export const look: Look = { Cell };
