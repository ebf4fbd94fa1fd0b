/** The values of one field become those of another. */
import { request } from "./client";
import type { Json } from "./contract";
import type { components } from "./generated";

type Schemas = components["schemas"];
type Example = Omit<Schemas["ConvertedRecord"], "from" | "to"> & { from: Json; to?: Json };
export type ConversionPreview = Omit<Schemas["ConversionPreview"], "examples" | "refused_examples"> & {
  examples: Example[];
  refused_examples: Example[];
};
export type Converted = { changed: number; skipped_count: number; left: number; batch: string | null };

const path = (entity: string) => `/entities/${encodeURIComponent(entity)}/conversions`;

/** `field` as it is being designed; nothing is written. */
export const previewConversion = (
  entity: string,
  body: { from: string; to: string; field: unknown },
  signal?: AbortSignal,
) => request<ConversionPreview>("POST", `${path(entity)}/preview`, { body, signal });

export const convertValues = (entity: string, body: { from: string; to: string }) =>
  request<Converted>("POST", path(entity), { body });
