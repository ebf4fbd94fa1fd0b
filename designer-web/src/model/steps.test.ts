import { expect, it } from "vitest";
import { back, forward, MOST_STEPS, startSteps, step } from "./steps";

it("goes back and forward through what was", () => {
  const steps = step(step(startSteps("a"), "b", 0), "c", 0);
  expect(back(steps).now).toBe("b");
  expect(back(back(back(steps))).now).toBe("a");
  expect(forward(back(steps)).now).toBe("c");
  expect(forward(steps)).toBe(steps);
  const other = step(back(steps), "d", 0);
  expect([other.now, forward(other).now]).toEqual(["d", "d"]);
});

it("makes one step of what is typed together, and two of what is not", () => {
  const typed = step(step(startSteps(""), "客", 1_000, "name"), "客户", 1_200, "name");
  expect(back(typed).now).toBe("");
  const paused = step(typed, "客户表", 2_000, "name");
  expect(back(paused).now).toBe("客户");
  expect(back(step(typed, "x", 1_300)).now).toBe("客户");
  expect(step(typed, typed.now, 1_300)).toBe(typed);
});

it("remembers so many steps and no more", () => {
  let steps = startSteps(0);
  for (let at = 1; at <= MOST_STEPS + 20; at++) steps = step(steps, at, 0);
  for (let at = 0; at < MOST_STEPS + 20; at++) steps = back(steps);
  expect(steps.now).toBe(20);
});
