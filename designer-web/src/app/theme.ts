/** Colours and sizes for antd; the same values are CSS variables in app.css. Contrast is at least 4.5:1 for text. */
import type { ThemeConfig } from "antd";

export const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

const base: ThemeConfig = {
  token: {
    colorPrimary: "#0958d9",
    // Darker, not lighter as antd would have it: white text on it stays readable.
    colorPrimaryHover: "#0747b3",
    colorPrimaryActive: "#063a94",
    colorLink: "#0958d9",
    colorError: "#cf1322",
    colorSuccess: "#237804",
    colorWarning: "#ad6800",
    colorTextPlaceholder: "#767676",
    colorTextDescription: "#5c6470",
    colorBorder: "#d4d9e1",
    colorText: "#1c2430",
    borderRadius: 6,
    fontFamily: FONT,
  },
  components: {
    Button: { fontWeight: 500, primaryShadow: "none", defaultShadow: "none" },
    Select: { optionSelectedBg: "#e8f0fe" },
  },
};

export const desktopTheme: ThemeConfig = base;

/** On a phone inputs are 16 px (smaller makes iOS zoom in) and everything tappable is at least 44 px high. */
export const phoneTheme: ThemeConfig = {
  ...base,
  token: { ...base.token, fontSize: 16, controlHeight: 44, controlHeightSM: 44 },
};
