import { SearchOutlined } from "@ant-design/icons";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../hooks";

const MeMenu = lazy(() => import("./MeMenu"));
const DemoNotice = lazy(() => import("./DemoNotice"));
const onApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <header className="fw-topbar">
      <button type="button" className="fw-plain fw-searchbox" onClick={onSearch}>
        <SearchOutlined />
        <span className="fw-grow fw-ellipsis">{t("shell.searchHint")}</span>
        <kbd>{onApple ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <span className="fw-grow" />
      {me.demo && (
        <Suspense>
          <DemoNotice />
        </Suspense>
      )}
      <Suspense fallback={<span className="fw-bone" style={{ width: 84, height: 28 }} />}>
        <MeMenu />
      </Suspense>
    </header>
  );
}
