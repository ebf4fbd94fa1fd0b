import type { Field } from "../../api/contract";

/** The most stars of a field; five where its definition says nothing. */
export const starsOf = (field: Field): number => Number(field.max ?? 5);
