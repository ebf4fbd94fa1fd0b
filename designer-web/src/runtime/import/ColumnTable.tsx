import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Field, ImportColumn } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { LookupSelect } from "./LookupSelect";

const SURE = 0.75;
const SKIP = "";

type Props = {
  columns: ImportColumn[];
  fields: Field[];
  onMap: (column: number, field: string | null) => void;
  onLookup: (column: number, lookup: string | null) => void;
};

/** One line a column of the file: what it is called, what stands in it, where it goes. */
export function ColumnTable({ columns, fields, onMap, onLookup }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const targetOf = (column: ImportColumn) => fields.find((field) => field.key === column.field)?.target;
  const options = [
    { value: SKIP, label: t("importing.skipColumn") },
    ...fields.map((field) => ({ value: field.key, label: `${label(field)}${field.required ? " *" : ""}` })),
  ];
  return (
    <table className="fw-import-columns">
      <thead>
        <tr>
          <th>{t("importing.columnInFile")}</th>
          <th>{t("importing.samples")}</th>
          <th>{t("importing.goesTo")}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map((column) => (
          <tr key={column.column} data-skipped={column.field === null || undefined}>
            <td>
              <strong>{column.header || `#${column.column + 1}`}</strong>
            </td>
            <td className="fw-muted">
              <span className="fw-import-samples">{column.samples.filter(Boolean).slice(0, 3).join(" · ")}</span>
            </td>
            <td>
              <span className="fw-row fw-import-goes-to">
                <Select
                  aria-label={`${column.header} ${t("importing.goesTo")}`}
                  value={column.field ?? SKIP}
                  options={options}
                  showSearch={{ optionFilterProp: "label" }}
                  onChange={(field) => onMap(column.column, field || null)}
                />
                <LookupSelect
                  target={targetOf(column)}
                  column={column}
                  onChange={(lookup) => onLookup(column.column, lookup)}
                />
                {column.field !== null && (column.confidence ?? 1) < SURE && (
                  <span className="fw-chip" data-color="gold">
                    {t("importing.guess")}
                  </span>
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
