/**
 * A design from the server's documents, and what was published of it.
 *
 * Shape:  the draft of a document where there is one, else what is published; `etags` of the drafts there are.
 */

import type { Json, Role } from "../../api/contract";
import { type At, type DefinitionHead, getDefinition, getDraft, listDefinitions } from "../../api/definitions";
import type { DesignDraft, EntityDocument, FormDocument } from "../../model/designer/documents";
import { type Document, documentsOf, opened } from "../../model/designer/opening";

export type Etags = { [place: string]: string };
export type Loaded = {
  draft: DesignDraft;
  /** As it is for people now; `null` before the first publication. */
  published: DesignDraft | null;
  /** What the server holds of the draft. */
  kept: Document[];
  etags: Etags;
  /** Drafts beside the design that are published with it: the list and the app made together with the table. */
  beside: At[];
};

export const placeName = ({ kind, key }: At) => `${kind}/${key}`;

class Reader {
  readonly etags: Etags = {};
  readonly #heads: Map<string, DefinitionHead>;
  constructor(heads: DefinitionHead[]) {
    this.#heads = new Map(heads.map((head) => [placeName(head), head]));
  }

  head = (at: At) => this.#heads.get(placeName(at));

  newest = async (at: At): Promise<Json | undefined> => {
    const head = this.head(at);
    if (!head?.draft) return this.published(at);
    const { body, etag } = await getDraft(at);
    if (etag) this.etags[placeName(at)] = etag.replaceAll('"', "");
    return body;
  };

  published = async (at: At): Promise<Json | undefined> => {
    const head = this.head(at);
    return head && head.version > 0 ? getDefinition(at) : undefined;
  };
}

type Read = (at: At) => Promise<Json | undefined>;

async function rowsOf(entity: EntityDocument, read: Read): Promise<DesignDraft["rows"]> {
  const targets = Object.values(entity.properties).flatMap((field) => {
    const { kind, target } = field["x-field"];
    return kind === "sub_table" && typeof target === "string" ? [target] : [];
  });
  const bodies = await Promise.all(targets.map((key) => read({ kind: "entity", key })));
  return Object.fromEntries(
    targets.flatMap((key, at) => {
      const body = bodies[at];
      return body === undefined ? [] : [[key, body as unknown as EntityDocument]];
    }),
  );
}

/** The form of its own name, else the main one of the entity. */
async function formAt(entity: EntityDocument, heads: DefinitionHead[], read: Read): Promise<Json | undefined> {
  const { key } = entity["x-entity"];
  const forms = heads.filter((head) => head.kind === "form");
  if (forms.some((head) => head.key === key)) return read({ kind: "form", key });
  const bodies = await Promise.all(forms.map((head) => read({ kind: "form", key: head.key })));
  const own = bodies.filter((body) => (body as unknown as FormDocument | undefined)?.entity === key);
  return own.find((body) => (body as unknown as FormDocument).main) ?? own[0];
}

export async function loadDesign(key: string): Promise<Loaded> {
  const heads = (await listDefinitions()).items;
  const reader = new Reader(heads);
  const roles = heads.filter((head) => head.kind === "role");
  const design = async (read: Read): Promise<DesignDraft | null> => {
    const entity = (await read({ kind: "entity", key })) as unknown as EntityDocument | undefined;
    if (!entity) return null;
    const [rows, form, bodies] = await Promise.all([
      rowsOf(entity, read),
      formAt(entity, heads, read),
      Promise.all(roles.map((head) => read({ kind: "role", key: head.key }))),
    ]);
    const known = bodies.filter((body) => body !== undefined) as unknown as Role[];
    return opened(entity, form as unknown as FormDocument | undefined, rows, known);
  };
  const [draft, published] = await Promise.all([design(reader.newest), design(reader.published)]);
  if (!draft) throw new Error(`there is no table ${key}`);
  const written = new Set(heads.filter((head) => head.draft || head.version > 0).map(placeName));
  const view = { kind: "view", key };
  const app = { kind: "app", key: String(draft.entity["x-entity"].app ?? "") };
  return {
    draft,
    published: published ?? null,
    kept: documentsOf(draft).filter((one) => written.has(placeName(one))),
    etags: reader.etags,
    // Only with a table that is new: later, drafts of lists and apps are somebody's own work.
    beside: published ? [] : [view, app].filter((at) => reader.head(at)?.draft),
  };
}
