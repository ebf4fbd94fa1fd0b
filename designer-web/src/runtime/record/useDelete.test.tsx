import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Entity } from "../../api/contract";
import { Toasts } from "../../app/toast";
import { useDelete } from "./useDelete";

const gone: unknown[] = [];
/** A screen that never gets ready, as on a line that drops while its script is on the way. */
vi.mock("@tanstack/react-router", () => ({
  useNavigate: () => (to: unknown) => {
    gone.push(to);
    return new Promise(() => undefined);
  },
}));
vi.mock("../../app/shell/place", () => ({ usePlaceOf: () => undefined }));
vi.mock("react-i18next", () => ({
  useTranslation: () => ({ t: (key: string) => key, i18n: { language: "zh-CN" } }),
}));

const ENTITY = { key: "customer", labels: {} } as unknown as Entity;
const sent: { method?: string; version: string | null }[] = [];
/** What the server answers a deletion with. */
let answer: Response;
beforeEach(() => {
  sent.length = 0;
  gone.length = 0;
  answer = new Response(null, { status: 204 });
  vi.stubGlobal("fetch", async (_address: string, init: RequestInit) => {
    sent.push({ method: init.method, version: new Headers(init.headers).get("If-Match") });
    return init.method === "DELETE" ? answer : new Response('{"id":"1"}', { status: 200 });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function deletion(onEdited: () => void) {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  render(<Toasts />);
  return { client, remove: renderHook(() => useDelete(ENTITY, onEdited), { wrapper }).result };
}

it("says that it is done, with the way back, before the next screen is there", async () => {
  const { remove } = deletion(() => undefined);
  act(() => void remove.current({ id: "1", version: 3 }));
  expect(await screen.findByText("list.deleted")).toBeTruthy();
  expect(gone).toEqual([{ to: "/" }]);
  fireEvent.click(screen.getByRole("button", { name: "common.undo" }));
  expect(await screen.findByText("common.undone")).toBeTruthy();
  await waitFor(() => expect(gone).toHaveLength(2));
  expect(sent).toEqual([
    { method: "DELETE", version: '"3"' },
    { method: "POST", version: null },
  ]);
});

it("asks again, with the newest fetched, when somebody edited it meanwhile", async () => {
  answer = new Response('{"title":"","code":"edit_conflict"}', { status: 409 });
  const onEdited = vi.fn();
  const { client, remove } = deletion(onEdited);
  const fetchedAgain = vi.spyOn(client, "invalidateQueries");
  await act(() => remove.current({ id: "1", version: 3 }));
  expect(onEdited).toHaveBeenCalledOnce();
  expect(fetchedAgain).toHaveBeenCalledWith({ queryKey: ["record", "customer", "1"] });
  expect([gone, screen.queryByText("list.deleted")]).toEqual([[], null]);
});

it("tells any other refusal, with a way to try again", async () => {
  answer = new Response('{"title":"还有联系人在用它","code":"still_used"}', { status: 409 });
  const onEdited = vi.fn();
  const { remove } = deletion(onEdited);
  await act(() => remove.current({ id: "1", version: 3 }));
  expect(await screen.findByText("还有联系人在用它")).toBeTruthy();
  expect(onEdited).not.toHaveBeenCalled();
});
