/** Global search: what the server finds, and the screens whose name fits. */
import { useQuery } from "@tanstack/react-query";
import { searchEverywhere } from "../../api/records";
import { useDebounced, useLabel, useMe } from "../../app/hooks";
import { UNNAMED } from "../../model/value";

const DELAY_MS = 180;

export type Found =
  | { kind: "record"; entity: string; id: string; title: string; matched: { field: string; text: string }[] }
  | { kind: "view"; app: string; view: string; title: string; icon?: string | null };

export function useGlobalSearch(typed: string, composing: boolean) {
  const me = useMe();
  const label = useLabel();
  const q = useDebounced(typed.trim(), DELAY_MS);
  const search = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => searchEverywhere(q, signal),
    enabled: q.length > 0 && !composing,
    staleTime: 10_000,
    placeholderData: (previous) => (q ? previous : undefined),
  });
  const views: Found[] = me.apps
    .flatMap((app) =>
      app.views.map(
        (view): Found => ({ kind: "view", app: app.key, view: view.key, title: label(view), icon: view.icon }),
      ),
    )
    .filter((view) => !q || view.title.toLowerCase().includes(q.toLowerCase()));
  const records: Found[] = q
    ? (search.data?.items ?? []).map((hit) => ({ kind: "record", ...hit, title: hit.title ?? UNNAMED }))
    : [];
  return { q, search, records, views, found: [...records, ...views] };
}
