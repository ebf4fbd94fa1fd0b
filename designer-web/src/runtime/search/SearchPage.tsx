import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentTitle } from "../../app/hooks";
import { Bones, Broken, Empty } from "../../app/Parts";
import { useComposition } from "../../kinds/parts/useComposition";
import { Results } from "./Results";
import { useGlobalSearch } from "./useSearch";
import "./search.css";

/** Search as a page, for the phone. */
export function SearchPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { composing, handlers } = useComposition();
  const { q, search, records, found } = useGlobalSearch(typed, composing);
  useDocumentTitle(t("shell.search"));
  return (
    <div className="fw-page" {...handlers}>
      <h1 className="fw-unseen">{t("shell.search")}</h1>
      <Input
        size="large"
        type="search"
        prefix={<SearchOutlined />}
        placeholder={t("shell.searchHint")}
        aria-label={t("shell.search")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoFocus
      />
      {search.isError ? (
        <Broken reason={search.error} retry={() => void search.refetch()} />
      ) : q && search.isPending ? (
        <Bones count={5} />
      ) : q && records.length === 0 ? (
        <Empty art="search" title={t("shell.searchNothing", { q })} hint={t("shell.searchNothingHint")} />
      ) : (
        <div className="fw-card" style={{ marginTop: 12 }}>
          <Results found={found} q={q} onOpen={() => undefined} />
        </div>
      )}
    </div>
  );
}
