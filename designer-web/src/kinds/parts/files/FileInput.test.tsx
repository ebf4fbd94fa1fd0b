import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Field, Json } from "../../../api/contract";
import type { StoredFile } from "../../../api/files";
import { filesOf } from "../../../model/files";
import { FileCell } from "./FileCell";
import { FileInput } from "./FileInput";
import { HeldBy } from "./HeldBy";

const field = {
  key: "papers",
  kind: "attachment",
  labels: {},
  largest_file: 10,
  most_files: 3,
  file_types: [],
} as Field;
const EVIL = "<img src=x onerror=alert(1)>.png";

/** A request that waits until the test says how it ends. */
class Sending {
  static all: Sending[] = [];
  upload = { onprogress: (_: { loaded: number; total: number }): void => undefined };
  onload = (): void => undefined;
  onerror = (): void => undefined;
  onabort = (): void => undefined;
  status = 0;
  responseText = "";
  headers: Record<string, string> = {};
  address = "";
  body: File | null = null;
  open(_: string, address: string) {
    this.address = address;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body: File) {
    this.body = body;
    Sending.all.push(this);
  }
  abort() {
    this.onabort();
  }
  end(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
  }
}

beforeEach(() => {
  Sending.all = [];
  vi.stubGlobal("XMLHttpRequest", Sending);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const stored = (id: string, name: string): StoredFile => ({ id, name, size: 5, type: "text/plain", sha256: "" });

function Form({ told }: { told: (value: Json | undefined) => void }) {
  const [value, setValue] = useState<Json | undefined>(undefined);
  const change = (next: Json | undefined) => {
    told(next);
    setValue(next);
  };
  return <FileInput entity="case" field={field} value={value} onChange={change} label="合同" />;
}

const choose = (files: File[]) => fireEvent.change(screen.getByLabelText("files.pickFor"), { target: { files } });
const file = (name: string, text = "hello") => new File([text], name, { type: "text/plain" });

it("sends each file, shows how far it is, and puts what the server says into the record", async () => {
  const told = vi.fn();
  render(<Form told={told} />);
  choose([file("a.txt"), file(EVIL)]);
  await waitFor(() => expect(Sending.all).toHaveLength(2));
  const [first, second] = Sending.all as [Sending, Sending];
  expect(first.address).toBe("/api/v1/files?name=a.txt");
  expect([first.headers["X-Formwork"], first.headers["Idempotency-Key"]?.length, first.body?.size]).toEqual([
    "1",
    36,
    5,
  ]);
  first.upload.onprogress({ loaded: 2, total: 5 });
  await waitFor(() => expect(screen.getByText("40%")).toBeTruthy());
  second.end(201, stored("2", EVIL));
  first.end(201, stored("1", "a.txt"));
  await waitFor(() => expect(told).toHaveBeenCalledTimes(2));
  const names = filesOf(told.mock.lastCall?.[0]).map(({ id }) => id);
  expect(names).toEqual(["2", "1"]);
  expect(screen.getByText(EVIL).textContent).toBe(EVIL);
  expect(document.querySelector("img[onerror], img[src='x']")).toBeNull();
});

it("says what is wrong, tries again, and gives up when told", async () => {
  const told = vi.fn();
  render(<Form told={told} />);
  choose([file("a.txt")]);
  await waitFor(() => expect(Sending.all).toHaveLength(1));
  Sending.all[0]?.end(422, {
    code: "invalid",
    title: "有 1 处需要修改",
    issues: [{ code: "refused_file", pointer: "/file", message: "不接受程序" }],
  });
  await waitFor(() => expect(screen.getByRole("alert").textContent).not.toBe(""));
  fireEvent.click(screen.getByLabelText("common.retry"));
  await waitFor(() => expect(Sending.all).toHaveLength(2));
  expect(screen.queryByRole("alert")).toBeNull();
  fireEvent.click(screen.getByLabelText("files.cancel"));
  await waitFor(() => expect(screen.queryByText("a.txt")).toBeNull());
  expect(told).not.toHaveBeenCalled();
});

it("does not send what is too large, empty, or one too many", async () => {
  render(<Form told={vi.fn()} />);
  choose([file("large.txt", "0123456789x"), file("empty.txt", ""), file("1"), file("2"), file("3"), file("4")]);
  await waitFor(() => expect(screen.getAllByRole("alert")).toHaveLength(3));
  expect(Sending.all.map(({ body }) => body?.name)).toEqual(["1", "2", "3"]);
});

it("takes what is dropped and what is pasted", async () => {
  render(<Form told={vi.fn()} />);
  const group = screen.getByRole("group");
  fireEvent.drop(group.querySelector(".fw-file-drop") as Element, { dataTransfer: { files: [file("dropped")] } });
  fireEvent.paste(group, { clipboardData: { files: [file("pasted")] } });
  await waitFor(() => expect(Sending.all.map(({ body }) => body?.name)).toEqual(["dropped", "pasted"]));
});

it("shows names as text, and small pictures of what a record holds", () => {
  const value = [{ id: "1", name: EVIL, size: 5, type: "image/png" }];
  const photos = { ...field, kind: "image" } as Field;
  const { rerender } = render(<FileCell field={photos} value={value} place="page" />);
  expect([screen.getByText(EVIL).tagName, document.querySelector("img")]).toEqual(["SPAN", null]);
  const holder = { entity: "case", record: "r", table: "lines" };
  const shown = (place: "list" | "page") => (
    <HeldBy value={holder}>
      <FileCell field={photos} value={value} place={place} />
    </HeldBy>
  );
  rerender(shown("page"));
  expect(screen.getByText(EVIL).getAttribute("href")).toBe(
    "/api/v1/entities/case/records/r/files/lines.papers/1?inline=1",
  );
  rerender(shown("list"));
  const picture = document.querySelector("img") as HTMLImageElement;
  expect([picture.getAttribute("src"), picture.alt]).toEqual([
    "/api/v1/entities/case/records/r/files/lines.papers/1?size=thumb",
    EVIL,
  ]);
  fireEvent.error(picture);
  expect(document.querySelector("img")).toBeNull();
});
