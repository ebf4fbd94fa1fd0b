import { expect, it } from "vitest";
import { below, climbed, FIRST, knownRows, leapTo, rungOf, startLadder } from "./ladder";

const tall = ["b", "c", "d", "e", "f", "g", "h", "i"].reduce(
  (ladder, next, at) => climbed(ladder, at === 0 ? FIRST : "bcdefghi".slice(at - 1, at), next),
  startLadder(),
);

it("finds pages again by their place", () => {
  expect([rungOf(tall, FIRST), rungOf(tall, "d"), below(tall, "d"), below(tall, FIRST)]).toEqual([
    0,
    3,
    "c",
    undefined,
  ]);
  expect(climbed(tall, "c", "d")).toBe(tall);
  expect(climbed(tall, "unknown", "x")).toBe(tall);
});

it("forgets what lay behind a page whose end moved, and what lies behind the last", () => {
  expect(climbed(tall, "c", "D").cursors).toEqual([FIRST, "b", "c", "D"]);
  const ended = climbed(tall, "c", null);
  expect([ended.cursors.length, ended.ended]).toEqual([3, true]);
  expect(knownRows(ended, 60, 120, 7)).toBe(127);
});

it("keeps the height of a list whose pages were let go", () => {
  expect(knownRows(tall, 60, 0, 60)).toBe(8 * 60);
  expect(knownRows(tall, 60, 480, 60)).toBe(540);
});

it("leaps to where one looks only when that is far from what is held", () => {
  const leap = (from: number, to: number, first: number, count: number) =>
    leapTo(tall, 60, { from, to }, { first, count });
  expect(leap(0, 30, 420, 60)).toBe(FIRST);
  expect(leap(130, 150, 420, 60)).toBe("c");
  expect(leap(330, 360, 420, 60)).toBeUndefined();
  expect(leap(450, 480, 0, 60)).toBe("h");
  expect(leap(100, 130, 0, 60)).toBeUndefined();
});
