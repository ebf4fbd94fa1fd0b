/** An open form: filled in, refused, corrected, sent. */
import type { FormIssue } from "../engine/contract";
import { deviceName, draftOf, forgetDraft, keepDraft } from "./draft";
import { attribute, element } from "./element";
import { type Block, blocksOf, fieldsOf, type PublicForm, prefilled } from "./form";
import { Refused, type Server } from "./server";
import { Session } from "./session";
import type { Locale, Texts } from "./texts";
import { blockView, type Page, type View } from "./view";
import { Work } from "./work";

export type Opening = {
  slug: string;
  form: PublicForm;
  server: Server;
  locale: Locale;
  texts: Texts;
  say: Page["say"];
  parameters: URLSearchParams;
  thanks: (text: string) => void;
};

/** Kept here and never sent: where a form is shown is nobody's answer. */
const FILES = ["attachment", "image", "signature"];

export async function openForm(main: HTMLElement, opening: Opening) {
  const filling = new Filling(main, opening);
  await filling.open();
}

class Filling {
  private readonly blocks: Block[];
  private readonly session: Session;
  private readonly work: Work;
  private readonly page: Page;
  private views: View[] = [];
  private readonly touched = new Set<string>();
  private tried = false;
  /** Whether somebody filled anything in: what the address says is no draft. */
  private begun = false;
  /** What the server refused, until it is changed. */
  private refused: FormIssue[] = [];
  private readonly notice = element("p", { class: "notice", role: "alert", hidden: true });
  private readonly send: HTMLButtonElement;
  private readonly consent = element("input", { type: "checkbox", id: "consent" });
  private readonly trap = element("input", {
    type: "text",
    name: "website",
    tabindex: -1,
    autocomplete: "off",
    "aria-hidden": "true",
  });
  private readonly key = { now: newKey() };

  constructor(
    private readonly main: HTMLElement,
    private readonly opening: Opening,
  ) {
    const { form, server, texts, say } = opening;
    this.blocks = blocksOf(form);
    this.session = new Session(() => this.show());
    this.work = new Work(server, form.captcha);
    this.send = element("button", { type: "submit", class: "first" }, say(form.submit) || texts.submit);
    this.page = {
      session: this.session,
      texts,
      say,
      upload: async (file) => server.upload(file, (await this.work.own()).challenge),
      issuesAt: (pointer) => this.issuesAt(pointer),
      touch: (pointer) => this.touch(pointer),
      passes: (blocks) => this.passes(blocks),
    };
  }

  async open() {
    const { slug, form, server, locale, texts } = this.opening;
    const fields = fieldsOf(this.blocks);
    const keys = fields.map(({ field }) => field.key);
    const draft = draftOf(slug, keys);
    this.build(draft !== undefined);
    const first = { ...this.prefill(), ...draft };
    this.session.answers = first;
    this.show();
    this.main.removeAttribute("aria-busy");
    // After the first picture: nobody waits for the engine or the work.
    await new Promise((settle) => setTimeout(settle, 0));
    this.work.begin().catch(() => undefined);
    const bundle = form.bundle ?? {};
    await this.session
      .open({ bundle, context: form.context }, server, this.parameters(), this.session.answers, locale)
      .catch(() => {
        this.tell(texts.offline);
      });
  }

  private build(restored: boolean) {
    const { slug, form, texts, say } = this.opening;
    const agreed =
      form.consent &&
      element(
        "div",
        { class: "field consent", "data-pointer": "/consent" },
        element("label", { class: "box" }, this.consent, element("span", {}, say(form.consent.labels))),
        form.consent.url &&
          /^https?:/.test(form.consent.url) &&
          element("a", { href: form.consent.url, target: "_blank", rel: "noopener noreferrer" }, texts.consent),
        element("p", { class: "issue", id: "consent-issue", hidden: true }, texts.consentRequired),
      );
    this.consent.addEventListener("change", () => this.show());
    const forget = element("button", { type: "button", class: "link" }, texts.forget);
    forget.addEventListener("click", () => {
      forgetDraft(slug);
      location.reload();
    });
    const back = restored && element("p", { class: "kept", role: "status" }, `${texts.draft} `, forget);
    this.views = this.blocks.map((block) => blockView(block, this.page));
    const trap = element("div", { class: "trap", "aria-hidden": "true" }, this.trap);
    const last = element("div", { id: "send" }, agreed || undefined, this.send);
    const whole = element(
      "form",
      { novalidate: true },
      back,
      ...this.views.map((view) => view.element),
      trap,
      this.notice,
      last,
      element("p", { class: "note" }, texts.kept),
    );
    for (const kind of ["input", "change", "click"]) {
      whole.addEventListener(
        kind,
        () => {
          this.begun = true;
        },
        { capture: true },
      );
    }
    whole.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.main.append(whole);
  }

  private prefill() {
    const { form, parameters } = this.opening;
    const asked = fieldsOf(this.blocks).filter(({ field }) => form.prefill.includes(field.key));
    return Object.fromEntries(
      asked.flatMap(({ field }) => {
        const value = prefilled(field, parameters.get(field.key) ?? "");
        return value === undefined ? [] : [[field.key, value]];
      }),
    );
  }

