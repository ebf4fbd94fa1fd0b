import { DownloadOutlined, GlobalOutlined, LogoutOutlined, SettingOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMayExport, useMe } from "../hooks";
import { Avatar } from "../Parts";
import { chooseLocale } from "../session/locale";
import { useSignOut } from "./useSignOut";

const EverythingDialog = lazy(() => import("../../runtime/export/EverythingDialog"));

/** The menu behind one's own name; its chunk follows the first screen. */
export default function MeMenu() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const leave = useSignOut();
  const exports = useMayExport();
  const [exporting, setExporting] = useState(false);
  const items = [
    {
      key: "mine",
      icon: <SettingOutlined />,
      label: t("shell.profile"),
      onClick: () => void navigate({ to: "/mine" }),
    },
    {
      key: "language",
      icon: <GlobalOutlined />,
      label: t("shell.language"),
      onClick: () => chooseLocale(i18n.language === "en" ? "zh-CN" : "en"),
    },
    ...(exports
      ? [
          {
            key: "everything",
            icon: <DownloadOutlined />,
            label: t("exporting.everything"),
            onClick: () => setExporting(true),
          },
        ]
      : []),
    { type: "divider" as const },
    { key: "leave", icon: <LogoutOutlined />, label: t("shell.signOut"), onClick: () => void leave() },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <button type="button" className="fw-plain fw-me">
          <Avatar name={me.user.name} size={28} />
          <span>{me.user.name}</span>
        </button>
      </Dropdown>
      {exporting && (
        <Suspense>
          <EverythingDialog onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </>
  );
}
