/** Forms: which there are. What one holds is for the engine, see `runtime/fill/source.ts`. */
import { request } from "./client";
import type { components } from "./generated";

export type FormLink = components["schemas"]["FormLink"];

export const listForms = () => request<components["schemas"]["FormList"]>("GET", "/forms");
