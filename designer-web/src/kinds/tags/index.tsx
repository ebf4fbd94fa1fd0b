import { asList, asText } from "../../model/value";
import type { CellProps, Look } from "../kind";
import { Chips } from "../parts/Chips";
import { tagColor } from "./color";

function Cell({ value, place }: CellProps) {
  const chips = asList(value).map((entry) => ({
    key: asText(entry),
    text: asText(entry),
    color: tagColor(asText(entry)),
  }));
  return <Chips chips={chips} place={place} shape="tag" />;
}

export const look: Look = { Cell };
