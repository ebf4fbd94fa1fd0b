/**
 * Rich text as the screens show it.
 *
 * Shape:  HTML → `Part[]`, a tree of texts and of tags of the closed subset; what is outside it keeps its text alone.
 *         `plainOf(html)` is the text on one line.
 * Source: docs/spec/kinds.md "Rich text". The server has cleaned it; here nothing is trusted all the same, since no
 *         HTML is ever handed to the page.
 */
export type Part = string | { tag: Tag; href?: string; parts: Part[] };

const TAGS = [
  "p",
  "br",
  "strong",
  "em",
  "u",
  "s",
  "a",
  "ul",
  "ol",
  "li",
  "blockquote",
  "h2",
  "h3",
  "code",
  "pre",
] as const;
export type Tag = (typeof TAGS)[number];

const isTag = (name: string): name is Tag => TAGS.some((tag) => tag === name);
const SAFE = /^(?:https?|mailto|tel):/i;
const SILENT = ["script", "style", "template", "noscript"];

function partsOf(node: Node): Part[] {
  return [...node.childNodes].flatMap((child): Part[] => {
    if (child.nodeType === Node.TEXT_NODE) return child.textContent ? [child.textContent] : [];
    if (!(child instanceof Element)) return [];
    const name = child.tagName.toLowerCase();
    if (SILENT.includes(name)) return [];
    if (!isTag(name)) return partsOf(child);
    const href = name === "a" ? (child.getAttribute("href") ?? "") : "";
    return [{ tag: name, parts: partsOf(child), ...(SAFE.test(href) && { href }) }];
  });
}

export const richParts = (html: string): Part[] => partsOf(new DOMParser().parseFromString(html, "text/html").body);

const BLOCKS: Tag[] = ["p", "br", "li", "h2", "h3", "pre", "blockquote"];

function textOf(parts: Part[]): string {
  return parts
    .map((part) => (typeof part === "string" ? part : `${textOf(part.parts)}${BLOCKS.includes(part.tag) ? " " : ""}`))
    .join("");
}

export const plainOf = (html: string): string => textOf(richParts(html)).replace(/\s+/g, " ").trim();
