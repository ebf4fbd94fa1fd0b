import { patchMe } from "../../api/session";
import { type Locale, switchLocale } from "../i18n";

/** Changes the language here and at once, and keeps it for the person's other browsers. */
export function chooseLocale(locale: Locale): void {
  void switchLocale(locale);
  // What is shown is already right; the other browsers learn of it with the next change.
  void patchMe({ locale }).catch(() => undefined);
}
