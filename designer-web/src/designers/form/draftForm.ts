/** A form that is not published, as the runtime fills it in: the server reads the drafts, and nothing is sent. */
import { request } from "../../api/client";
import type { Json } from "../../api/contract";
import type { Answers } from "../../engine/contract";
import type { Evaluated } from "../../engine/remote";
import type { DesignDraft } from "../../model/designer/documents";
import { documentsOf } from "../../model/designer/opening";
import type { FormSource, FormView } from "../../runtime/fill/source";

/** `role` and `node` are empty for an administrator, and outside of processes. */
export function draftForm(draft: DesignDraft, role: string, node: string): FormSource {
  const documents = documentsOf(draft);
  const bodies = (kind: string): Json[] => documents.filter((one) => one.kind === kind).map((one) => one.body);
  const [form] = bodies("form");
  const entities = bodies("entity");
  const chosen = role === "" ? {} : { role, roles: bodies("role") };
  const about = { form, entities, ...chosen, ...(node === "" ? {} : { node }) };
  const preview = (answers: Answers, signal?: AbortSignal) => {
    const path = `/forms/${encodeURIComponent(draft.form.key)}/preview`;
    return request<FormView & Evaluated>("POST", path, { body: { ...about, answers }, signal });
  };
  return { name: ["form preview", draft.form.key, role, node], load: () => preview({}), ask: preview };
}
