/** What people type means the same here as on the server: both read the cases of tests/cases/kinds. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDay, readMoment, readTime } from "./day";
import { fromPercentage, parseDecimal, parseWhole } from "./decimal";
import { readDuration, showDuration } from "./duration";
import { readNumber } from "./typed";

type Case = { parse?: string; value?: unknown; refused?: string };

/** The server alone holds a number against its field, and says so when it is saved. */
const OF_THE_FIELD = ["too_precise", "too_large", "too_small"];
const TODAY = "2026-11-02";
const ZONE = "Asia/Shanghai";

function cases(kind: string): Case[] {
  const file = join(import.meta.dirname, `../../../tests/cases/kinds/${kind}.json`);
  const all = JSON.parse(readFileSync(file, "utf8")) as Case[];
  const typed = all.filter((one) => one.parse !== undefined && !OF_THE_FIELD.includes(one.refused ?? ""));
  expect(typed.length).toBeGreaterThan(10);
  return typed;
}

/** `120000.00` and `120000` are one number. */
const exact = (number: unknown) => (number === null ? null : readNumber(String(number))?.amount);

describe("durations people type", () => {
  it.each(cases("duration"))("$parse", ({ parse = "", value, refused }) => {
    expect(readDuration(parse)).toBe(refused ? null : value);
  });

  it("are shown as the server shows them", () => {
    const shown = [0, 59, 5400, 5415, 90_061].map((seconds) => showDuration(seconds, "zh-CN"));
    expect(shown).toEqual(["0分", "59秒", "1小时30分", "1小时30分15秒", "25小时1分1秒"]);
    expect([0, 90_061].map((seconds) => showDuration(seconds, "en"))).toEqual(["0m", "25h 1m 1s"]);
  });
});

describe("numbers people type", () => {
  it.each(cases("decimal"))("$parse in a decimal", ({ parse = "", value, refused }) => {
    expect(readNumber(parse)?.amount ?? null).toBe(refused ? null : exact(value));
  });

  it.each(cases("integer"))("$parse in an integer", ({ parse = "", value, refused }) => {
    expect(parseWhole(parse)).toBe(refused ? null : exact(value));
  });

  it.each(cases("money"))("$parse in an amount", ({ parse = "", value, refused }) => {
    const read = readNumber(parse);
    const given = value as { amount: string; currency: string } | null | undefined;
    if (refused || !given) return expect(parseDecimal(parse)).toBeNull();
    expect(read?.amount).toBe(exact(given.amount));
    if (read?.currency) expect(read.currency).toBe(given.currency);
  });

  it.each(cases("percent").filter(({ parse = "", refused }) => refused || /[%‰５]/.test(parse)))(
    "$parse in a percentage",
    ({ parse = "", value, refused }) => expect(fromPercentage(parse)).toBe(refused ? null : exact(value)),
  );
});

describe("days and times people type", () => {
  it.each(cases("date"))("$parse in a day", ({ parse = "", value, refused }) => {
    expect(readDay(parse, TODAY)).toEqual(refused ? { refused } : { value: value ?? "" });
  });

  it.each(cases("time"))("$parse in a time", ({ parse = "", value, refused }) => {
    expect(readTime(parse)).toEqual(refused ? { refused } : { value: value ?? "" });
  });

  it.each(cases("datetime"))("$parse in a moment", ({ parse = "", value, refused }) => {
    const read = readMoment(parse, TODAY, ZONE);
    if (refused) return expect(read).toHaveProperty("refused");
    const found = "value" in read ? read.value : "refused";
    expect(found && Date.parse(found)).toBe(value ? Date.parse(String(value)) : "");
  });

  it.each(["11.2", "11/2", "11-2"])("%s is a day of this year at the keyboard", (typed) => {
    expect(readDay(typed, TODAY)).toEqual({ value: TODAY });
  });

  it.each(["13.1", "下周", "2026-11", "11.2.3.4"])("%s is no day", (typed) => {
    expect(readDay(typed, TODAY)).toEqual({ refused: "bad_date" });
  });
});
