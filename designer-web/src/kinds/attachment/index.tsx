import { PaperClipOutlined } from "@ant-design/icons";
import { asList, asObject, asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ value, place }: CellProps) {
  const files = asList(value).map(asObject);
  if (files.length === 0) return null;
  if (place === "list") {
    return (
      <span className="fw-muted">
        <PaperClipOutlined /> {files.length}
      </span>
    );
  }
  return (
    <span style={{ display: "grid", gap: 4 }}>
      {files.map((file) => (
        <span key={asText(file.id)} className="fw-ellipsis">
          <PaperClipOutlined /> {asText(file.name)}
        </span>
      ))}
    </span>
  );
}

export const look: Look = { Cell };
