/** What a person may do with one record. */
import type { Actions, Entity, RecordRow, Values } from "../api/contract";

/** What the server says of this very record; of a row of a list, what is possible with some. */
export const actionsOf = (entity: Pick<Entity, "actions">, record: Pick<RecordRow, "_actions">): Actions =>
  record._actions ?? entity.actions;

/** Whoever sees an entry without owner and may make such entries may take it over. */
export const mayClaim = (entity: Pick<Entity, "actions" | "owner">, record: Values): boolean =>
  entity.owner !== false && !record.owner_id && entity.actions.create;
