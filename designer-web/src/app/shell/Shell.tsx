import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MeContext, usePhone } from "../hooks";
import { followLocale } from "../i18n";
import { Loading } from "../Loading";
import { meQuery } from "../session/me";
import { UndoQuestion } from "../undo";
import { BottomBar } from "./BottomBar";
import { Sidebar } from "./Sidebar";
import { TopBar } from "./TopBar";
import "./shell.css";

/** Fetched before it is asked for: what is typed right after Ctrl K must not be lost. */
const loadPalette = () => import("../../runtime/search/SearchPalette");
const SearchPalette = lazy(loadPalette);

/** What surrounds every screen of somebody signed in. */
export function Shell() {
  const { t } = useTranslation();
  const me = useQuery(meQuery);
  const phone = usePhone();
  const main = useRef<HTMLElement>(null);
  const pathname = useLocation({ select: (location) => location.pathname });
  useEffect(() => main.current?.scrollTo(0, 0), [pathname]);
  const [searching, setSearching] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.isComposing) {
        event.preventDefault();
        setSearching(true);
      }
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);
  const locale = me.data?.user.locale;
  useEffect(() => void followLocale(locale), [locale]);
  useEffect(() => void loadPalette(), []);
  if (!me.data) return <Loading />;
  return (
    <MeContext.Provider value={me.data}>
      <div className="fw-shell">
        <a className="fw-skip" href="#main">
          {t("shell.skip")}
        </a>
        {!phone && <Sidebar />}
        <div className="fw-stage">
          {!phone && <TopBar onSearch={() => setSearching(true)} />}
          <main id="main" ref={main} className="fw-main">
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </main>
        </div>
        {phone && <BottomBar />}
      </div>
      <UndoQuestion />
      {searching && (
        <Suspense>
          <SearchPalette onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </MeContext.Provider>
  );
}
