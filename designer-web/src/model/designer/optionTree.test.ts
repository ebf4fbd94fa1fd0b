import { describe, expect, it } from "vitest";
import { aboveWhenIn, levelOf, movedIn, movedOut, type TreeOption, withoutOption } from "./optionTree";

const FLAT: TreeOption[] = [{ key: "gd" }, { key: "sz" }, { key: "ns" }, { key: "hn" }];
const levels = (options: TreeOption[]) => options.map((one) => levelOf(options, one));

describe("a tree of choices", () => {
  it("is made by moving options in, level by level", () => {
    const two = movedIn(FLAT, 1);
    expect(two[1]).toEqual({ key: "sz", parent: "gd" });
    const three = movedIn(movedIn(two, 2), 2);
    expect(three[2]).toEqual({ key: "ns", parent: "sz" });
    expect(levels(three)).toEqual([0, 1, 2, 0]);
  });

  it("leaves the first one where it is", () => {
    expect(movedIn(FLAT, 0)).toBe(FLAT);
    expect(movedOut(FLAT, 0)).toBe(FLAT);
  });

  it("moves an option out to the level of the one above it", () => {
    const deep = movedIn(movedIn(movedIn(FLAT, 1), 2), 2);
    const out = movedOut(deep, 2);
    expect(out[2]).toEqual({ key: "ns", parent: "gd" });
    expect(movedOut(out, 2)[2]).toEqual({ key: "ns" });
  });

  it("keeps what stood below an option that goes", () => {
    const deep = movedIn(movedIn(movedIn(FLAT, 1), 2), 2);
    expect(withoutOption(deep, 1)).toEqual([{ key: "gd" }, { key: "ns", parent: "gd" }, { key: "hn" }]);
    expect(withoutOption(deep, 0)[0]).toEqual({ key: "sz" });
  });

  it("goes eight levels deep and no deeper", () => {
    let chain: TreeOption[] = Array.from({ length: 9 }, (_, index) => ({
      key: `k${index}`,
      ...(index > 0 && index < 8 && { parent: `k${index - 1}` }),
    }));
    for (let step = 0; step < 9; step += 1) chain = movedIn(chain, 8);
    expect(Math.max(...levels(chain))).toBe(7);
    expect(aboveWhenIn(chain, 8)).toBeUndefined();
  });

  it("does not hang on a ring", () => {
    const ring = [
      { key: "a", parent: "b" },
      { key: "b", parent: "a" },
    ];
    expect(levelOf(ring, ring[0] as TreeOption)).toBe(8);
  });
});
