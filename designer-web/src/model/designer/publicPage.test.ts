import { expect, it } from "vitest";
import type { FormDocument } from "./documents";
import { begun, changed, choices, goodSlug, saying, snippet } from "./publicPage";

const form: FormDocument = {
  format: 1,
  key: "lead_entry",
  entity: "lead",
  layout: [
    { type: "field", field: "name" },
    { type: "field", field: "source", hidden: true },
    { type: "field", field: "boss" },
  ],
};

it("begins with an address that is one", () => {
  expect(begun(form)).toEqual({ slug: "lead-entry" });
  expect([goodSlug("lead-entry"), goodSlug("-x"), goodSlug("Lead"), goodSlug("")]).toEqual([true, false, false, false]);
});

it("leaves out what says nothing", () => {
  const page = changed(changed({ slug: "x" }, "most", 3), "captcha", false);
  expect(page).toEqual({ slug: "x", most: 3, captcha: false });
  expect(changed(changed(page, "most", undefined), "captcha", true)).toEqual({ slug: "x" });
  expect(changed({ slug: "x", frames: ["*"] }, "frames", [])).toEqual({ slug: "x" });
  expect([saying(undefined, "en", "Hi"), saying({ en: "Hi" }, "en", " ")]).toEqual([{ en: "Hi" }, undefined]);
});

it("offers fields that an address may fill in", () => {
  const kinds: Record<string, string> = { name: "text", source: "text", boss: "user" };
  expect(choices(form, (field) => kinds[field])).toEqual([
    { field: "name", hidden: false },
    { field: "source", hidden: true },
  ]);
});

it("gives a website a frame that listens to this origin alone", () => {
  const code = snippet("https://crm.example.com", "lead");
  expect(code).toContain('src="https://crm.example.com/f/lead"');
  expect(code).toContain('event.origin === "https://crm.example.com"');
});
