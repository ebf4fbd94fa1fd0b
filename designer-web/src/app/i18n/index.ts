/** Texts in Chinese (always loaded) and English (loaded when chosen). */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { setRequestLanguage } from "../../api/client";
import chinese from "./zh-CN";

export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];
const STORED = "formwork.locale";

const isLocale = (text: unknown): text is Locale => LOCALES.some((one) => one === text);

async function show(locale: Locale): Promise<void> {
  if (locale === "en" && !i18next.hasResourceBundle("en", "translation")) {
    const english = await import("./en");
    i18next.addResourceBundle("en", "translation", english.default);
  }
  setRequestLanguage(locale);
  document.documentElement.lang = locale;
  await i18next.changeLanguage(locale);
}

/** The language chosen in this browser from now on. */
export async function switchLocale(locale: Locale): Promise<void> {
  localStorage.setItem(STORED, locale);
  await show(locale);
}

/** The language somebody chose elsewhere, unless another was chosen in this browser. */
export async function followLocale(locale: unknown): Promise<void> {
  if (isLocale(locale) && !isLocale(localStorage.getItem(STORED))) await show(locale);
}

/** A name as it stands inside a sentence: "New customer", but "Export VIP list". Chinese has no capitals to lose. */
export const innerWord = (name: unknown) =>
  String(name).replace(/^\p{Lu}(?=\p{Ll}|\P{L}|$)/u, (first) => first.toLowerCase());

/** The same, standing alone: "Contacts". */
export const severalOf = (name: unknown): string => String(name).slice(0, 1) + manyOf(name).slice(1);

const UNCOUNTED = /(?:equipment|information|feedback|staff|personnel|data|media|stock|software|hardware)$/i;

/** Several of what a name stands for, inside a sentence: "No customers yet". Names that are not English stay as they are. */
export function manyOf(name: unknown): string {
  const word = innerWord(name);
  if (!/[a-z]$/i.test(word) || UNCOUNTED.test(word)) return word;
  if (/(?:ss|x|z|ch|sh)$/i.test(word)) return `${word}es`;
  if (/s$/i.test(word)) return word;
  return /[^aeiou]y$/i.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "zh-CN",
    fallbackLng: "zh-CN",
    // What designers read comes with the designers: src/designers/texts.
    fallbackNS: "design",
    resources: { "zh-CN": { translation: chinese } },
    interpolation: { escapeValue: false },
  });
  i18next.services.formatter?.add("inner", innerWord);
  i18next.services.formatter?.add("many", manyOf);
  i18next.services.formatter?.add("several", severalOf);
  const stored = localStorage.getItem(STORED);
  await show(isLocale(stored) ? stored : "zh-CN");
}
