/** Cards with pictures: what they need of a record, and which file is its picture. */
import type { Entity, Json, View } from "../api/contract";
import { fieldOf } from "./fields";
import { asList, asObject, asText } from "./value";

/** The id of the first file that a browser shows as a picture. */
export function pictureOf(value: Json | undefined): string | null {
  const files = asList(value).map(asObject);
  const picture = files.find((file) => /^image\/(?!svg|tiff)/.test(asText(file.type)));
  return picture ? asText(picture.id) || null : null;
}

export function galleryFields(entity: Entity, view: View): string[] {
  const { image, title, fields = view.columns.slice(0, 4) } = view.gallery ?? {};
  const keys = [entity.title, title, image, ...fields];
  return [...new Set(keys.filter((key): key is string => key !== undefined && fieldOf(entity, key) !== undefined))];
}