  /** What the form keeps of the address, and where the person came from. */
  private parameters(): Record<string, string> {
    const { form, parameters } = this.opening;
    const named = [...form.parameters, ...form.prefill].map(
      (name) => [name, (parameters.get(name) ?? "").slice(0, 500)] as const,
    );
    const told = Object.fromEntries(named.filter(([, value]) => value !== ""));
    if (document.referrer && told.referrer === undefined) told.referrer = document.referrer.slice(0, 500);
    return told;
  }

  private show() {
    for (const view of this.views) view.show();
    const missing = document.querySelector<HTMLElement>("#consent-issue");
    if (missing) missing.hidden = !(this.tried && !this.consent.checked);
    if (missing) attribute(this.consent, "aria-describedby", missing.hidden ? undefined : missing.id);
    const files = fieldsOf(this.blocks)
      .filter(({ field }) => FILES.includes(field.kind))
      .map(({ field }) => field.key);
    if (this.begun) keepDraft(this.opening.slug, this.session.answers, files);
  }

  private touch(pointer: string) {
    this.touched.add(pointer);
    this.refused = this.refused.filter((issue) => issue.pointer !== pointer);
    this.show();
  }

  private issuesAt(pointer: string): FormIssue[] {
    const own = this.session.evaluation.issues.filter((issue) => issue.pointer === pointer);
    const now = this.tried || this.touched.has(pointer) ? own : [];
    return [
      ...now,
      ...this.refused.filter((issue) => issue.pointer === pointer && !now.some((one) => one.code === issue.code)),
    ];
  }

  private passes(blocks: readonly Block[]): boolean {
    const keys = fieldsOf(blocks).map(({ field }) => field.key);
    const wrong = this.session.evaluation.issues.filter((issue) => keys.includes(issue.pointer.split("/")[1] ?? ""));
    for (const issue of wrong) this.touched.add(issue.pointer);
    this.show();
    if (wrong.length > 0) this.goTo(wrong);
    return wrong.length === 0;
  }

  private tell(text: string | undefined) {
    this.notice.textContent = text ?? "";
    this.notice.hidden = text === undefined;
  }

  /** Brings the first of some places into sight. */
  private goTo(issues: readonly FormIssue[]) {
    const pointers = new Set(issues.map((issue) => issue.pointer));
    const places = [...this.main.querySelectorAll<HTMLElement>("[data-pointer]")];
    const first = places.find((place) => pointers.has(place.dataset.pointer ?? "") && !place.closest(".field[hidden]"));
    if (!first) return;
    first.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
    const input = first.querySelector<HTMLElement>("input, select, textarea, button");
    (input ?? first).focus({ preventScroll: true });
    first.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  private async submit() {
    const { form, texts } = this.opening;
    this.tried = true;
    this.busy(true);
    await this.session.settled();
    this.busy(false);
    const issues: FormIssue[] = [...this.session.evaluation.issues];
    if (form.consent && !this.consent.checked)
      issues.push({ pointer: "/consent", code: "consent_required", message: texts.consentRequired });
    this.show();
    if (issues.length > 0) {
      this.tell(texts.wrong(issues.length));
      this.goTo(issues);
      return;
    }
    this.tell(undefined);
    this.busy(true);
    try {
      await this.deliver(true);
    } catch (reason) {
      this.failed(reason);
    }
    this.busy(false);
  }

  private async deliver(first: boolean): Promise<void> {
    const { server, slug, thanks } = this.opening;
    const work = await this.work.done().catch((reason) => {
      if (this.opening.form.captcha) throw reason;
      return {};
    });
    const keys = fieldsOf(this.blocks).map(({ field }) => field.key);
    const sent = {
      answers: this.session.sent(keys),
      parameters: this.parameters(),
      consent: this.consent.checked,
      trap: this.trap.value,
      device: deviceName(),
      ...work,
    };
    try {
      const received = await server.send(sent, this.key.now);
      forgetDraft(slug);
      thanks(received.thanks);
    } catch (reason) {
      this.key.now = newKey();
      const old =
        reason instanceof Refused &&
        reason.problem.issues?.some((issue) => /^(challenge_|bad_challenge|bad_proof)/.test(issue.code));
      if (!old || !first) throw reason;
      this.work.renew();
      // Sent at once after the new challenge was made it would look like a program.
      await new Promise((settle) => setTimeout(settle, 3_200));
      await this.deliver(false);
    }
  }

  private failed(reason: unknown) {
    const { texts } = this.opening;
    const problem = reason instanceof Refused ? reason.problem : undefined;
    this.refused = (problem?.issues ?? []) as FormIssue[];
    this.show();
    const strangers = this.refused.filter(
      (issue) => !this.main.querySelector(`[data-pointer="${CSS.escape(issue.pointer)}"]`),
    );
    if (this.refused.length > 0)
      this.tell([texts.wrong(this.refused.length), ...strangers.map((issue) => issue.message)].join(" · "));
    else if (problem?.code === "offline" || problem === undefined) this.tell(texts.offline);
    else if (problem.status === 429) this.tell(problem.detail ?? texts.tooOften);
    else this.tell(problem.detail ?? (problem.title || texts.failed));
    this.goTo(this.refused);
  }

  private busy(busy: boolean) {
    const { form, texts, say } = this.opening;
    this.send.disabled = busy;
    this.send.textContent = busy ? texts.sending : say(form.submit) || texts.submit;
  }
}

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
