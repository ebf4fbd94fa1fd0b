import { describe, expect, it } from "vitest";
import type { Field } from "../api/contract";
import { applyEdit, checkDraft, openDraft, patchOf } from "./draft";
import { isBlankJson, typedJson, unparsedOf } from "./json";

describe("JSON while it is typed", () => {
  it("is its value, nothing, or a text that is none yet", () => {
    expect(typedJson(' {"a": [1, null]} ')).toEqual({ a: [1, null] });
    expect(typedJson("  ")).toBeUndefined();
    expect(unparsedOf(typedJson('{"a": '))).toBe('{"a": ');
    expect(unparsedOf({ a: 1 })).toBeNull();
  });

  it("is blank only as a whole", () => {
    expect([undefined, null, "", " ", [], {}].map(isBlankJson)).not.toContain(false);
    expect([{ a: null }, [null], 0, false].map(isBlankJson)).not.toContain(true);
  });

  it("is saved with what is blank inside, and not while it is no JSON", () => {
    const field: Field = { key: "extra", kind: "json", labels: {} };
    const typed = (text: string) =>
      applyEdit(openDraft([field], null), { kind: "value-changed", field: "extra", value: typedJson(text) });
    const say = (key: string) => key;
    expect(patchOf(typed('{"a": null}'), [field])).toEqual({ extra: { a: null } });
    expect(checkDraft(typed('{"a": null}'), [field], say)).toEqual([]);
    expect(checkDraft(typed('{"a"'), [field], say).map((issue) => issue.code)).toEqual(["bad_json"]);
  });
});
