import { describe, expect, it } from "vitest";
import type { Option } from "../api/contract";
import { chainOf, type Node, treeOf } from "./options";

const OPTIONS: Option[] = [
  { key: "gd" },
  { key: "sz", parent: "gd" },
  { key: "ns", parent: "sz" },
  { key: "ft", parent: "sz", active: false },
  { key: "hn" },
];
const keys = (nodes: Node[]): unknown => nodes.map(({ option, children }) => [option.key, keys(children)]);

describe("a tree of choices", () => {
  it("has what is offered, each below its parent", () => {
    expect(keys(treeOf(OPTIONS))).toEqual([
      ["gd", [["sz", [["ns", []]]]]],
      ["hn", []],
    ]);
  });

  it("keeps a retired choice where it is chosen", () => {
    expect(keys(treeOf(OPTIONS, ["ft"]))).toEqual([
      [
        "gd",
        [
          [
            "sz",
            [
              ["ns", []],
              ["ft", []],
            ],
          ],
        ],
      ],
      ["hn", []],
    ]);
  });

  it("knows the way down to a key", () => {
    expect(chainOf(OPTIONS, "ns").map((option) => option.key)).toEqual(["gd", "sz", "ns"]);
    expect(chainOf(OPTIONS, "nowhere")).toEqual([]);
  });

  it("ends where options lead in a circle", () => {
    const circle: Option[] = [
      { key: "a", parent: "b" },
      { key: "b", parent: "a" },
    ];
    expect(treeOf(circle)).toEqual([]);
    expect(chainOf(circle, "a")).toHaveLength(8);
  });
});
