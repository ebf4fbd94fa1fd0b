import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDocumentTitle } from "./hooks";
import { Empty } from "./Parts";

function Missing({ title, hint }: { title: string; hint?: string }) {
  const { t } = useTranslation();
  useDocumentTitle(title);
  return (
    <Empty title={title} hint={hint} art="lock" heading="h1">
      <Link to="/">{t("shell.backHome")}</Link>
    </Empty>
  );
}

/** What is not there, or not for this person: the two look the same. */
export function NotFound() {
  const { t } = useTranslation();
  return <Missing title={t("shell.notFound")} hint={t("shell.notFoundHint")} />;
}

/** A screen of the administration, to somebody who is no administrator. */
export function Forbidden() {
  const { t } = useTranslation();
  return <Missing title={t("problem.forbidden")} />;
}

/** An address that belongs to no screen. */
export function NoPage() {
  const { t } = useTranslation();
  return <Missing title={t("shell.noPage")} hint={t("shell.noPageHint")} />;
}
