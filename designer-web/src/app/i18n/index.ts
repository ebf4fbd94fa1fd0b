/** Texts in Chinese (always loaded) and English (loaded when chosen). */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setRequestLanguage } from "../../api/client";
import chinese from "./zh-CN";

export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];
const STORED = "formwork.locale";

export function storedLocale(): Locale {
  return localStorage.getItem(STORED) === "en" ? "en" : "zh-CN";
}

export async function switchLocale(locale: Locale): Promise<void> {
  if (locale === "en" && !i18next.hasResourceBundle("en", "translation")) {
    const english = await import("./en");
    i18next.addResourceBundle("en", "translation", english.default);
  }
  localStorage.setItem(STORED, locale);
  setRequestLanguage(locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "zh-CN",
    fallbackLng: "zh-CN",
    resources: { "zh-CN": { translation: chinese } },
    interpolation: { escapeValue: false },
  });
  await switchLocale(storedLocale());
}
