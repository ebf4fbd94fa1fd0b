/**
 * Files on their way to and from the server.
 *
 * Shape:  `uploadFile(file, …) → StoredFile`, with progress from 0 to 1; a rejected promise is a `Failure`, or an `AbortError`.
 */
import { apiPath, failureOf, ownHeaders } from "./client";
import type { components } from "./generated";

export type StoredFile = components["schemas"]["FileView"];
/** The record that holds a file; `table` is the sub-table whose row does. */
export type Holder = { entity: string; record: string; table?: string };

type Watch = { onProgress: (share: number) => void; signal: AbortSignal };

/** `fetch` tells nothing of what was sent so far, so this is the one place that does without it. */
export function uploadFile(file: File, { onProgress, signal }: Watch): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", apiPath("/files", { name: file.name }));
    const headers = {
      ...ownHeaders(),
      "Content-Type": "application/octet-stream",
      "Idempotency-Key": crypto.randomUUID(),
    };
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    sending.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    sending.onload = () => {
      if (sending.status === 201) resolve(JSON.parse(sending.responseText) as StoredFile);
      else reject(failureOf(sending.status, sending.responseText));
    };
    sending.onerror = () => reject(failureOf(0, ""));
    sending.onabort = () => reject(new DOMException("given up", "AbortError"));
    signal.addEventListener("abort", () => sending.abort());
    sending.send(file);
  });
}

/** Where a file of a record is. */
export function fileAddress(
  { entity, record, table }: Holder,
  field: string,
  file: string,
  query: { size?: "thumb" | "preview"; inline?: 1 } = {},
): string {
  const path = table ? `${table}.${field}` : field;
  const parts = ["entities", entity, "records", record, "files", path, file].map(encodeURIComponent);
  return apiPath(`/${parts.join("/")}`, query);
}
