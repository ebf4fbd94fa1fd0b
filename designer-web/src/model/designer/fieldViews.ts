/** Fields of a design as the screens of records know them, so that conditions and previews use the same inputs. */
import type { Field, Labels, Option } from "../../api/contract";
import { type DesignDraft, type EntityDocument, rowsOf } from "./documents";

const COMPUTED = ["formula", "lookup", "roll_up", "auto_number"];

function viewsOf(draft: DesignDraft, entity: EntityDocument): Field[] {
  return Object.entries(entity.properties).map(([key, field]) => {
    const about = field["x-field"];
    const rows = about.kind === "sub_table" ? rowsOf(draft, key) : undefined;
    return {
      key,
      kind: about.kind,
      labels: about.labels,
      help: (about.help ?? {}) as Labels,
      required: entity.required?.includes(key) ?? false,
      computed: COMPUTED.includes(about.kind),
      right: "editable",
      options: (about.options ?? []) as unknown as Option[],
      ...(typeof about.scale === "number" && { scale: about.scale }),
      ...(typeof about.currency === "string" && { currency: about.currency }),
      ...(typeof about.target === "string" && { target: about.target }),
      ...(rows && { fields: viewsOf(draft, rows) }),
    };
  });
}

/** Those of the form, or of the rows of a sub-table. */
export function fieldViews(draft: DesignDraft, table?: string): Field[] {
  const entity = table === undefined ? draft.entity : rowsOf(draft, table);
  return entity ? viewsOf(draft, entity) : [];
}
