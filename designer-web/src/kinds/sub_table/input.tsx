import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { cellIssues } from "../../model/issue";
import { asList, asObject, asText, isWritable } from "../../model/value";
import { kindOf } from "..";
import type { InputProps } from "../kind";
import { HeldBy } from "../parts/files/HeldBy";
import { TextFilter } from "../parts/TextLine";
import "./sub_table.css";

/** Rows of details, typed in place. Rows keep their id, so that the server merges them instead of replacing. */
export function Input({ field, value, onChange, issues = [], label }: InputProps) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const holder = useContext(HeldBy);
  const rows = asList(value).map(asObject);
  const columns = (field.fields ?? []).filter(isWritable);
  const change = (at: number, key: string, cell: Json | undefined) =>
    onChange(rows.map((row, other) => (other === at ? { ...row, [key]: cell } : row)));
  return (
    <div>
      {rows.length > 0 && (
        <div className="fw-details fw-details-input">
          <table aria-label={label}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key}>{labelOf(column)}</th>
                ))}
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <tr key={asText(row.id) || `new-${at}`}>
                  {columns.map((column) => {
                    const { Input: CellInput } = kindOf(column);
                    const wrong = cellIssues(issues, at, column.key);
                    return (
                      <td key={column.key} data-label={labelOf(column)}>
                        <Suspense fallback={<span className="fw-bone" style={{ height: 30 }} />}>
                          <HeldBy value={holder && { ...holder, table: field.key }}>
                            <CellInput
                              entity={field.target ?? ""}
                              field={column}
                              label={`${labelOf(column)} ${at + 1}`}
                              value={row[column.key]}
                              issues={wrong}
                              onChange={(cell) => change(at, column.key, cell)}
                            />
                          </HeldBy>
                        </Suspense>
                        {wrong.map((issue) => (
                          <span key={issue.code} className="fw-field-issue">
                            {issue.message}
                          </span>
                        ))}
                      </td>
                    );
                  })}
                  <td>
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t("form.removeRow")}
                      onClick={() => onChange(rows.toSpliced(at, 1))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Button
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => onChange([...rows, {}])}
        block
        style={{ marginTop: rows.length ? 8 : 0 }}
      >
        {t("form.addRow")}
      </Button>
    </div>
  );
}

export const Filter = TextFilter;
