/** Uploads of one field: those under way and those that failed, beside the files it holds. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Json } from "../../../api/contract";
import { uploadFile } from "../../../api/files";
import { useProblemText } from "../../../app/hooks";
import { type FileValue, filesOf, refusalOf, toValue } from "../../../model/files";

export type Upload = { key: string; file: File; share: number; wrong: string };

type Uploads = {
  files: FileValue[];
  uploads: Upload[];
  /** Addresses of pictures that were chosen here, by the id of their file. */
  local: Record<string, string>;
  add: (chosen: Iterable<File>) => void;
  retry: (upload: Upload) => void;
  dismiss: (key: string) => void;
  remove: (id: string) => void;
};

export function useUploads(
  field: Field,
  value: Json | undefined,
  onChange: (value: Json | undefined) => void,
): Uploads {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const [local, setLocal] = useState<Record<string, string>>({});
  const running = useRef(new Map<string, AbortController>());
  const made = useRef<string[]>([]);
  // Several uploads end between two renders; each goes on from what the one before left.
  const latest = useRef(filesOf(value));
  latest.current = filesOf(value);

  useEffect(
    () => () => {
      for (const one of running.current.values()) one.abort();
      for (const address of made.current) URL.revokeObjectURL(address);
    },
    [],
  );

  const set = (key: string, part: Partial<Upload>) =>
    setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const dismiss = (key: string) => {
    running.current.get(key)?.abort();
    running.current.delete(key);
    setUploads((all) => all.filter((one) => one.key !== key));
  };
  const change = (files: FileValue[]) => {
    latest.current = files;
    onChange(toValue(files));
  };

  const send = async ({ key, file }: Upload) => {
    const control = new AbortController();
    running.current.set(key, control);
    set(key, { wrong: "", share: 0 });
    try {
      const stored = await uploadFile(file, { signal: control.signal, onProgress: (share) => set(key, { share }) });
      if (file.type.startsWith("image/")) {
        const address = URL.createObjectURL(file);
        made.current.push(address);
        setLocal((all) => ({ ...all, [stored.id]: address }));
      }
      const { id, name, size, type } = stored;
      change([...latest.current, { id, name, size, type }]);
      dismiss(key);
    } catch (reason) {
      if (!control.signal.aborted) set(key, { wrong: problemText(reason) });
    }
  };

  const add = (chosen: Iterable<File>) => {
    let held = latest.current.length + running.current.size;
    for (const file of chosen) {
      const refused = refusalOf(field, held, file);
      const upload = { key: crypto.randomUUID(), file, share: 0, wrong: refused ? t(refused.text, refused) : "" };
      setUploads((all) => [...all, upload]);
      if (refused) continue;
      held += 1;
      void send(upload);
    }
  };

  const remove = (id: string) => change(latest.current.filter((file) => file.id !== id));
  return { files: latest.current, uploads, local, add, retry: (upload) => void send(upload), dismiss, remove };
}
