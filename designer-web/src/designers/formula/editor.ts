/** The editor of formulas: fields as chips, completion, mistakes underlined. CodeMirror, without any of its languages. */
import { acceptCompletion, autocompletion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view";
import { type FieldName, matching, wordBefore } from "../../model/designer/formulaText";

export type Fault = { from: number; to: number; message: string };
type Known = { fields: FieldName[]; functions: { name: string; help: string; signature: string }[] };

class Chip extends WidgetType {
  constructor(
    readonly label: string,
    readonly known: boolean,
  ) {
    super();
  }
  override eq(other: Chip) {
    return other.label === this.label && other.known === this.known;
  }
  override toDOM() {
    const chip = document.createElement("span");
    chip.className = "fwd-chip";
    chip.dataset.known = String(this.known);
    chip.textContent = this.label;
    return chip;
  }
}

function chips(fields: FieldName[]): Extension {
  const labels = new Map(fields.map((field) => [field.path, field.label]));
  const matcher = new MatchDecorator({
    regexp: /\{([^{}]+)\}/g,
    decoration: (match) => {
      const path = (match[1] ?? "").trim();
      return Decoration.replace({ widget: new Chip(labels.get(path) ?? path, labels.has(path)) });
    },
  });
  return ViewPlugin.fromClass(
    class {
      set: DecorationSet;
      constructor(view: EditorView) {
        this.set = matcher.createDeco(view);
      }
      update(update: ViewUpdate) {
        this.set = matcher.updateDeco(update, this.set);
      }
    },
    {
      decorations: (plugin) => plugin.set,
      provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.set ?? Decoration.none),
    },
  );
}

const setFaults = StateEffect.define<Fault[]>();
const faults = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(old, transaction) {
    let set = old.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setFaults)) continue;
      const { length } = transaction.state.doc;
      const marks = effect.value.flatMap(({ from, to, message }) => {
        const [start, end] = [Math.min(from, Math.max(0, length - 1)), Math.min(Math.max(to, from + 1), length)];
        return end > start
          ? [Decoration.mark({ class: "fwd-fault", attributes: { title: message } }).range(start, end)]
          : [];
      });
      set = Decoration.set(marks, true);
    }
    return set;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function complete({ fields, functions }: Known) {
  const all = functions.map((one) => ({ ...one, label: one.name }));
  return (context: CompletionContext) => {
    const word = wordBefore(context.state.doc.toString(), context.pos);
    if (!word && !context.explicit) return null;
    const typed = word?.typed ?? "";
    const found = matching(fields, typed).map(({ path, label }) => ({
      label,
      detail: path,
      apply: `{${path}}`,
      type: "variable",
    }));
    const called = typed.startsWith("{")
      ? []
      : matching(all, typed).map(({ name, help, signature }) => ({
          label: name,
          detail: signature,
          info: help,
          apply: `${name}(`,
          type: "function",
        }));
    return { from: word?.from ?? context.pos, options: [...found, ...called], filter: false };
  };
}

export function openEditor(
  parent: HTMLElement,
  text: string,
  label: string,
  known: Known,
  onChange: (text: string) => void,
) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        autocompletion({ override: [complete(known)], icons: false }),
        keymap.of([{ key: "Tab", run: acceptCompletion }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        chips(known.fields),
        faults,
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
      ],
    }),
  });
  view.focus();
  return {
    showFaults: (list: Fault[]) => view.dispatch({ effects: setFaults.of(list) }),
    insert: (piece: string) => {
      view.dispatch(view.state.replaceSelection(piece));
      view.focus();
    },
    close: () => view.destroy(),
  };
}
