/** A design in hand: its edits, undo and redo, what is selected. */
import { useCallback, useMemo, useRef, useState } from "react";
import type { DesignDraft } from "../../model/designer/documents";
import { applyEdit, type DesignEdit } from "../../model/designer/edit";
import { NOTHING, only, type Picked, pick, still } from "../../model/designer/picked";
import { begin, commit, redo, type Steps, undo } from "../../model/designer/steps";
import { walk } from "../../model/designer/tree";

type State = { steps: Steps<DesignDraft>; picked: Picked; renaming?: string };

export type Design = ReturnType<typeof useDesign>;

export function useDesign(initial: DesignDraft) {
  const [state, setState] = useState<State>(() => ({ steps: begin(initial), picked: NOTHING }));
  const latest = useRef(state);
  latest.current = state;
  const change = useCallback((next: (state: State) => State) => {
    setState((old) => {
      const made = next(old);
      const order = made.steps === old.steps ? null : walk(made.steps.present.form).map((one) => one.reference);
      return order ? { ...made, picked: still(made.picked, order) } : made;
    });
  }, []);
  const actions = useMemo(
    () => ({
      /** `tag` joins what is typed into one place to one step of undo. */
      edit: (edit: DesignEdit, tag?: string) =>
        change((old) => ({
          ...old,
          steps: commit(old.steps, applyEdit(old.steps.present, edit), performance.now(), tag),
        })),
      /** Edits that select or rename what they made. */
      editAndPick: (edit: DesignEdit, reference: string | undefined, renaming = false) =>
        change((old) => ({
          steps: commit(old.steps, applyEdit(old.steps.present, edit), performance.now()),
          picked: reference === undefined ? NOTHING : only(reference),
          renaming: renaming ? reference : undefined,
        })),
      /** Another's draft in place of one's own; undo brings one's own back. */
      replace: (draft: DesignDraft) =>
        change((old) => ({ ...old, steps: commit(old.steps, draft, performance.now()), renaming: undefined })),
      undo: () => change((old) => ({ ...old, steps: undo(old.steps), renaming: undefined })),
      redo: () => change((old) => ({ ...old, steps: redo(old.steps), renaming: undefined })),
      pick: (reference: string, keys: { shift: boolean; toggle: boolean }) =>
        change((old) => {
          const order = walk(old.steps.present.form).map((one) => one.reference);
          return { ...old, picked: pick(old.picked, order, reference, keys) };
        }),
      pickOnly: (reference: string | undefined) =>
        change((old) => ({ ...old, picked: reference === undefined ? NOTHING : only(reference) })),
      rename: (reference: string | undefined) => change((old) => ({ ...old, renaming: reference })),
      now: () => latest.current.steps.present,
      picked: () => latest.current.picked.references,
    }),
    [change],
  );
  return {
    ...actions,
    actions,
    draft: state.steps.present,
    selection: state.picked.references,
    renaming: state.renaming,
    mayUndo: state.steps.past.length > 0,
    mayRedo: state.steps.future.length > 0,
  };
}

export type DesignActions = Design["actions"];
