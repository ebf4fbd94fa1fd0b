/** Dragging as people do it: in steps, by mouse, by a long press of a finger, by the keyboard. */
import type { Locator, Page } from "@playwright/test";
import { expect } from "./journey";

const LONG_PRESS_MS = 400;
const STEPS = 14;

async function middle(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error("it is not in sight");
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 60) };
}

/** What a drag leaves behind while it ends; another that starts before is not noticed. */
export const settled = (page: Page) =>
  expect(
    page.locator("[data-dragging], [data-held]:not(.fw-lanes), [data-dnd-dragging], [data-dnd-dropping]"),
  ).toHaveCount(0);

export async function dragByMouse(page: Page, what: Locator, to: Locator): Promise<void> {
  const from = await middle(what);
  const target = await middle(to);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 10, from.y + 10, { steps: 3 });
  await page.mouse.move(target.x, target.y, { steps: STEPS });
  await page.mouse.move(target.x + 1, target.y + 1);
  await expect(to).toHaveAttribute("data-over", "true");
  await page.mouse.up();
  await settled(page);
}

/** A finger that rests, moves and lifts. */
export async function dragByFinger(page: Page, what: Locator, to: Locator): Promise<void> {
  const from = await middle(what);
  const target = await middle(to);
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await touch("touchStart", [from]);
  // How long a finger rests is what makes it a drag: there is nothing else to wait for.
  await page.waitForTimeout(LONG_PRESS_MS);
  for (let step = 1; step <= STEPS; step++) {
    const part = step / STEPS;
    await touch("touchMove", [{ x: from.x + (target.x - from.x) * part, y: from.y + (target.y - from.y) * part }]);
  }
  await expect(to).toHaveAttribute("data-over", "true");
  await touch("touchEnd", []);
  await settled(page);
}

/** Enter picks up, arrows move, Enter drops once `to` is beneath. */
export async function dragByKeys(page: Page, handle: Locator, arrow: string, to: Locator): Promise<void> {
  await handle.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-dragging]")).toHaveCount(1);
  await expect(async () => {
    if ((await to.getAttribute("data-over")) !== "true") await page.keyboard.press(arrow);
    await expect(to).toHaveAttribute("data-over", "true", { timeout: 500 });
  }).toPass();
  await page.keyboard.press("Enter");
  await settled(page);
}
