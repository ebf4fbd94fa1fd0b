import { ApartmentOutlined, BlockOutlined, DeleteOutlined, SafetyOutlined, UserOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLabel, useMayDelete, useMe } from "../hooks";
import { NamedIcon } from "../icons";
import { useCurrentView } from "./place";

/** Apps with their views, then what belongs to the company. */
export function Sidebar() {
  const { t } = useTranslation();
  const me = useMe();
  const label = useLabel();
  const here = useCurrentView();
  const deletes = useMayDelete();
  return (
    <nav className="fw-sidebar" aria-label={t("shell.product")}>
      <Link to="/" className="fw-brand">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span>{t("shell.product")}</span>
      </Link>
      <div className="fw-nav">
        {me.apps.map((app) => (
          <div key={app.key} className="fw-nav-group">
            <div className="fw-nav-title">{Object.keys(app.labels).length > 0 ? label(app) : t("common.other")}</div>
            {app.views.map((view) => (
              <Link
                key={view.key}
                to="/app/$app/$view"
                params={{ app: app.key, view: view.key }}
                className="fw-nav-item"
                data-active={here === `${app.key}/${view.key}` || undefined}
              >
                <NamedIcon name={view.icon} />
                <span className="fw-ellipsis">{label(view)}</span>
              </Link>
            ))}
          </div>
        ))}
      </div>
      <div className="fw-nav-group fw-nav-foot">
        {me.admin && (
          <>
            <div className="fw-nav-title">{t("shell.admin")}</div>
            <Item to="/admin/apps" icon={<BlockOutlined />} text={t("shell.design")} />
            <Item to="/admin/users" icon={<UserOutlined />} text={t("shell.users")} />
            <Item to="/admin/departments" icon={<ApartmentOutlined />} text={t("shell.departments")} />
            <Item to="/admin/roles" icon={<SafetyOutlined />} text={t("shell.roles")} />
          </>
        )}
        {deletes && <Item to="/recycle" icon={<DeleteOutlined />} text={t("shell.recycle")} />}
      </div>
    </nav>
  );
}

function Item({
  to,
  icon,
  text,
}: {
  to: "/admin/apps" | "/admin/users" | "/admin/departments" | "/admin/roles" | "/recycle";
  icon: ReactNode;
  text: string;
}) {
  return (
    <Link to={to} className="fw-nav-item" activeProps={{ "data-active": true }}>
      {icon}
      <span className="fw-ellipsis">{text}</span>
    </Link>
  );
}
