import { ConfigProvider } from "antd";
import chinese from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "./hooks";
import { desktopTheme, phoneTheme } from "./theme";

/** antd in the person's language and in the size of the screen. Weeks start on Monday in both languages. */
export function Themed({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const phone = usePhone();
  const [locale, setLocale] = useState(chinese);
  useEffect(() => {
    if (i18n.language === "en") {
      void import("antd/locale/en_GB").then((english) => {
        dayjs.locale("en", { ...dayjs.Ls.en, name: "en", weekStart: 1 });
        setLocale(english.default);
      });
    } else {
      dayjs.locale("zh-cn");
      setLocale(chinese);
    }
  }, [i18n.language]);
  return (
    <ConfigProvider locale={locale} theme={phone ? phoneTheme : desktopTheme} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
