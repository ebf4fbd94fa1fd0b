/** A view as it is being designed: loaded, edited in steps, published. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { Failure, issuesOf } from "../../api/client";
import type { Entity, Issue, Json } from "../../api/contract";
import { getDefinition, getDraft, publish, saveDraft } from "../../api/definitions";
import { back, forward, type Steps, startSteps, step } from "../../model/steps";
import { applyViewEdit, documentOf, newView, type ViewDefinition, type ViewEdit } from "../../model/viewDraft";

export type Loaded = {
  published: ViewDefinition | null;
  draft: ViewDefinition;
  etag: string | null;
  unpublished: boolean;
};

const newKey = (entity: string) => `${entity.slice(0, 24)}-${crypto.randomUUID().slice(0, 8)}`;
const place = (key: string) => ({ kind: "view", key });

/** A draft somebody has saved and not published yet. */
async function saved(key: string): Promise<{ body: ViewDefinition; etag: string | null } | null> {
  try {
    const { body, etag } = await getDraft(place(key));
    return { body: body as unknown as ViewDefinition, etag: etag?.replaceAll('"', "") ?? null };
  } catch (reason) {
    if (reason instanceof Failure && reason.problem.status === 404) return null;
    throw reason;
  }
}

async function load(entity: Entity, key: string | undefined): Promise<Loaded> {
  if (!key) return { published: null, draft: newView(entity, newKey(entity.key)), etag: null, unpublished: false };
  const [definition, draft] = await Promise.all([getDefinition(place(key)), saved(key)]);
  const published = definition as unknown as ViewDefinition;
  return { published, draft: draft?.body ?? published, etag: draft?.etag ?? null, unpublished: draft !== null };
}

export function useLoadedView(entity: Entity, key: string | undefined) {
  return useQuery({
    queryKey: ["view-definition", entity.key, key ?? ""],
    queryFn: () => load(entity, key),
    // What is being edited is not taken away by a newer answer.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Told apart by what is edited: the letters of a name are one step, two clicks are two. */
const groupOf = (edit: ViewEdit) => (edit.kind === "named" ? "named" : null);

export function useViewDraft(entity: Entity, loaded: Loaded) {
  const queryClient = useQueryClient();
  const [steps, setSteps] = useState<Steps<ViewDefinition>>(() => startSteps(loaded.draft));
  const [etag, setEtag] = useState(loaded.etag);
  const [issues, setIssues] = useState<Issue[]>([]);
  const view = steps.now;
  const edit = useCallback(
    (change: ViewEdit) => {
      setIssues([]);
      setSteps((now) => step(now, applyViewEdit(entity, now.now, change), Date.now(), groupOf(change)));
    },
    [entity],
  );
  const undo = useCallback(() => setSteps(back), []);
  const redo = useCallback(() => setSteps(forward), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.isComposing) return;
      const key = event.key.toLowerCase();
      const again = key === "y" || (key === "z" && event.shiftKey);
      if (!again && key !== "z") return;
      event.preventDefault();
      if (again) redo();
      else undo();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);

  const save = useMutation({
    mutationFn: async () => {
      const saved = await saveDraft(place(view.key), documentOf(view) as unknown as Json, etag);
      setEtag(saved.etag);
      setIssues(saved.issues);
      if (saved.issues.length > 0) return false;
      await publish([place(view.key)], false);
      return true;
    },
    onSuccess: async (published) => {
      if (!published) return;
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["me"] }),
        queryClient.invalidateQueries({ queryKey: ["entity", entity.key] }),
      ]);
    },
    onError: (reason) => setIssues(issuesOf(reason)),
  });
  const dirty = steps.past.length > 0 || loaded.unpublished || loaded.published === null;
  return { view, edit, undo, redo, steps, save, issues, dirty };
}

export type Designing = ReturnType<typeof useViewDraft>;
