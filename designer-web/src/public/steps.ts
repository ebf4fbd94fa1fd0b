/** Panels: steps one after the other, tabs in any order. */
import { attribute, element } from "./element";
import type { Block } from "./form";
import { blockView, type Page, shownBy, type View } from "./view";

type Panels = Extract<Block, { type: "tabs" | "steps" }>;

function panelsOf(block: Panels, page: Page) {
  return block.panels.map((panel) => {
    const inside = panel.blocks.map((one) => blockView(one, page));
    const whole = element("div", { class: "panel" }, ...inside.map((view) => view.element));
    return { panel, whole, inside, label: page.say(panel.labels) || panel.key };
  });
}

const there = (page: Page, key: string) => page.session.evaluation.visible[key] !== false;

export function stepsView(block: Panels, page: Page): View {
  const { texts } = page;
  const panels = panelsOf(block, page);
  let current = 0;
  const place = element("p", { class: "step", role: "status" });
  const title = element("h2", { tabindex: -1 });
  const back = element("button", { type: "button", class: "second" }, texts.back);
  const next = element("button", { type: "button", class: "first" }, texts.next);
  const shown = () => panels.filter(({ panel }) => there(page, panel.key));
  const go = (by: number) => {
    const here = shown()[current];
    if (by > 0 && here && !page.passes(here.panel.blocks)) return;
    current += by;
    show();
    title.focus();
  };
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  const show = () => {
    const now = shown();
    current = Math.max(0, Math.min(current, now.length - 1));
    place.textContent = texts.step(current + 1, now.length);
    title.textContent = now[current]?.label ?? "";
    for (const one of panels) one.whole.hidden = one !== now[current];
    for (const { inside } of panels) for (const view of inside) view.show();
    back.hidden = current === 0;
    next.hidden = current >= now.length - 1;
    const last = current >= now.length - 1;
    document.querySelector("#send")?.toggleAttribute("hidden", !last);
  };
  const whole = element(
    "div",
    { class: "steps" },
    place,
    title,
    ...panels.map((one) => one.whole),
    element("div", { class: "between" }, back, next),
  );
  // An issue in another step brings that step to the front.
  whole.addEventListener("reveal", (event) => {
    const at = shown().findIndex((one) => one.whole.contains(event.target as Node));
    if (at >= 0) current = at;
    show();
  });
  return shownBy(whole, block.key, page, show);
}

export function tabsView(block: Panels, page: Page): View {
  const panels = panelsOf(block, page);
  let current = 0;
  const buttons = panels.map(({ label, panel }, at) => {
    const button = element("button", { type: "button", role: "tab", id: `t-${panel.key}` }, label);
    button.addEventListener("click", () => {
      current = at;
      show();
    });
    return button;
  });
  panels.forEach(({ whole, panel }) => {
    attribute(whole, "role", "tabpanel");
    attribute(whole, "aria-labelledby", `t-${panel.key}`);
  });
  const show = () => {
    panels.forEach(({ whole, inside, panel }, at) => {
      whole.hidden = at !== current || !there(page, panel.key);
      const button = buttons[at];
      if (button) {
        button.hidden = !there(page, panel.key);
        attribute(button, "aria-selected", String(at === current));
      }
      for (const view of inside) view.show();
    });
  };
  const whole = element(
    "div",
    {},
    element("div", { class: "tabs", role: "tablist" }, ...buttons),
    ...panels.map((one) => one.whole),
  );
  whole.addEventListener("reveal", (event) => {
    const at = panels.findIndex((one) => one.whole.contains(event.target as Node));
    if (at >= 0) current = at;
    show();
  });
  return shownBy(whole, block.key, page, show);
}
