import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel, useMe } from "../../app/hooks";
import { ViewIcon } from "../../app/icons";
import type { ListSearch } from "../../app/search";

type Props = { entity: Entity; app: string; viewKey: string; search: ListSearch };

/** On a phone the tabs are wider than the screen: the one in front is in sight. */
const show = (tab: HTMLElement | null) => tab?.scrollIntoView({ block: "nearest", inline: "center" });

/** Every way to look at the same records; what was searched and filtered goes along. */
export function ViewTabs({ entity, app, viewKey, search }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const all = me.apps.flatMap((one) => one.views.map((view) => ({ app: one.key, view })));
  const places = all.filter(({ view }) => view.entity === entity.key);
  if (places.length < 2) return null;
  return (
    <nav className="fw-view-tabs" aria-label={t("views.title")}>
      {places.map((place) => {
        const here = place.app === app && place.view.key === viewKey;
        return (
          <Link
            key={`${place.app}/${place.view.key}`}
            to="/app/$app/$view"
            params={{ app: place.app, view: place.view.key }}
            search={{ q: search.q, filter: search.filter }}
            className="fw-view-tab"
            aria-current={here ? "page" : undefined}
            ref={here ? show : undefined}
          >
            <ViewIcon type={place.view.type} />
            <span>{label(place.view)}</span>
          </Link>
        );
      })}
    </nav>
  );
}
