import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Me } from "../../api/contract";
import { getEntity, queryRecords } from "../../api/records";
import { useMe } from "../hooks";
import { Loading } from "../Loading";
import { Empty } from "../Parts";
import type { Place } from "./place";

const TRIED = 3;

/** The first of the first views that holds anything; the very first when none does or the server does not say. */
async function firstFilled(me: Me): Promise<Place | undefined> {
  const places = me.apps.flatMap((app) => app.views.map((view) => ({ app, view })));
  for (const place of places.slice(0, TRIED)) {
    const entity = await getEntity(place.view.entity);
    const view = entity.views.find((one) => one.key === place.view.key);
    const page = await queryRecords(entity.key, { filter: view?.filter, fields: ["id"], limit: 1 });
    if (page.items.length > 0) return place;
  }
  return places[0];
}

/** Where the day starts: an administrator without customers of his own is not shown an empty list. */
export function HomePage() {
  const me = useMe();
  const home = useQuery({ queryKey: ["home"], queryFn: () => firstFilled(me), retry: false });
  const app = me.apps.find((one) => one.views.length > 0);
  const view = app?.views[0];
  if (!app || !view) return me.admin ? <FirstSteps /> : <NoApps />;
  if (home.isPending) return <Loading />;
  const place = home.data ?? { app, view };
  return <Navigate to="/app/$app/$view" params={{ app: place.app.key, view: place.view.key }} search={{}} replace />;
}

function NoApps() {
  const { t } = useTranslation();
  return <Empty title={t("shell.noApps")} hint={t("shell.noAppsHint")} heading="h1" />;
}

/** What an administrator does on the first day: nobody else could open an application for him. */
function FirstSteps() {
  const { t } = useTranslation();
  return (
    <Empty title={t("shell.noApps")} hint={t("shell.noAppsAdmin")} heading="h1">
      <code>formwork app install examples/customer-archive</code>
      <Link to="/admin/departments">{t("admin.addDepartment")}</Link>
      <Link to="/admin/users">{t("admin.addUser")}</Link>
    </Empty>
  );
}
