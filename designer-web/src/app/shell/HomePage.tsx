import { Navigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "../hooks";
import { Empty } from "../Parts";

/** The first view a person may see is where the day starts. */
export function HomePage() {
  const { t } = useTranslation();
  const me = useMe();
  const app = me.apps.find((one) => one.views.length > 0);
  const view = app?.views[0];
  if (!app || !view) return <Empty title={t("shell.noApps")} hint={t("shell.noAppsHint")} />;
  return <Navigate to="/app/$app/$view" params={{ app: app.key, view: view.key }} search={{}} replace />;
}
