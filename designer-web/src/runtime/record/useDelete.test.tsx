import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, renderHook, screen, waitFor } from "@testing-library/react";
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

const sent: string[] = [];
beforeEach(() =>
  vi.stubGlobal("fetch", async (address: string, init: RequestInit) => {
    sent.push(`${init.method} ${address}`);
    return new Response(init.method === "DELETE" ? null : '{"id":"1"}', {
      status: init.method === "DELETE" ? 204 : 200,
    });
  }),
);
afterEach(() => vi.unstubAllGlobals());

it("says that it is done, with the way back, before the next screen is there", async () => {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
  );
  render(<Toasts />);
  const remove = renderHook(() => useDelete({ key: "customer", labels: {} } as unknown as Entity), { wrapper }).result;
  act(() => void remove.current("1"));
  expect(await screen.findByText("list.deleted")).toBeTruthy();
  expect(gone).toEqual([{ to: "/" }]);
  fireEvent.click(screen.getByRole("button", { name: "common.undo" }));
  expect(await screen.findByText("common.undone")).toBeTruthy();
  await waitFor(() => expect(gone).toHaveLength(2));
  expect(sent.map((one) => one.split(" ")[0])).toEqual(["DELETE", "POST"]);
});
