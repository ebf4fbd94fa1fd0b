import { CheckCircleFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { switchLocale } from "../i18n";
import "./doorway.css";

/** The page around sign-in and first setup. */
export function Doorway({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className="fw-doorway">
      <section className="fw-doorway-pitch">
        <div className="fw-row">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <strong>{t("shell.product")}</strong>
        </div>
        <p className="fw-doorway-tagline">{t("shell.tagline")}</p>
        <ul>
          {["pitch1", "pitch2", "pitch3"].map((key) => (
            <li key={key}>
              <CheckCircleFilled /> {t(`session.${key}`)}
            </li>
          ))}
        </ul>
      </section>
      <div className="fw-doorway-card">
        <div className="fw-doorway-form">
          <h1>{title}</h1>
          {intro && <p className="fw-muted">{intro}</p>}
          {children}
          <button
            type="button"
            className="fw-plain fw-doorway-language"
            onClick={() => void switchLocale(i18n.language === "en" ? "zh-CN" : "en")}
          >
            {t("shell.language")}
          </button>
        </div>
      </div>
    </main>
  );
}
