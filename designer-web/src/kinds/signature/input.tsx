import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type SignaturePad from "signature_pad";
import type { InputProps } from "../kind";
import { FileInput } from "../parts/files/FileInput";
import { useUploads } from "../parts/files/useUploads";
import { TextFilter } from "../parts/TextLine";

/** A signature is drawn with finger, pen or mouse; one that is there is shown, and drawn anew once it was removed. */
export function Input(props: InputProps) {
  const { files, uploads, add, retry } = useUploads(props.field, props.value, props.onChange);
  if (files.length > 0) return <FileInput {...props} />;
  const [upload] = uploads;
  return (
    <>
      <Pad label={props.label} busy={upload !== undefined && upload.wrong === ""} onDone={(file) => add([file])} />
      {upload?.wrong && (
        <span className="fw-field-issue" role="alert">
          {upload.wrong} <Retry onRetry={() => retry(upload)} />
        </span>
      )}
    </>
  );
}

function Retry({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Button type="link" size="small" onClick={onRetry}>
      {t("common.retry")}
    </Button>
  );
}

function Pad({ label, busy, onDone }: { label: string; busy: boolean; onDone: (file: File) => void }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    let gone = false;
    void import("signature_pad").then(({ default: Pad }) => {
      const surface = canvas.current;
      if (gone || !surface) return;
      // As many points as the screen has, or the line is seen as steps.
      const ratio = Math.max(window.devicePixelRatio, 1);
      surface.width = surface.offsetWidth * ratio;
      surface.height = surface.offsetHeight * ratio;
      surface.getContext("2d")?.scale(ratio, ratio);
      pad.current = new Pad(surface);
      pad.current.addEventListener("endStroke", () => setDrawn(true));
    });
    return () => {
      gone = true;
      pad.current?.off();
    };
  }, []);
  const clear = () => {
    pad.current?.clear();
    setDrawn(false);
  };
  const done = () =>
    canvas.current?.toBlob((blob) => {
      if (blob) onDone(new File([blob], `${t("files.signature")}.png`, { type: "image/png" }));
    }, "image/png");
  return (
    <div>
      <canvas ref={canvas} className="fw-sign-pad" role="img" aria-label={t("files.signFor", { label })} />
      <div className="fw-row">
        <Button onClick={clear} disabled={!drawn || busy}>
          {t("files.signAgain")}
        </Button>
        <Button type="primary" onClick={done} disabled={!drawn} loading={busy}>
          {t("files.signDone")}
        </Button>
      </div>
    </div>
  );
}

export const Filter = TextFilter;
