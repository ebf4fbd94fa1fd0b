/** Fields that are chosen: options as a list of large boxes on a phone, a menu where there are many. */
import type { Json } from "../../api/contract";
import { element } from "../element";
import type { FieldShape, Option } from "../form";
import type { Control, Surroundings } from "./index";

/** Options up to which all of them are in sight. */
const IN_SIGHT = 8;

function nested(options: readonly Option[], parent?: string, depth = 0): { option: Option; depth: number }[] {
  const here = options.filter((option) => option.parent === parent);
  return here.flatMap((option) => [
    { option, depth },
    ...(parent === option.key ? [] : nested(options, option.key, depth + 1)),
  ]);
}

export function choiceControl(field: FieldShape, around: Surroundings): Control {
  const options = (field.options ?? []).filter((option) => !option.retired);
  if (field.kind === "multi_choice" || (field.kind === "choice" && options.length <= IN_SIGHT))
    return boxes(field, options, around);
  const select = element("select", { id: around.id }, element("option", { value: "" }, around.texts.choose));
  const made = nested(options).map(({ option, depth }) => {
    const one = element(
      "option",
      { value: option.key },
      `${"　".repeat(depth)}${around.say(option.labels) || option.key}`,
    );
    select.append(one);
    return one;
  });
  select.addEventListener("change", () => around.change(select.value === "" ? null : select.value));
  return {
    element: select,
    target: select,
    show(value, { readonly, options: offered }) {
      for (const one of made) one.hidden = one.disabled = offered !== undefined && !offered.includes(one.value);
      select.value = typeof value === "string" ? value : "";
      select.disabled = readonly;
    },
  };
}

function boxes(field: FieldShape, options: readonly Option[], around: Surroundings): Control {
  const several = field.kind === "multi_choice";
  const inputs = options.map((option) => {
    const input = element("input", { type: several ? "checkbox" : "radio", name: around.id, value: option.key });
    const line = element(
      "label",
      { class: "box" },
      input,
      element("span", {}, around.say(option.labels) || option.key),
    );
    return { key: option.key, input, line };
  });
  const told = () => {
    const chosen = inputs.filter(({ input }) => input.checked).map(({ key }) => key);
    around.change(several ? chosen : (chosen[0] ?? null));
  };
  for (const { input } of inputs) {
    input.addEventListener("change", told);
    // A choice that was made is taken back by choosing it again.
    if (!several) input.addEventListener("click", () => again(input, told));
  }
  const whole = element(
    "div",
    { class: "boxes", id: around.id, role: several ? "group" : "radiogroup" },
    ...inputs.map(({ line }) => line),
  );
  return {
    element: whole,
    target: whole,
    group: true,
    show(value, { readonly, options: offered }) {
      const chosen = Array.isArray(value) ? value : [value];
      for (const { key, input, line } of inputs) {
        input.checked = chosen.includes(key);
        input.dataset.was = String(input.checked);
        line.hidden = offered !== undefined && !offered.includes(key);
        input.disabled = readonly;
      }
    },
  };
}

function again(input: HTMLInputElement, told: () => void) {
  if (input.dataset.was !== "true") return;
  input.checked = false;
  input.dataset.was = "false";
  told();
}

export function tickControl(around: Surroundings): Control {
  const input = element("input", { id: around.id, type: "checkbox", class: "tick" });
  input.addEventListener("change", () => around.change(input.checked));
  return {
    element: input,
    target: input,
    show(value, { readonly }) {
      input.checked = value === true;
      input.disabled = readonly;
    },
  };
}

export function ratingControl(field: FieldShape, around: Surroundings): Control {
  const most = Number(field.max ?? 5);
  const numbers = Array.from({ length: most }, (_, at) => ({
    key: String(at + 1),
    labels: { "zh-CN": String(at + 1), en: String(at + 1) },
  }));
  const change = (value: Json) => around.change(typeof value === "string" ? Number(value) : null);
  const control = boxes({ ...field, kind: "choice" }, numbers, { ...around, change });
  control.element.classList.add("rating");
  return { ...control, show: (value, state) => control.show(typeof value === "number" ? String(value) : null, state) };
}
