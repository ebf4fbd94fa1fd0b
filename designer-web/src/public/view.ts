/**
 * Blocks of a form as elements, and what the engine says of them.
 *
 * Shape:  blocks → `View`: elements made once, and `show`, which brings them up to date.
 */
import type { Json } from "../api/contract";
import type { FormIssue } from "../engine/contract";
import { type Control, controlFor, type Surroundings } from "./controls";
import { attribute, element } from "./element";
import type { Block, FieldBlock } from "./form";
import { rowsView } from "./rows";
import type { Session } from "./session";
import { stepsView, tabsView } from "./steps";

export type View = { element: HTMLElement; show: () => void };
/** What every part of a page shares. */
export type Page = Omit<Surroundings, "id" | "change" | "placeholder"> & {
  session: Session;
  /** Issues of a pointer that people should see now: after they left a field, or tried to go on. */
  issuesAt: (pointer: string) => FormIssue[];
  touch: (pointer: string) => void;
  /** Whether everything in these fields is right; shows what is not, and goes to the first. */
  passes: (blocks: readonly Block[]) => boolean;
};

export function blockView(block: Block, page: Page): View {
  switch (block.type) {
    case "field":
      return block.field.kind === "sub_table" ? rowsView(block, page) : ownField(block, page);
    case "section":
      return section(block, page);
    case "tabs":
      return tabsView(block, page);
    case "steps":
      return stepsView(block, page);
    case "text": {
      const text = element("p", { class: `text ${block.tone ?? "plain"}` }, page.say(block.labels));
      return shownBy(text, block.key, page, () => undefined);
    }
    default:
      return block satisfies never;
  }
}

/** Hides an element while the form does not show it. */
export function shownBy(of: HTMLElement, path: string, page: Page, show: () => void): View {
  return {
    element: of,
    show() {
      of.hidden = page.session.evaluation.visible[path] === false;
      show();
    },
  };
}

function section(block: Extract<Block, { type: "section" }>, page: Page): View {
  const inside = block.blocks.map((one) => blockView(one, page));
  const help = page.say(block.help);
  const whole = element(
    "section",
    {},
    element("h2", {}, page.say(block.labels)),
    help !== "" && element("p", { class: "help" }, help),
    ...inside.map((view) => view.element),
  );
  return shownBy(whole, block.key, page, () => {
    for (const view of inside) view.show();
  });
}

function ownField(block: FieldBlock, page: Page): View {
  const key = block.field.key;
  const change = (value: Json) => {
    page.session.edit([{ field: { field: key, value } }]);
  };
  return fieldView(block, page, { path: key, pointer: `/${key}`, value: () => standing(page.session, key), change });
}

/** The answer that was given, else what the engine says stands there. */
const standing = (session: Session, key: string) =>
  key in session.answers ? session.answers[key] : session.evaluation.values[key];

type Place = {
  path: string;
  pointer: string;
  column?: string;
  value: () => Json | undefined;
  change: (value: Json) => void;
};

export function fieldView(block: FieldBlock, page: Page, place: Place): View {
  const id = `f-${place.path.replace(/\W/g, "-")}`;
  const label = page.say(block.labels) || block.field.key;
  const placeholder = page.say(block.placeholder) || undefined;
  const control: Control = controlFor(block.field, { ...page, id, placeholder, change: place.change });
  const mark = element("span", { class: "required", "aria-hidden": "true" }, "*");
  const name = control.group
    ? element("span", { class: "label", id: `${id}-label` }, mark, label)
    : element("label", { class: "label", for: id }, mark, label);
  if (control.group) attribute(control.element, "aria-labelledby", `${id}-label`);
  const help = page.say(block.help);
  const hint = help === "" ? undefined : element("p", { class: "help", id: `${id}-help` }, help);
  const wrong = element("p", { class: "issue", id: `${id}-issue` });
  const whole = element(
    "div",
    { class: `field kind-${block.field.kind}`, "data-pointer": place.pointer },
    name,
    hint,
    control.element,
    wrong,
  );
  whole.addEventListener("focusout", () => page.touch(place.pointer));
  const of = <T>(states: Record<string, T>) =>
    states[place.path] ?? (place.column === undefined ? undefined : states[place.column]);
  return {
    element: whole,
    show() {
      const { evaluation } = page.session;
      whole.hidden = of(evaluation.visible) === false;
      const required = of(evaluation.required) === true;
      mark.hidden = !required;
      control.show(place.value(), { readonly: of(evaluation.readonly) === true, options: of(evaluation.options) });
      const issues = page.issuesAt(place.pointer);
      wrong.textContent = issues.map((issue) => issue.message).join(" ");
      wrong.hidden = issues.length === 0;
      if (!control.group) {
        attribute(control.target, "aria-required", required ? "true" : undefined);
        attribute(control.target, "aria-invalid", issues.length > 0 ? "true" : undefined);
      }
      const about = [issues.length > 0 && wrong.id, hint?.id].filter(Boolean).join(" ");
      attribute(control.target, "aria-describedby", about || undefined);
    },
  };
}
