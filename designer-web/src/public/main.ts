/**
 * The page of a public form, `/f/{slug}`: plain elements, no library.
 *
 * Shape:  address → form from the server → filled in, or told why it is not open.
 * Units:  ≤ 90 kB of script, gzip (`tools/budget.mjs`); the engine comes after the first picture.
 * Source: docs/spec/forms.md §8.
 */
import type { Labels } from "../api/contract";
import { labelOf } from "../model/label";
import { element } from "./element";
import { openForm } from "./filling";
import type { PublicForm } from "./form";
import { tellHeight } from "./frame";
import "./public.css";
import { Refused, Server } from "./server";
import { localeOf, textsOf } from "./texts";

const main = document.querySelector<HTMLElement>("#form") ?? document.body;
const slug = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const parameters = new URLSearchParams(location.search);
const locale = localeOf(parameters.get("lang"), navigator.languages);
const texts = textsOf(locale);
const say = (labels: Labels | undefined) => labelOf({ labels }, locale);
document.documentElement.lang = locale;

/** A page that says one thing. */
function only(title: string, more: string, ...rest: HTMLElement[]) {
  document.title = title;
  const heading = element("h1", { tabindex: -1 }, title);
  main.replaceChildren(element("div", { class: "only", role: "status" }, heading, element("p", {}, more), ...rest));
  main.removeAttribute("aria-busy");
  heading.focus();
}

function thanks(text: string) {
  const again = element("button", { type: "button", class: "second" }, texts.again);
  again.addEventListener("click", () => location.reload());
  only(texts.thanks, text || texts.thanksMore, again);
}

function closed(form: PublicForm) {
  const when = form.opens_at
    ? new Date(form.opens_at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" })
    : "";
  if (form.state === "not_yet") only(texts.notYet, when ? texts.opensAt(when) : texts.closedMore);
  else only(form.state === "full" ? texts.full : texts.over, texts.closedMore);
}

function head(form: PublicForm) {
  const title = say(form.labels);
  document.title = title;
  const other = element(
    "a",
    { class: "language", href: `?${withLanguage()}`, lang: locale === "en" ? "zh-CN" : "en" },
    texts.language,
  );
  const more = say(form.description);
  main.replaceChildren(
    element("header", {}, other, element("h1", {}, title), more !== "" && element("p", { class: "description" }, more)),
  );
}

function withLanguage() {
  const next = new URLSearchParams(parameters);
  next.set("lang", locale === "en" ? "zh" : "en");
  return next.toString();
}

async function start() {
  const server = new Server(slug, locale);
  try {
    const form = await server.form();
    if (form.state !== "open") return closed(form);
    head(form);
    await openForm(main, { slug, form, server, locale, texts, say, parameters, thanks });
  } catch (reason) {
    if (reason instanceof Refused && reason.problem.status === 404) return only(texts.gone, texts.goneMore);
    const retry = element("button", { type: "button", class: "second" }, texts.retry);
    retry.addEventListener("click", () => location.reload());
    only(texts.offline, "", retry);
  }
}

tellHeight();
void start();
