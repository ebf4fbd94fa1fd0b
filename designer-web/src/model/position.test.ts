import { describe, expect, it } from "vitest";
import { pointOf, whyNoPosition } from "./position";

describe("a position of the browser", () => {
  it("becomes degrees of six decimals and whole metres", () => {
    const found = { latitude: 22.5430991234, longitude: -114.0578684, accuracy: 11.2 };
    expect(pointOf(found)).toEqual({ lat: "22.543099", lng: "-114.057868", accuracy: 12 });
  });

  it("has no sign at nought and no accuracy that is none", () => {
    expect(pointOf({ latitude: -0.0000001, longitude: 0, accuracy: Number.NaN })).toEqual({
      lat: "0.000000",
      lng: "0.000000",
    });
  });

  it("says why there is none", () => {
    expect([1, 2, 3].map(whyNoPosition)).toEqual(["positionDenied", "positionUnknown", "positionTimeout"]);
  });
});
