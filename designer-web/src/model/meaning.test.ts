import { describe, expect, it } from "vitest";
import { choose, decided, gather, meaningOf } from "./meaning";

const IT = { text: "互联网", rows: 12, suggestion: "software" };
const METAL = { text: "五金加工", rows: 5, suggestion: null };

describe("unknown words", () => {
  it("stay in sight after the server has learnt them", () => {
    const seen = gather({}, { industry: [IT, METAL] });
    expect(gather(seen, { industry: [METAL] }).industry).toEqual([IT, METAL]);
    expect(gather(seen, undefined)).toEqual(seen);
  });

  it("send suggestions nobody objected to, and choices; what is undecided keeps its rows out", () => {
    const seen = { industry: [IT, METAL] };
    expect(decided(seen, {})).toEqual({ industry: { 互联网: "software" } });
    const chosen = choose(choose({}, "industry", "五金加工", "manufacturing"), "industry", "互联网", null);
    expect(decided(seen, chosen)).toEqual({ industry: { 互联网: null, 五金加工: "manufacturing" } });
    expect(meaningOf(choose(chosen, "industry", "五金加工", undefined), "industry", METAL)).toBeUndefined();
    expect(decided({ industry: [METAL] }, {})).toEqual({});
    expect(decided({ industry: [IT] }, choose({}, "industry", "互联网", undefined))).toEqual({});
  });
});
