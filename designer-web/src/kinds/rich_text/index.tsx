import { createElement, type ReactNode } from "react";
import { type Part, plainOf, richParts } from "../../model/richText";
import { asText, isBlank } from "../../model/value";
import type { CellProps, Look } from "../kind";

function shown(parts: Part[]): ReactNode[] {
  return parts.map((part, at) => {
    if (typeof part === "string") return part;
    const { tag, href, parts: inner } = part;
    const link = tag === "a" && href ? { href, target: "_blank", rel: "noopener noreferrer" } : {};
    return createElement(tag, { key: at, ...link }, ...(tag === "br" ? [] : shown(inner)));
  });
}

function Cell({ field, value, place }: CellProps) {
  const html = asText(value);
  if (isBlank(html)) return null;
  // What is masked is no HTML any more.
  if (field.right === "masked") return <>{html}</>;
  return place === "list" ? plainOf(html) : <div className="fw-rich">{shown(richParts(html))}</div>;
}

export const look: Look = { Cell, wide: true };
