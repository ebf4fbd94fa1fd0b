import type { Json } from "../../api/contract";
import { asObject, asText } from "../../model/value";

export const ADDRESS_KEYS = ["province", "city", "district", "detail"] as const;

/** 省、市、区、街道 in order; a municipality is not said twice. */
export function addressParts(value: Json | undefined): string[] {
  const object = asObject(value);
  const parts = ADDRESS_KEYS.map((key) => asText(object[key])).filter(Boolean);
  return parts.filter((part, at) => part !== parts[at - 1]);
}
