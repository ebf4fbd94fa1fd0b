import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { useFoundOptions } from "./useFoundOptions";

const LABELS = ["可转介绍", "高价值", "老客户"];
const answer = (labels: string[]) =>
  new Response(JSON.stringify({ items: labels.map((label) => ({ key: label, label })) }), { status: 200 });

afterEach(() => vi.unstubAllGlobals());

it("never offers what does not fit while the server has not answered yet", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    const q = new URL(address, "http://here").searchParams.get("q") ?? "";
    asked.push(q);
    return answer(LABELS.filter((label) => label.includes(q) || q === "gjz"));
  });
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useFoundOptions("customer", "tags", true), { wrapper });
  await waitFor(() => expect(result.current.items).toHaveLength(3));

  act(() => result.current.setTyped("高价"));
  expect(result.current.items.map((item) => item.label)).toEqual(["高价值"]);
  await waitFor(() => expect(asked).toContain("高价"));

  act(() => result.current.setTyped("gjz"));
  expect(result.current.items).toEqual([]);
  await waitFor(() => expect(result.current.items).toHaveLength(3));
});
