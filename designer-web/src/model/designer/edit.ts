/**
 * Every change to a design.
 *
 * Shape:  `applyEdit(draft, edit) → draft`, pure; the old draft is what undoing goes back to. An edit that means nothing
 *         gives the same draft.
 */
import type { Json, Labels, Role } from "../../api/contract";
import { type Copied, paste } from "./clipboard";
import {
  type Block,
  type Check,
  type DesignDraft,
  type EntityDocument,
  type FieldDocument,
  fieldOf,
  type Panel,
  type Place,
  partsOf,
  type Rule,
  withKey,
} from "./documents";
import { addField, changeEntity, changeField, rekey, remove, setRequired } from "./fields";
import { changeLogic, type Scope } from "./logic";
import { find, insert, move, replaced, within } from "./tree";

export type DesignEdit =
  | { kind: "field-added"; key: string; field: FieldDocument; at: Place; rows?: EntityDocument }
  | { kind: "block-added"; block: Block; at: Place }
  | { kind: "moved"; references: string[]; to: Place }
  | { kind: "removed"; references: string[] }
  | { kind: "renamed"; reference: string; locale: string; text: string; key?: string }
  | { kind: "panel-added"; reference: string; key: string; labels: Labels }
  | { kind: "panel-removed"; reference: string; key: string }
  /** A property of the field itself: `x-field`, a keyword beside it, or whether it is required. */
  | { kind: "annotation-set"; reference: string; name: string; value: Json | undefined }
  | { kind: "keyword-set"; reference: string; name: string; value: Json | undefined }
  | { kind: "required-set"; reference: string; value: boolean }
  /** A property of the block on the form, of the form, or of the entity. */
  | { kind: "block-set"; reference: string; name: string; value: Json | undefined }
  | { kind: "form-set"; name: string; value: Json | undefined }
  | { kind: "entity-set"; name: string; value: Json | undefined }
  | { kind: "rule-put"; scope: Scope; rule: Rule }
  | { kind: "rule-removed"; scope: Scope; key: string }
  | { kind: "rule-moved"; scope: Scope; key: string; by: number }
  | { kind: "check-put"; scope: Scope; check: Check }
  | { kind: "check-removed"; scope: Scope; key: string }
  | { kind: "rights-set"; roles: { [role: string]: Role } }
  | { kind: "pasted"; copied: Copied; at: Place };

export function applyEdit(draft: DesignDraft, edit: DesignEdit): DesignDraft {
  switch (edit.kind) {
    case "field-added":
      return addField(draft, edit);
    case "block-added":
      return { ...draft, form: insert(draft.form, [edit.block], edit.at) };
    case "moved": {
      const form = move(draft.form, edit.references, edit.to);
      return form === draft.form ? draft : { ...draft, form };
    }
    case "removed":
      return remove(draft, edit.references);
    case "renamed":
      return rename(draft, edit);
    case "panel-added":
    case "panel-removed":
      return panels(draft, edit);
    case "annotation-set":
      return changeField(draft, edit.reference, (field) => ({
        ...field,
        "x-field": withKey(field["x-field"], edit.name, edit.value),
      }));
    case "keyword-set":
      return changeField(draft, edit.reference, (field) => withKey(field, edit.name, edit.value));
    case "required-set":
      return changeEntity(draft, edit.reference, (entity) =>
        setRequired(entity, partsOf(edit.reference).key, edit.value),
      );
    case "block-set":
      return {
        ...draft,
        form: replaced(draft.form, edit.reference, (block) => withKey(block, edit.name, edit.value)),
      };
    case "form-set":
      return { ...draft, form: withKey(draft.form, edit.name, edit.value) };
    case "entity-set":
      return {
        ...draft,
        entity: { ...draft.entity, "x-entity": withKey(draft.entity["x-entity"], edit.name, edit.value) },
      };
    case "rule-put":
    case "rule-removed":
    case "rule-moved":
    case "check-put":
    case "check-removed":
      return { ...draft, form: changeLogic(draft.form, edit) };
    case "rights-set":
      return { ...draft, roles: edit.roles };
    case "pasted":
      return paste(draft, edit.copied, edit.at);
    default:
      return edit satisfies never;
  }
}

/** A field's label is its own; what a block is called stands on the form. A new field's key may follow its label. */
function rename(draft: DesignDraft, edit: Extract<DesignEdit, { kind: "renamed" }>): DesignDraft {
  const { reference, locale, text, key } = edit;
  const labelled = (labels: Labels | undefined): Labels => ({ ...labels, [locale]: text });
  if (!fieldOf(draft, reference)) return renameBlock(draft, reference, labelled);
  const named = changeField(draft, reference, (field) => {
    const old = field["x-field"];
    return { ...field, "x-field": { ...old, labels: labelled(old.labels) } };
  });
  return key === undefined ? named : rekey(named, reference, key);
}

function renameBlock(draft: DesignDraft, key: string, labelled: (labels: Labels | undefined) => Labels): DesignDraft {
  const visit = (block: Block): Block => {
    if (block.type === "field") return block;
    const own = block.key === key;
    if (block.type === "text") return own ? { ...block, labels: labelled(block.labels) } : block;
    if (block.type === "section") {
      const blocks = block.blocks.map(visit);
      return own ? { ...block, blocks, labels: labelled(block.labels) } : { ...block, blocks };
    }
    const change = (panel: Panel) => ({
      ...panel,
      ...(panel.key === key && { labels: labelled(panel.labels) }),
      blocks: panel.blocks.map(visit),
    });
    return { ...block, panels: block.panels.map(change) };
  };
  return { ...draft, form: within(draft.form, "", (blocks) => blocks.map(visit)) };
}

function panels(draft: DesignDraft, edit: Extract<DesignEdit, { kind: "panel-added" | "panel-removed" }>): DesignDraft {
  const found = find(draft.form, edit.reference)?.block;
  if (found?.type !== "tabs" && found?.type !== "steps") return draft;
  if (edit.kind === "panel-added") {
    const panel = { key: edit.key, labels: edit.labels, blocks: [] };
    const form = replaced(draft.form, edit.reference, () => ({ ...found, panels: [...found.panels, panel] }));
    return { ...draft, form };
  }
  // The last panel goes with its tabs; what lies in a panel goes out before it, so that no field is lost unseen.
  const kept = found.panels.filter((panel) => panel.key !== edit.key);
  const gone = found.panels.find((panel) => panel.key === edit.key);
  if (!gone || kept.length === 0) return draft;
  const next = kept.map((panel, at) => (at === 0 ? { ...panel, blocks: [...panel.blocks, ...gone.blocks] } : panel));
  return { ...draft, form: replaced(draft.form, edit.reference, () => ({ ...found, panels: next })) };
}
