import { FileOutlined, FilePdfOutlined, PaperClipOutlined, PictureOutlined } from "@ant-design/icons";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileAddress, type Holder } from "../../../api/files";
import { type FileValue, filesOf, isPictured, sizeInWords } from "../../../model/files";
import type { CellProps } from "../../kind";
import { HeldBy } from "./HeldBy";
import "./files.css";

/** Pictures that a line of a list has room for. */
const IN_A_LINE = 3;

/** Files of a field: in a list small, on a page each with its name, to be opened or saved. */
export function FileCell({ field, value, place }: CellProps) {
  const holder = useContext(HeldBy);
  const files = filesOf(value);
  if (files.length === 0) return null;
  if (place === "list")
    return <Line files={files} field={field.key} holder={holder} pictured={field.kind !== "attachment"} />;
  return (
    <ul className="fw-files">
      {files.map((file) => (
        <li key={file.id} className="fw-file">
          <Picture file={file} field={field.key} holder={holder} />
          <FileName file={file} field={field.key} holder={holder} />
          {file.size > 0 && <span className="fw-muted">{sizeInWords(file.size)}</span>}
        </li>
      ))}
    </ul>
  );
}

type Shown = { field: string; holder: Holder | null };

function Line({ files, pictured, ...shown }: Shown & { files: FileValue[]; pictured: boolean }) {
  if (!pictured || !shown.holder) {
    return (
      <span className="fw-muted">
        <PaperClipOutlined /> {files.length}
      </span>
    );
  }
  return (
    <span className="fw-file-line">
      {files.slice(0, IN_A_LINE).map((file) => (
        <Picture key={file.id} file={file} {...shown} small />
      ))}
      {files.length > IN_A_LINE && <span className="fw-muted">+{files.length - IN_A_LINE}</span>}
    </span>
  );
}

/** The name is text, whatever it holds; a link saves the file, and opens what a browser may show. */
export function FileName({ file, field, holder }: Shown & { file: FileValue }) {
  const { t } = useTranslation();
  const name = file.name || t("files.unnamed");
  if (!holder) return <span className="fw-ellipsis">{name}</span>;
  return (
    <a
      className="fw-ellipsis"
      href={fileAddress(holder, field, file.id, isPictured(file) ? { inline: 1 } : {})}
      target="_blank"
      rel="noopener noreferrer"
      title={name}
      onClick={(event) => event.stopPropagation()}
    >
      {name}
    </a>
  );
}

export function Picture({
  file,
  field,
  holder,
  small,
  local,
}: Shown & { file: FileValue; small?: boolean; local?: string }) {
  const [broken, setBroken] = useState(false);
  const source = local ?? (holder && isPictured(file) ? fileAddress(holder, field, file.id, { size: "thumb" }) : null);
  if (!source || broken) return <Sign type={file.type} />;
  return (
    <img
      className="fw-file-picture"
      data-small={small || undefined}
      src={source}
      alt={file.name}
      loading="lazy"
      decoding="async"
      onError={() => setBroken(true)}
    />
  );
}

function Sign({ type }: { type: string }) {
  if (type === "application/pdf") return <FilePdfOutlined className="fw-file-sign" />;
  return type.startsWith("image/") ? (
    <PictureOutlined className="fw-file-sign" />
  ) : (
    <FileOutlined className="fw-file-sign" />
  );
}
