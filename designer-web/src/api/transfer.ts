/** Import and export. */
import { apiPath, request } from "./client";
import type {
  Export,
  ExportFormat,
  Filter,
  Import,
  ImportChange,
  ImportRow,
  ImportSample,
  Mapping,
  Page,
} from "./contract";

const base = (entity: string) => `/entities/${encodeURIComponent(entity)}`;

export function uploadImport(entity: string, file: File, mapping?: string): Promise<Import> {
  const body = new FormData();
  body.append("file", file);
  if (mapping) body.append("mapping", mapping);
  return request("POST", `${base(entity)}/imports`, { body });
}

export const getImport = (entity: string, id: string) => request<Import>("GET", `${base(entity)}/imports/${id}`);
export const changeImport = (entity: string, id: string, change: ImportChange) =>
  request<Import>("PATCH", `${base(entity)}/imports/${id}`, { body: change });
export const listImportRows = (entity: string, id: string, state: string | undefined, cursor?: string | null) =>
  request<Page<ImportRow>>("GET", `${base(entity)}/imports/${id}/rows`, { query: { state, limit: 50, cursor } });
export const applyImport = (entity: string, id: string) =>
  request<Import>("POST", `${base(entity)}/imports/${id}/apply`, { body: {} });
export const undoImport = (entity: string, id: string, keepEdited?: boolean) =>
  request<Import>("POST", `${base(entity)}/imports/${id}/undo`, {
    body: keepEdited === undefined ? {} : { keep_edited: keepEdited },
  });
export const refusedRowsAddress = (entity: string, id: string) => apiPath(`${base(entity)}/imports/${id}/refused`);
export const duplicateRowsAddress = (entity: string, id: string) => apiPath(`${base(entity)}/imports/${id}/duplicates`);
/** Rows drawn by chance, another time others. */
export const sampleImport = (entity: string, id: string, count: number) =>
  request<ImportSample>("GET", `${base(entity)}/imports/${id}/sample`, { query: { count } });
export const verifyImport = (entity: string, id: string, note: string) =>
  request<Import>("POST", `${base(entity)}/imports/${id}/verified`, { body: note ? { note } : {} });
export const listMappings = (entity: string) => request<Page<Mapping>>("GET", `${base(entity)}/mappings`);

export type ExportRequest = {
  format: ExportFormat;
  filter?: Filter | null;
  q?: string;
  fields?: string[];
  sort?: string[];
};
export const startExport = (entity: string, body: ExportRequest) =>
  request<Export>("POST", `${base(entity)}/exports`, { body });
export const getExport = (entity: string, id: string) => request<Export>("GET", `${base(entity)}/exports/${id}`);
export const exportFileAddress = (entity: string, id: string) => apiPath(`${base(entity)}/exports/${id}/file`);

/** All that the person may export, of every kind, as one ZIP file. */
export const startEverything = (format: ExportFormat) => request<Export>("POST", "/exports", { body: { format } });
/** Everything there is, to restore another installation from; for administrators. */
export const startComplete = () => request<Export>("POST", "/exports", { body: { complete: true } });
export const getEverything = (id: string) => request<Export>("GET", `/exports/${id}`);
export const everythingAddress = (id: string) => apiPath(`/exports/${id}/file`);
