/** A form that somebody fills in: fetched, computed while typing, kept on the device until it is sent. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Values } from "../../api/contract";
import type { Answers } from "../../engine/contract";
import { engineFor } from "../../engine/engine";
import { Judgement } from "../../engine/judgement";
import { remoteEngine } from "../../engine/remote";
import { FormStore } from "../../engine/store";
import { fieldOf } from "../../model/fields";
import { placedIn, stillAsked } from "../../model/filling";
import { bare, isBlank } from "../../model/value";
import type { Shared } from "./filling";
import { Opened } from "./opened";
import { type FormSource, type FormView, knownBy } from "./source";

/** How long after the last change unfinished answers are kept, in milliseconds. */
const KEEP_AFTER = 400;

type Begun = { view: FormView; shared: Shared; recalled: boolean };

function recall(name: string | undefined): Answers | null {
  try {
    return name === undefined ? null : (JSON.parse(sessionStorage.getItem(name) ?? "null") as Answers | null);
  } catch {
    return null;
  }
}

export const forgetFilling = (name: string | undefined) => name !== undefined && sessionStorage.removeItem(name);

async function begin(source: FormSource, view: FormView, entity: Entity, given: Values, language: string) {
  const { layout } = view.bundle.form;
  const kept = recall(source.kept);
  const filled = Object.entries(given).filter(([, value]) => !isBlank(value));
  const preset = filled.map(([key, value]) => [key, bare(fieldOf(entity, key)?.kind ?? "text", value)]);
  const tables = new Set(placedIn(layout).flatMap((placed) => (placed.rows ? [placed.field] : [])));
  const warn = (reason: unknown) => console.warn("formwork: this form is computed by the server", reason);
  const engine = await engineFor(view, { language, ask: source.ask }, undefined, warn);
  const store = new FormStore(engine, {
    fetchKnown: knownBy(source.ask),
    tables,
    ...(view.bundle.remote ? {} : { spare: () => remoteEngine(source.ask) }),
  });
  await store.open({ ...(kept ? stillAsked(kept, layout) : {}), ...Object.fromEntries(preset) } as Answers);
  const shared: Shared = { store, judgement: new Judgement(tables), opened: new Opened(layout), entity };
  return { view, shared, recalled: kept !== null };
}

export function useFilling(source: FormSource, entity: Entity, preset: Values) {
  const { i18n } = useTranslation();
  const language = i18n.language;
  const view = useQuery({
    queryKey: source.name,
    queryFn: source.load,
    // What somebody fills in is not replaced under the hands; a form that is opened again is asked for again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const [begun, setBegun] = useState<Begun | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  const start = useRef({ source, entity, preset });
  useEffect(() => {
    if (!view.data) return;
    let gone = false;
    let store: FormStore | undefined;
    const from = start.current;
    void begin(from.source, view.data, from.entity, from.preset, language)
      .then((made) => {
        store = made.shared.store;
        if (gone) store.close();
        else setBegun({ ...made, recalled: made.recalled && round === 0 });
      })
      .catch((reason) => !gone && setFailure(reason));
    return () => {
      gone = true;
      setBegun(null);
      store?.close();
    };
  }, [view.data, language, round]);

  const store = begun?.shared.store;
  useEffect(() => {
    const name = start.current.source.kept;
    if (!store || name === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => sessionStorage.setItem(name, JSON.stringify(store.given()));
    const stop = store.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_AFTER);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [store]);

  const startOver = () => {
    forgetFilling(source.kept);
    setRound((count) => count + 1);
  };
  const retry = () => {
    setFailure(null);
    setRound((count) => count + 1);
    if (view.isError) void view.refetch();
  };
  return { begun, failure: failure ?? view.error, retry, startOver };
}
