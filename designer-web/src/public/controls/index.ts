/**
 * What a person fills a field in with: the device's own controls, which every phone knows how to show.
 *
 * Shape:  field × place → `Control`; it tells changes and shows what the engine says.
 * Units:  values in the JSON form of their kinds (docs/spec/kinds.md).
 */
import type { Json, Labels } from "../../api/contract";
import type { FieldShape } from "../form";
import type { FileView } from "../server";
import type { Texts } from "../texts";
import { choiceControl, ratingControl, tickControl } from "./choices";
import { fileControl } from "./files";
import { addressControl, inputControl, momentControl, moneyControl, rangeControl } from "./inputs";

export type Control = {
  element: HTMLElement;
  /** What is focused, described and marked as wrong. */
  target: HTMLElement;
  /** Whether the label names a group rather than one input. */
  group?: boolean;
  show(value: Json | undefined, state: { readonly: boolean; options?: string[] }): void;
};

export type Surroundings = {
  id: string;
  texts: Texts;
  say: (labels: Labels | undefined) => string;
  placeholder?: string;
  change: (value: Json) => void;
  upload: (file: File) => Promise<FileView>;
};

export function controlFor(field: FieldShape, around: Surroundings): Control {
  switch (field.kind) {
    case "choice":
    case "cascader":
    case "multi_choice":
      return choiceControl(field, around);
    case "boolean":
      return tickControl(around);
    case "rating":
      return ratingControl(field, around);
    case "datetime":
      return momentControl(around);
    case "money":
      return moneyControl(field, around);
    case "date_range":
      return rangeControl(around);
    case "address":
      return addressControl(around);
    case "attachment":
    case "image":
    case "signature":
      return fileControl(field, around);
    default:
      return inputControl(field, around);
  }
}
