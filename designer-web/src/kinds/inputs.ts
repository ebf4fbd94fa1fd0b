/** What each kind needs to be typed and asked for. Loaded when the first form or condition opens. */
import type { Entry } from "./kind";

export const inputs = import.meta.glob<Entry>("./*/input.tsx", { eager: true });
