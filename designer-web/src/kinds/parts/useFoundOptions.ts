/**
 * Options the server finds for what is being typed.
 *
 * While an answer is under way the former options are narrowed by their label, so that Enter never picks
 * something that does not fit what was typed. Text that an input method still composes is not sent.
 */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { OptionItem } from "../../api/contract";
import { getOptions } from "../../api/records";
import { useDebounced } from "../../app/hooks";
import { useComposition } from "./useComposition";

const SEARCH_DELAY_MS = 200;

export function useFoundOptions(entity: string, field: string, open: boolean) {
  const [typed, setTyped] = useState("");
  const { composing, handlers } = useComposition();
  const query = useDebounced(typed.trim(), SEARCH_DELAY_MS);
  const found = useQuery({
    queryKey: ["options", entity, field, query],
    queryFn: ({ signal }) => getOptions(entity, field, query, signal),
    enabled: open && !composing,
    staleTime: 30_000,
    placeholderData: (previous) => previous,
  });
  const answered = query === typed.trim() && !found.isPlaceholderData;
  const items: OptionItem[] = found.data?.items ?? [];
  const wanted = typed.trim().toLowerCase();
  return {
    items: answered ? items : items.filter((item) => item.label.toLowerCase().includes(wanted)),
    typed,
    setTyped,
    handlers,
    loading: found.isFetching,
  };
}
