import { SearchOutlined, UserOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLabel, useMe } from "../hooks";
import { NamedIcon } from "../icons";
import { useCurrentView } from "./place";

const VIEWS_SHOWN = 3;

/** Within reach of the thumb: the first views, search, and everything else under 我的. */
export function BottomBar() {
  const { t } = useTranslation();
  const me = useMe();
  const label = useLabel();
  const here = useCurrentView();
  const views = me.apps.flatMap((app) => app.views.map((view) => ({ app, view }))).slice(0, VIEWS_SHOWN);
  return (
    <nav className="fw-bottombar" aria-label={t("shell.product")}>
      {views.map(({ app, view }) => (
        <Link
          key={`${app.key}/${view.key}`}
          to="/app/$app/$view"
          params={{ app: app.key, view: view.key }}
          className="fw-tab"
          data-active={here === `${app.key}/${view.key}` || undefined}
        >
          <NamedIcon name={view.icon} />
          <span className="fw-ellipsis">{label(view)}</span>
        </Link>
      ))}
      <Link to="/search" className="fw-tab" activeProps={{ "data-active": true }}>
        <SearchOutlined />
        <span>{t("shell.search")}</span>
      </Link>
      <Link to="/mine" className="fw-tab" activeProps={{ "data-active": true }}>
        <UserOutlined />
        <span>{t("shell.mine")}</span>
      </Link>
    </nav>
  );
}
