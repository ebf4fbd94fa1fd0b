/** Files as values: reading them without trusting their shape, and what a field takes of them. */
import type { Field, Json } from "../api/contract";
import { asList, asObject, asText } from "./value";

export type FileValue = { id: string; name: string; size: number; type: string };

export function filesOf(value: Json | undefined): FileValue[] {
  return asList(value).flatMap((one) => {
    if (typeof one === "string") return one ? [{ id: one, name: "", size: 0, type: "" }] : [];
    const { id, name, size, type } = asObject(one);
    if (typeof id !== "string") return [];
    return [{ id, name: asText(name), size: typeof size === "number" ? size : 0, type: asText(type) }];
  });
}

/** What goes back into the record. */
export const toValue = (files: FileValue[]): Json | undefined => (files.length > 0 ? files : undefined);

/** Files of which the server makes a picture. */
export const isPictured = ({ type }: FileValue): boolean =>
  /^image\/(png|jpeg|webp|gif)$/.test(type) || type === "application/pdf";

/** A size as people say it, never smaller than it is. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.ceil(bytes / 1024)} KB`;
  return `${Math.ceil((bytes * 10) / (1024 * 1024)) / 10} MB`;
}

/** For `<input accept>`: a hint alone, since the server looks at the content. */
export const acceptOf = (field: Field): string | undefined => field.file_types?.join(",") || undefined;

export type Refused =
  | { text: "files.tooLarge"; limit: string }
  | { text: "files.tooMany"; count: number }
  | { text: "files.empty" };

/** Why a file need not be sent at all; nothing when the server is to be asked. */
export function refusalOf(field: Field, held: number, file: { size: number }): Refused | null {
  if (field.most_files !== undefined && held >= field.most_files)
    return { text: "files.tooMany", count: field.most_files };
  if (field.largest_file !== undefined && file.size > field.largest_file)
    return { text: "files.tooLarge", limit: sizeInWords(field.largest_file) };
  return file.size === 0 ? { text: "files.empty" } : null;
}
