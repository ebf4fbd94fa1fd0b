import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "./Parts";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty title={t("shell.notFound")} hint={t("shell.notFoundHint")} art="lock">
      <Link to="/">{t("shell.backHome")}</Link>
    </Empty>
  );
}
