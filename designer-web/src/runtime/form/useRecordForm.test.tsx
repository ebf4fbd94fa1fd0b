import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Entity, Field, RecordRow } from "../../api/contract";
import { useRecordForm } from "./useRecordForm";

vi.mock("react-i18next", () => ({
  useTranslation: () => ({ t: (key: string) => key, i18n: { language: "zh-CN" } }),
}));

const field = (key: string, more: Partial<Field> = {}): Field => ({ key, kind: "text", labels: {}, ...more });
const FIELDS = [field("name", { required: true }), field("phone", { kind: "phone" })];
const ENTITY = { key: "customer", labels: {}, fields: FIELDS } as unknown as Entity;
type Sent = { method: string; key: string | null; match: string | null; body: unknown };

let sent: Sent[] = [];
let answers: (() => Response | Promise<never>)[] = [];
const json = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status });
const offline = () => Promise.reject(new TypeError("network"));

beforeEach(() => {
  sent = [];
  sessionStorage.clear();
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    sent.push({
      method: init.method ?? "",
      key: headers.get("Idempotency-Key"),
      match: headers.get("If-Match"),
      body: JSON.parse(String(init.body)),
    });
    return (answers.shift() ?? json(500, {}))();
  });
});
afterEach(() => vi.unstubAllGlobals());

function open(record: RecordRow | null) {
  const client = new QueryClient({ defaultOptions: { mutations: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(() => useRecordForm(ENTITY, FIELDS, record, {}), { wrapper }).result;
}
type Form = ReturnType<typeof open>;
const type = (form: Form, key: string, value: string) =>
  act(() => form.current.edit({ kind: "value-changed", field: key, value }));
const save = async (form: Form, saved = vi.fn()) => {
  const before = sent.length;
  act(() => form.current.save(saved));
  await waitFor(() => expect(sent.length).toBe(before + 1));
  await waitFor(() => expect(form.current.saving).toBe(false));
  return saved;
};

it("repeats the same request after a broken network, and a new one after a refusal", async () => {
  const form = open(null);
  type(form, "name", "恒远");
  answers = [
    offline,
    json(422, { code: "x", title: "t", issues: [{ code: "c", pointer: "/phone", message: "少几位" }] }),
  ];
  await save(form);
  expect(form.current.problem?.code).toBe("offline");
  expect(form.current.draft.values.name).toBe("恒远");
  await save(form);
  expect(sent[1]?.key).toBe(sent[0]?.key);
  await waitFor(() => expect(form.current.draft.issues.phone?.[0]?.message).toBe("少几位"));

  answers = [json(201, { id: "1", version: 1, name: "恒远" })];
  const saved = await save(form);
  expect(sent[2]?.key).not.toBe(sent[1]?.key);
  expect(saved).toHaveBeenCalledWith(expect.objectContaining({ id: "1" }));
});

it("asks nothing of the server while a required field is empty", () => {
  const form = open(null);
  act(() => form.current.save(vi.fn()));
  expect(sent).toEqual([]);
  expect(form.current.draft.issues.name?.[0]?.code).toBe("required");
});

it("sends only what changed, with the version that was read", async () => {
  const form = open({ id: "7", version: 3, name: "恒远", phone: "138" });
  type(form, "phone", "139");
  answers = [json(200, { id: "7", version: 4 })];
  await save(form);
  expect(sent[0]).toMatchObject({ method: "PATCH", match: '"3"', body: { phone: "139" } });
});

it("finds an unfinished new entry again, and forgets it once saved", async () => {
  const first = open(null);
  type(first, "name", "没写完");
  await waitFor(() => expect(sessionStorage.length).toBe(1));
  const again = open(null);
  expect(again.current.draft.values.name).toBe("没写完");
  answers = [json(201, { id: "1", version: 1 })];
  await save(again);
  expect(open(null).current.draft.values.name).toBeUndefined();
});
