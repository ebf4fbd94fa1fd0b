/** Small reads of the surroundings that components share. */
import { useQuery } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { problemOf } from "../api/client";
import type { Labels, Me } from "../api/contract";
import { listForms } from "../api/forms";
import { getEntity, listEntities } from "../api/records";
import { sentenceOf } from "../model/issue";
import { labelOf } from "../model/label";
import { nearness } from "../model/moment";
import { showToast } from "./toast";

const PHONE = "(max-width: 720px)";

function subscribePhone(listener: () => void) {
  const media = window.matchMedia(PHONE);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}

export const usePhone = () => useSyncExternalStore(subscribePhone, () => window.matchMedia(PHONE).matches);

export function useLabel() {
  const { i18n } = useTranslation();
  const locale = i18n.language;
  return useCallback((thing: { labels?: Labels | null; key?: string } | undefined) => labelOf(thing, locale), [locale]);
}

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("this screen is only shown to somebody signed in");
  return me;
}

export const useZone = () => useContext(MeContext)?.zone ?? "Asia/Shanghai";

export const entityQuery = (entity: string) => ({
  queryKey: ["entity", entity],
  queryFn: () => getEntity(entity),
  staleTime: 60_000,
  enabled: entity !== "",
});

export const entitiesQuery = { queryKey: ["entities"], queryFn: listEntities, staleTime: 60_000 };

export const formsQuery = { queryKey: ["forms"], queryFn: listForms, staleTime: 60_000 };

/** Whether there is anything whose recycle bin the person may open. */
export const useMayDelete = () => useQuery(entitiesQuery).data?.items.some((one) => one.actions.delete) ?? false;

/** Whether there is anything the person may take along. */
export const useMayExport = () => useQuery(entitiesQuery).data?.items.some((one) => one.actions.export) ?? false;

export const useEntity = (entity: string) => useQuery(entityQuery(entity));

/** What a failure says to a person: the server's sentence, else ours by status. */
export function useProblemText() {
  const { t } = useTranslation();
  return useCallback(
    (reason: unknown): string => {
      const problem = problemOf(reason);
      const sentence = sentenceOf(problem);
      if (sentence) return sentence;
      if (problem.status === 0 && (problem.code === "offline" || !navigator.onLine)) return t("problem.offline");
      const key = { 403: "forbidden", 404: "notFound", 413: "tooLarge", 429: "tooOften", 503: "busy" }[problem.status];
      return t(`problem.${key ?? "unexpected"}`);
    },
    [t],
  );
}

/** Trying again changes nothing about these: no right, not there. */
const FINAL = [403, 404];

/** Shows a failure with a way to try again where that may help; what was typed stays where it is. */
export function useFailureToast() {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return useCallback(
    (reason: unknown, retry?: () => void) =>
      showToast(problemText(reason), {
        tone: "error",
        action:
          retry && !FINAL.includes(problemOf(reason).status) ? { label: t("common.retry"), run: retry } : undefined,
      }),
    [problemText, t],
  );
}

/** 刚刚, 5 分钟前, 昨天 10:32 … */
export function useWhen() {
  const { t } = useTranslation();
  const zone = useZone();
  return useCallback(
    (moment: string) => {
      const near = nearness(moment, new Date(), zone);
      return t(`common.${near.key}`, { count: near.count, time: near.time, day: near.day });
    },
    [t, zone],
  );
}

export function useDebounced<T>(value: T, delay: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}

export function useDocumentTitle(title: string | undefined) {
  const { t } = useTranslation();
  const product = t("shell.product");
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
}
