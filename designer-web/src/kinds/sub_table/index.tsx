import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { asList } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { HeldBy } from "../parts/files/HeldBy";
import { DetailRows } from "./DetailRows";

function Cell({ field, value, place }: CellProps) {
  const { t } = useTranslation();
  const holder = useContext(HeldBy);
  const rows = asList(value);
  if (rows.length === 0) return null;
  if (place === "list") return t("form.rows", { count: rows.length });
  return (
    <HeldBy value={holder && { ...holder, table: field.key }}>
      <DetailRows field={field} rows={rows} />
    </HeldBy>
  );
}

export const look: Look = { Cell, wide: true };
