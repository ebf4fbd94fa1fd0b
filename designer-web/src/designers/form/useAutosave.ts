/**
 * Keeping a draft on the server less than a second after it changed.
 *
 * Shape:  documents that differ are saved one after the other, each over the draft one has seen; a draft that somebody
 *         else saved meanwhile is a conflict that a person decides. What the whole set lacks comes from a trial publish.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { problemOf } from "../../api/client";
import type { Issue } from "../../api/contract";
import { type At, publish, saveDraft } from "../../api/definitions";
import type { DesignDraft } from "../../model/designer/documents";
import { changedSince, type Document, documentsOf } from "../../model/designer/opening";
import { type Loaded, placeName } from "./loading";

const SETTLE_MS = 500;
const RETRY_MS = 3_000;

export type Saving = "clean" | "waiting" | "saving" | "saved" | "failed" | "conflict";
type Held = { kept: Document[]; etags: Loaded["etags"]; running: Promise<boolean> | null; over: boolean };
export type Autosave = ReturnType<typeof useAutosave>;

export function useAutosave(loaded: Loaded, draft: DesignDraft) {
  const [state, setState] = useState<{ saving: Saving; at?: Date }>({ saving: "clean" });
  const [issues, setIssues] = useState<Issue[]>([]);
  const held = useRef<Held>({ kept: loaded.kept, etags: loaded.etags, running: null, over: false });
  const newest = useRef(draft);
  newest.current = draft;
  const first = useRef(draft);

  const drafts = useCallback((): At[] => {
    const own = Object.keys(held.current.etags).map((name) => {
      const [kind = "", key = ""] = name.split("/");
      return { kind, key };
    });
    const there = new Set(documentsOf(newest.current).map(placeName));
    return [...own.filter((at) => there.has(placeName(at))), ...loaded.beside];
  }, [loaded]);

  const judge = useCallback(async () => {
    const set = drafts();
    if (set.length === 0) return setIssues([]);
    try {
      await publish(set, true);
      setIssues([]);
    } catch (reason) {
      setIssues(problemOf(reason).issues ?? []);
    }
  }, [drafts]);

  /** Saves one document over the draft one has seen. */
  const keep = useCallback(async (one: Document): Promise<void> => {
    const now = held.current;
    const name = placeName(one);
    const etag = now.over ? undefined : (now.etags[name] ?? null);
    const answer = await saveDraft(one, one.body, etag);
    now.etags[name] = answer.etag;
    now.kept = [...now.kept.filter((old) => placeName(old) !== name), one];
  }, []);

  const write = useCallback(async (): Promise<boolean> => {
    const now = held.current;
    setState((old) => ({ ...old, saving: "saving" }));
    try {
      for (const one of changedSince(documentsOf(newest.current), now.kept)) await keep(one);
      now.over = false;
      setState({ saving: "saved", at: new Date() });
      void judge();
      return true;
    } catch (reason) {
      setState((old) => ({ ...old, saving: problemOf(reason).status === 409 ? "conflict" : "failed" }));
      return false;
    }
  }, [judge, keep]);

  /** One at a time; whoever asks meanwhile waits for what is under way and for what changed since. */
  const save = useCallback(async (): Promise<boolean> => {
    const now = held.current;
    if (now.running) await now.running;
    if (!now.over && changedSince(documentsOf(newest.current), now.kept).length === 0) return true;
    now.running = write();
    const done = await now.running;
    now.running = null;
    return done;
  }, [write]);

  useEffect(() => {
    if (Object.keys(loaded.etags).length > 0) void judge();
  }, [judge, loaded]);

  const { saving } = state;
  useEffect(() => {
    if (draft === first.current || saving === "conflict") return;
    if (saving !== "failed" && changedSince(documentsOf(draft), held.current.kept).length === 0) return;
    setState((old) => (old.saving === "saving" || old.saving === "failed" ? old : { ...old, saving: "waiting" }));
    const timer = setTimeout(() => void save(), saving === "failed" ? RETRY_MS : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draft, saving, save]);

  /** Whoever leaves in the half second before a draft is kept is asked, as for any text not sent. */
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (["waiting", "saving", "failed"].includes(saving)) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [saving]);

  return {
    ...state,
    issues,
    drafts,
    keep,
    save,
    judge,
    /** One's own draft over the other's. */
    keepMine: () => {
      held.current.over = true;
      setState((old) => ({ ...old, saving: "waiting" }));
      void save();
    },
    /** The other's draft is what is kept now. */
    takeTheirs: (theirs: Loaded) => {
      held.current = { kept: theirs.kept, etags: theirs.etags, running: null, over: false };
      setState({ saving: "clean" });
    },
  };
}
