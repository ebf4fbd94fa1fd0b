import { describe, expect, test } from "vitest";
import type { Actions } from "../api/contract";
import { actionsOf, mayClaim } from "./rights";

const all: Actions = {
  view: true,
  create: true,
  edit: true,
  delete: true,
  export: true,
  import: true,
  print: true,
  share: true,
  unmask: true,
};

describe("what may be done with one record", () => {
  test("is what the server says of it, else what its entity allows", () => {
    const shared = { ...all, edit: false, delete: false, share: false };
    expect(actionsOf({ actions: all }, { _actions: shared })).toBe(shared);
    expect(actionsOf({ actions: all }, {})).toBe(all);
  });

  test("includes taking over what has no owner, for who may make such records", () => {
    const editsNothing = { ...all, edit: false };
    expect(mayClaim({ actions: editsNothing, owner: true }, {})).toBe(true);
    expect(mayClaim({ actions: all, owner: true }, { owner_id: "u1" })).toBe(false);
    expect(mayClaim({ actions: { ...all, create: false }, owner: true }, {})).toBe(false);
    expect(mayClaim({ actions: all, owner: false }, {})).toBe(false);
  });
});
