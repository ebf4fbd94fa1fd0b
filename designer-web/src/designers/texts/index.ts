/** The texts of the designers, which come with them and not with the first screen. */
import i18next from "i18next";
import { design as english } from "./en";
import { design as chinese } from "./zh-CN";

/** A namespace of its own that the first screen's texts fall back to. */
export const DESIGN_TEXTS = "design";

i18next.addResourceBundle("zh-CN", DESIGN_TEXTS, { design: chinese }, true, true);
i18next.addResourceBundle("en", DESIGN_TEXTS, { design: english }, true, true);
