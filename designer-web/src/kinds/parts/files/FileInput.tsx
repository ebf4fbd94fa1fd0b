import { CameraOutlined, CloseOutlined, DeleteOutlined, ReloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { type ClipboardEvent, type DragEvent, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../../app/hooks";
import { acceptOf, sizeInWords } from "../../../model/files";
import type { InputProps } from "../../kind";
import { FileName, Picture } from "./FileCell";
import { HeldBy } from "./HeldBy";
import { type Upload, useUploads } from "./useUploads";
import "./files.css";

/** Takes files by choice, drop, paste and, on a phone, from its camera. */
export function FileInput({ field, value, onChange, label, id }: InputProps) {
  const { t } = useTranslation();
  const phone = usePhone();
  const holder = useContext(HeldBy);
  const picker = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { files, uploads, local, add, retry, dismiss, remove } = useUploads(field, value, onChange);
  const full = field.most_files !== undefined && files.length >= field.most_files;
  const pictures = field.file_types?.every((type) => type.startsWith("image/")) && field.file_types.length > 0;
  const take = (chosen: FileList | null) => add(Array.from(chosen ?? []));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const paste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    take(event.clipboardData.files);
  };
  const chosen = (event: { target: HTMLInputElement }) => {
    take(event.target.files);
    event.target.value = "";
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of files with a button of its own, where files are dropped and pasted
    <div role="group" aria-label={label} onPaste={paste} className="fw-files">
      {files.map((file) => (
        <div key={file.id} className="fw-file">
          <Picture file={file} field={field.key} holder={local[file.id] ? null : holder} local={local[file.id]} />
          <FileName file={file} field={field.key} holder={local[file.id] ? null : holder} />
          {file.size > 0 && <span className="fw-muted">{sizeInWords(file.size)}</span>}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("files.remove", { name: file.name })}
            onClick={() => remove(file.id)}
          />
        </div>
      ))}
      {uploads.map((upload) => (
        <Pending key={upload.key} upload={upload} onRetry={() => retry(upload)} onDismiss={() => dismiss(upload.key)} />
      ))}
      {!full && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside are the way for keyboard and touch
        <div
          className="fw-file-drop"
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <Button id={id} icon={<UploadOutlined />} onClick={() => picker.current?.click()}>
            {t("files.pick")}
          </Button>
          {phone && pictures && (
            <Button icon={<CameraOutlined />} onClick={() => camera.current?.click()}>
              {t("files.camera")}
            </Button>
          )}
          {!phone && <span className="fw-muted">{t("files.hint")}</span>}
          <input
            ref={picker}
            type="file"
            hidden
            multiple={field.most_files !== 1}
            accept={acceptOf(field)}
            aria-label={t("files.pickFor", { label })}
            onChange={chosen}
          />
          <input
            ref={camera}
            type="file"
            hidden
            accept="image/*"
            capture="environment"
            aria-label={t("files.cameraFor", { label })}
            onChange={chosen}
          />
        </div>
      )}
    </div>
  );
}

type PendingProps = { upload: Upload; onRetry: () => void; onDismiss: () => void };

function Pending({ upload, onRetry, onDismiss }: PendingProps) {
  const { t } = useTranslation();
  const { file, share, wrong } = upload;
  return (
    <div className="fw-file">
      <span className="fw-ellipsis">{file.name}</span>
      {wrong ? (
        <span className="fw-field-issue" role="alert">
          {wrong}
        </span>
      ) : (
        <Progress className="fw-file-progress" size="small" percent={Math.round(share * 100)} aria-label={file.name} />
      )}
      {wrong && <Button type="text" icon={<ReloadOutlined />} aria-label={t("common.retry")} onClick={onRetry} />}
      <Button
        type="text"
        icon={<CloseOutlined />}
        aria-label={t(wrong ? "files.dismiss" : "files.cancel", { name: file.name })}
        onClick={onDismiss}
      />
    </div>
  );
}
