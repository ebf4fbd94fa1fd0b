import { useTranslation } from "react-i18next";
import { asList } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { DetailRows } from "./DetailRows";

function Cell({ field, value, place }: CellProps) {
  const { t } = useTranslation();
  const rows = asList(value);
  if (rows.length === 0) return null;
  return place === "list" ? t("form.rows", { count: rows.length }) : <DetailRows field={field} rows={rows} />;
}

export const look: Look = { Cell, wide: true };
