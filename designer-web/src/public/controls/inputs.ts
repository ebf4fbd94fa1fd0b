/** Fields that are typed: text, numbers, days, money, addresses. */
import type { Json } from "../../api/contract";
import { attribute, element } from "../element";
import type { FieldShape } from "../form";
import type { Control, Surroundings } from "./index";

type Typed = {
  type: string;
  mode?: string;
  complete?: string;
  area?: boolean;
  read?: (text: string) => Json;
  write?: (value: Json) => string;
};

const asIs = (value: Json) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const decimal = (text: string): Json => (text === "" ? null : text.replace(/[,，\s]/g, ""));

/** Moves the point of a decimal: 5 percent is 0.05. */
export function shifted(text: string, places: number): string {
  const found = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!found) return text;
  const [, sign = "", whole = "", part = ""] = found;
  const digits = (whole + part).padStart(Math.max(0, -places) + 1, "0");
  const point = Math.max(whole.length, digits.length - part.length) + places;
  const padded = digits.padEnd(point, "0");
  const [left, right] = [padded.slice(0, point).replace(/^0+(?=\d)/, ""), padded.slice(point).replace(/0+$/, "")];
  return `${sign}${left || "0"}${right ? `.${right}` : ""}`;
}

const words: Typed = { type: "text" };
const KINDS: Record<string, Typed> = {
  text: words,
  long_text: { type: "text", area: true },
  phone: { type: "tel", mode: "tel", complete: "tel" },
  email: { type: "email", mode: "email", complete: "email" },
  url: { type: "url", mode: "url", complete: "url" },
  id_number: words,
  integer: {
    type: "text",
    mode: "numeric",
    read: (text) => (text === "" ? null : /^-?\d{1,15}$/.test(text) ? Number(text) : text),
  },
  decimal: { type: "text", mode: "decimal", read: decimal },
  percent: {
    type: "text",
    mode: "decimal",
    read: (text) => (text === "" ? null : shifted(text.replace(/[%％]$/, ""), -2)),
    write: (value) => (typeof value === "string" ? shifted(value, 2) : asIs(value)),
  },
  duration: {
    type: "text",
    mode: "numeric",
    read: (text) => (text === "" ? null : /^\d{1,7}$/.test(text) ? Number(text) * 60 : text),
    write: (value) => (typeof value === "number" ? String(Math.round(value / 60)) : asIs(value)),
  },
  date: { type: "date" },
  time: { type: "time" },
  tags: {
    type: "text",
    read: (text) =>
      text
        .split(/[,，]/)
        .map((one) => one.trim())
        .filter(Boolean),
    write: (value) => (Array.isArray(value) ? value.join("，") : asIs(value)),
  },
};

type Input = HTMLInputElement | HTMLTextAreaElement;

/** Writes into an input unless somebody is typing in it. */
function put(input: Input, text: string, readonly: boolean) {
  if (document.activeElement !== input && input.value !== text) input.value = text;
  input.readOnly = readonly;
}

export function inputControl(field: FieldShape, around: Surroundings): Control {
  const kind = KINDS[field.kind];
  if (!kind) {
    const none = element("p", { class: "note", id: around.id }, around.texts.unsupported);
    return { element: none, target: none, show: () => undefined };
  }
  const shared = { id: around.id, placeholder: around.placeholder, maxlength: field.maxLength };
  const input: Input = kind.area
    ? element("textarea", { ...shared, rows: 4 })
    : element("input", {
        ...shared,
        type: kind.type,
        inputmode: kind.mode,
        autocomplete: kind.complete ?? (field.key === "name" ? "name" : "on"),
      });
  const read = kind.read ?? ((text: string): Json => (text === "" ? null : text));
  const write = kind.write ?? asIs;
  input.addEventListener("input", () => around.change(read(input.value.trim())));
  const unit = field.kind === "percent" ? "%" : field.kind === "duration" ? around.texts.minutes : undefined;
  if (field.kind === "tags") attribute(input, "placeholder", around.placeholder ?? around.texts.tags);
  const whole = unit ? element("span", { class: "with-unit" }, input, element("span", { class: "unit" }, unit)) : input;
  return { element: whole, target: input, show: (value, { readonly }) => put(input, write(value ?? null), readonly) };
}

/** A moment in the zone of the device, told in UTC. */
export function momentControl(around: Surroundings): Control {
  const input = element("input", { id: around.id, type: "datetime-local" });
  input.addEventListener("input", () => {
    const moment = new Date(input.value);
    around.change(input.value === "" || Number.isNaN(moment.getTime()) ? null : moment.toISOString());
  });
  const local = (text: string) => {
    const moment = new Date(text);
    return Number.isNaN(moment.getTime())
      ? ""
      : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  };
  return {
    element: input,
    target: input,
    show: (value, { readonly }) => put(input, local(asIs(value ?? null)), readonly),
  };
}

export function moneyControl(field: FieldShape, around: Surroundings): Control {
  const currency = field.currency ?? "CNY";
  const input = element("input", {
    id: around.id,
    type: "text",
    inputmode: "decimal",
    placeholder: around.placeholder,
  });
  input.addEventListener("input", () => {
    const amount = decimal(input.value.trim());
    around.change(amount === null ? null : { amount, currency });
  });
  const whole = element("span", { class: "with-unit" }, input, element("span", { class: "unit" }, currency));
  const amount = (value: Json | undefined) =>
    value !== null && typeof value === "object" && !Array.isArray(value) ? asIs(value.amount ?? null) : "";
  return { element: whole, target: input, show: (value, { readonly }) => put(input, amount(value), readonly) };
}

/** Several inputs of one value, by the names of its parts. */
function parts(around: Surroundings, of: { name: string; label: string; type: string }[], className: string): Control {
  const inputs = of.map(({ name, label, type }) => ({
    name,
    input: element("input", { type, "aria-label": label, placeholder: type === "text" ? label : undefined }),
  }));
  const told = () => {
    const filled = inputs.filter(({ input }) => input.value.trim() !== "");
    around.change(
      filled.length === 0 ? null : Object.fromEntries(filled.map(({ name, input }) => [name, input.value.trim()])),
    );
  };
  for (const { input } of inputs) input.addEventListener("input", told);
  const whole = element("div", { class: className, id: around.id, role: "group" }, ...inputs.map(({ input }) => input));
  const of_value = (value: Json | undefined, name: string) =>
    value !== null && typeof value === "object" && !Array.isArray(value) ? asIs(value[name] ?? null) : "";
  return {
    element: whole,
    target: inputs[0]?.input ?? whole,
    group: true,
    show: (value, { readonly }) => {
      for (const { name, input } of inputs) put(input, of_value(value, name), readonly);
    },
  };
}

export const rangeControl = (around: Surroundings): Control =>
  parts(
    around,
    [
      { name: "start", label: around.texts.from, type: "date" },
      { name: "end", label: around.texts.to, type: "date" },
    ],
    "parts",
  );

export const addressControl = (around: Surroundings): Control =>
  parts(
    around,
    (["province", "city", "district", "detail"] as const).map((name) => ({
      name,
      label: around.texts[name],
      type: "text",
    })),
    "parts address",
  );
