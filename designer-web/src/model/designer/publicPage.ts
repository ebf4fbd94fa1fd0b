/**
 * What a design says of its page for everybody.
 *
 * Shape:  `public` of a form, read and changed as plain values; a change that leaves nothing takes the member out.
 * Source: docs/spec/forms.md §7.
 */
import type { Json, Labels } from "../../api/contract";
import type { FormDocument, Placed } from "./documents";
import { walk } from "./tree";

export type Again = "refuse" | "hold" | "take";
export type PublicPage = {
  slug: string;
  opens_at?: string;
  closes_at?: string;
  most?: number;
  most_per_device?: number;
  most_per_address?: number;
  unique?: { field: string; message?: Labels; again?: Again }[];
  captcha?: boolean;
  consent?: { labels: Labels; url?: string };
  thanks?: Labels;
  prefill?: string[];
  sources?: { parameter: string; field: string }[];
  quarantine?: Json;
  hold_nonsense?: boolean;
  frames?: string[];
};

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const goodSlug = (slug: string) => SLUG.test(slug);

export const publicOf = (form: FormDocument) => form.public as PublicPage | undefined;

/** A page to begin with: its address is the key of the form. */
export const begun = (form: FormDocument): PublicPage => ({ slug: form.key.replaceAll("_", "-").slice(0, 64) });

/** The page with one member changed; what says nothing is left out, as definitions are written. */
export function changed<Name extends keyof PublicPage>(
  page: PublicPage,
  name: Name,
  value: PublicPage[Name],
): PublicPage {
  const next = { ...page, [name]: value };
  const empty =
    value === undefined ||
    value === "" ||
    (Array.isArray(value) && value.length === 0) ||
    ((name === "captcha" || name === "hold_nonsense") && value === true);
  if (empty) delete next[name];
  return next;
}

/** A text in one language; none at all when every language is empty. */
export function saying(labels: Labels | undefined, locale: string, text: string): Labels | undefined {
  const next = Object.fromEntries(
    Object.entries({ ...labels, [locale]: text }).filter(([, told]) => told.trim() !== ""),
  );
  return Object.keys(next).length > 0 ? next : undefined;
}

/** Kinds that no address fills in, and of which no two are compared. */
const INSIDE = [
  "user",
  "users",
  "department",
  "reference",
  "references",
  "sub_table",
  "attachment",
  "image",
  "signature",
  "formula",
  "roll_up",
  "lookup",
  "auto_number",
];

/** The fields on a form, with whether a person sees them. */
export function choices(
  form: FormDocument,
  kindOf: (field: string) => string | undefined,
): { field: string; hidden: boolean }[] {
  const placed = walk(form).flatMap((one) => (one.block.type === "field" && !one.column ? [one.block as Placed] : []));
  return placed
    .filter((one) => !INSIDE.includes(kindOf(one.field) ?? "sub_table"))
    .map((one) => ({ field: one.field, hidden: one.hidden === true }));
}

/** What a website puts into its page: a frame that grows with the form. */
export function snippet(origin: string, slug: string): string {
  const id = `formwork-${slug}`;
  return [
    `<iframe id="${id}" src="${origin}/f/${slug}" style="width:100%;border:0;height:600px" loading="lazy"></iframe>`,
    "<script>",
    'addEventListener("message", function (event) {',
    `  var frame = document.getElementById("${id}");`,
    `  if (event.origin === "${origin}" && event.source === frame.contentWindow && event.data && event.data.formwork === "height")`,
    '    frame.style.height = event.data.height + "px";',
    "});",
    "</script>",
  ].join("\n");
}
