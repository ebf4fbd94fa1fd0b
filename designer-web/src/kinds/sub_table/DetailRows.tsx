import type { Field, Json } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { asObject, asText } from "../../model/value";
import { lookOf } from "..";
import "./sub_table.css";

/** The rows of details as a small table; on a phone each row is a block. */
export function DetailRows({ field, rows }: { field: Field; rows: Json[] }) {
  const label = useLabel();
  const columns = field.fields ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="fw-details" tabIndex={0} aria-label={label(field)}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} data-align={lookOf(column).align}>
                {label(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={asText(asObject(row).id) || String(at)}>
              {columns.map((column) => {
                const { Cell, align } = lookOf(column);
                return (
                  <td key={column.key} data-align={align} data-label={label(column)}>
                    <Cell field={column} value={asObject(row)[column.key]} place="list" />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
