/** What was sent through public forms: listed, accepted, rejected. */
import { request } from "./client";
import type { DecisionList, FormList, SubmissionList, SubmissionState } from "./contract";

const formPath = (form: string) => `/forms/${encodeURIComponent(form)}`;

export const listForms = () => request<FormList>("GET", "/forms");

/** The forms that one may open; they change when somebody publishes. */
export const formsQuery = { queryKey: ["forms"], queryFn: listForms, staleTime: 60_000 };

export const listSubmissions = (form: string, state: SubmissionState, before: string | null) =>
  request<SubmissionList>("GET", `${formPath(form)}/submissions`, { query: { state, before } });

export const decide = (form: string, decision: "accept" | "reject", ids: string[]) =>
  request<DecisionList>("POST", `${formPath(form)}/submissions/decide`, { body: { decision, ids } });
