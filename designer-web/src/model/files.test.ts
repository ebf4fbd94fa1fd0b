import { describe, expect, it } from "vitest";
import type { Field } from "../api/contract";
import { acceptOf, filesOf, isPictured, refusalOf, sizeInWords, toValue } from "./files";

const field = {
  key: "papers",
  kind: "attachment",
  labels: {},
  largest_file: 2048,
  most_files: 2,
  file_types: ["image/*", "application/pdf"],
} as Field;

describe("files", () => {
  it("are read from whatever a record holds", () => {
    const file = { id: "1", name: "<img onerror=alert(1)>.png", size: 5, type: "image/png" };
    expect(filesOf([file, "2", { name: "without id" }, null])).toEqual([
      file,
      { id: "2", name: "", size: 0, type: "" },
    ]);
    expect([filesOf(undefined), filesOf("")]).toEqual([[], []]);
    expect([toValue([]), toValue([file])]).toEqual([undefined, [file]]);
  });

  it("have sizes that people say, rounded up", () => {
    expect([0, 1023, 1024, 1025, 1048576, 1048577].map(sizeInWords)).toEqual([
      "0 B",
      "1023 B",
      "1 KB",
      "2 KB",
      "1 MB",
      "1.1 MB",
    ]);
  });

  it("are refused before they are sent where that is sure", () => {
    expect(refusalOf(field, 1, { size: 2048 })).toBeNull();
    expect(refusalOf(field, 1, { size: 2049 })).toEqual({ text: "files.tooLarge", limit: "2 KB" });
    expect(refusalOf(field, 2, { size: 1 })).toEqual({ text: "files.tooMany", count: 2 });
    expect(refusalOf(field, 0, { size: 0 })).toEqual({ text: "files.empty" });
  });

  it("are pictured when the server can", () => {
    const of = (type: string) => isPictured({ id: "", name: "", size: 0, type });
    expect(["image/png", "application/pdf", "image/svg+xml", "text/html", ""].map(of)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(acceptOf(field)).toBe("image/*,application/pdf");
  });
});
