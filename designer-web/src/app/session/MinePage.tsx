import {
  ApartmentOutlined,
  BlockOutlined,
  DeleteOutlined,
  DownloadOutlined,
  GlobalOutlined,
  LogoutOutlined,
  RightOutlined,
  SafetyOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { patchMe } from "../../api/session";
import { useDocumentTitle, useFailureToast, useLabel, useMayDelete, useMayExport, useMe, usePhone } from "../hooks";
import { NamedIcon } from "../icons";
import { Avatar } from "../Parts";
import { useSignOut } from "../shell/useSignOut";
import { showToast } from "../toast";
import { Labelled } from "./Labelled";
import { chooseLocale } from "./locale";
import { meQuery } from "./me";
import "./doorway.css";
import "./mine.css";

const DemoNotice = lazy(() => import("../shell/DemoNotice"));
const EverythingDialog = lazy(() => import("../../runtime/export/EverythingDialog"));

const ADMIN = [
  { to: "/admin/apps", text: "shell.design", icon: <BlockOutlined /> },
  { to: "/admin/users", text: "shell.users", icon: <UserOutlined /> },
  { to: "/admin/departments", text: "shell.departments", icon: <ApartmentOutlined /> },
  { to: "/admin/roles", text: "shell.roles", icon: <SafetyOutlined /> },
] as const;

/** One's own name and password; on a phone also the way to everything the bottom bar has no room for. */
export function MinePage() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const label = useLabel();
  const phone = usePhone();
  const leave = useSignOut();
  const deletes = useMayDelete();
  const exports = useMayExport();
  const [exporting, setExporting] = useState(false);
  useDocumentTitle(t("shell.profile"));
  return (
    <div className="fw-page fw-mine">
      <div className="fw-card fw-mine-head">
        <Avatar name={me.user.name} size={56} />
        <div>
          <h1>{me.user.name}</h1>
          <span className="fw-muted">{me.user.username}</span>
        </div>
        <span className="fw-grow" />
        {phone && me.demo && (
          <Suspense>
            <DemoNotice />
          </Suspense>
        )}
      </div>
      {phone &&
        me.apps.map((app) => (
          <div key={app.key} className="fw-card fw-mine-links">
            <h2>{Object.keys(app.labels).length > 0 ? label(app) : t("common.other")}</h2>
            {app.views.map((view) => (
              <Link key={view.key} to="/app/$app/$view" params={{ app: app.key, view: view.key }} search={{}}>
                <NamedIcon name={view.icon} /> <span className="fw-grow">{label(view)}</span> <RightOutlined />
              </Link>
            ))}
          </div>
        ))}
      {phone && (me.admin || deletes) && (
        <div className="fw-card fw-mine-links">
          <h2>{t("shell.admin")}</h2>
          {me.admin &&
            ADMIN.map(({ to, text, icon }) => (
              <Link key={to} to={to}>
                {icon} <span className="fw-grow">{t(text)}</span> <RightOutlined />
              </Link>
            ))}
          {deletes && (
            <Link to="/recycle" search={{}}>
              <DeleteOutlined /> <span className="fw-grow">{t("shell.recycle")}</span> <RightOutlined />
            </Link>
          )}
        </div>
      )}
      <ProfileForm />
      <div className="fw-card fw-mine-links">
        <button
          type="button"
          className="fw-plain"
          onClick={() => chooseLocale(i18n.language === "en" ? "zh-CN" : "en")}
        >
          <GlobalOutlined /> <span className="fw-grow">{t("shell.language")}</span> <RightOutlined />
        </button>
        {exports && (
          <button type="button" className="fw-plain" onClick={() => setExporting(true)}>
            <DownloadOutlined /> <span className="fw-grow">{t("exporting.everything")}</span> <RightOutlined />
          </button>
        )}
        <button type="button" className="fw-plain" onClick={() => void leave()}>
          <LogoutOutlined /> <span className="fw-grow">{t("shell.signOut")}</span> <RightOutlined />
        </button>
      </div>
      {exporting && (
        <Suspense>
          <EverythingDialog onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </div>
  );
}

function ProfileForm() {
  const { t } = useTranslation();
  const me = useMe();
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const [name, setName] = useState(me.user.name);
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const secret = password ? { password, current_password: current } : {};
      queryClient.setQueryData(meQuery.queryKey, await patchMe({ name: name.trim(), ...secret }));
      setCurrent("");
      setPassword("");
      showToast(t("session.changedProfile"));
    } catch (reason) {
      fail(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="fw-card fw-mine-form" onSubmit={submit}>
      <Labelled id="mine-name" label={t("session.name")}>
        <Input id="mine-name" value={name} autoComplete="name" onChange={(event) => setName(event.target.value)} />
      </Labelled>
      <Labelled id="mine-current" label={t("session.currentPassword")} hint={t("admin.passwordKeep")}>
        <Input.Password
          id="mine-current"
          value={current}
          autoComplete="current-password"
          onChange={(event) => setCurrent(event.target.value)}
        />
      </Labelled>
      <Labelled id="mine-password" label={t("session.nextPassword")} hint={t("session.passwordRule")}>
        <Input.Password
          id="mine-password"
          value={password}
          autoComplete="new-password"
          onChange={(event) => setPassword(event.target.value)}
        />
      </Labelled>
      <div>
        <Button
          type="primary"
          htmlType="submit"
          loading={busy}
          disabled={!name.trim() || (password !== "" && current === "")}
        >
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
