import { CheckSquareOutlined, CloseCircleFilled, FilterOutlined, SearchOutlined } from "@ant-design/icons";
import { Badge, Button, Input } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, View } from "../../api/contract";
import { useDebounced, useLabel, usePhone } from "../../app/hooks";
import type { ListSearch } from "../../app/search";
import { useComposition } from "../../kinds/parts/useComposition";
import type { Column, ColumnChoice } from "../../model/columns";
import { fromFilter } from "../../model/filter";
import { ColumnChooser } from "./ColumnChooser";
import { ConditionChips } from "./ConditionChips";
import { mayPick } from "./rows";
import { SortMenu } from "./SortMenu";

const ConditionBuilder = lazy(() => import("./ConditionBuilder"));
const SEARCH_DELAY_MS = 250;

type Props = {
  entity: Entity;
  view: View;
  search: ListSearch;
  go: (change: Partial<ListSearch>) => void;
  choice: ColumnChoice;
  setChoice: (choice: ColumnChoice) => void;
  columns: Column[];
  picking: boolean;
  setPicking: (on: boolean) => void;
};

export function Toolbar({ entity, view, search, go, choice, setChoice, columns, picking, setPicking }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [building, setBuilding] = useState(false);
  const conditions = fromFilter(search.filter);
  // Days are in order of time.
  const sorted = view.type !== "calendar" && view.type !== "timeline";
  const count = conditions ? conditions.items.length : 1;
  return (
    <>
      <div className="fw-toolbar">
        {entity.fields.some((field) => field.searchable) && (
          <SearchLine entity={entity} q={search.q ?? ""} onSearch={(q) => go({ q: q || undefined })} />
        )}
        <Badge count={count} size="small" color="#0958d9">
          <Button
            icon={<FilterOutlined />}
            type={count > 0 ? "primary" : "default"}
            ghost={count > 0}
            aria-expanded={building}
            aria-label={t("list.filter")}
            onClick={() => setBuilding(!building)}
          >
            {!phone && t("list.filter")}
          </Button>
        </Badge>
        {sorted && <SortMenu columns={columns} sort={search.sort ?? view.sort?.[0]} onSort={(sort) => go({ sort })} />}
        {phone && view.type === "table" && mayPick(entity.actions) && (
          <Button
            icon={<CheckSquareOutlined />}
            type={picking ? "primary" : "default"}
            aria-pressed={picking}
            aria-label={t("list.pick")}
            onClick={() => setPicking(!picking)}
          />
        )}
        {!phone && <span className="fw-grow" />}
        {!phone && view.type === "table" && (
          <ColumnChooser entity={entity} columns={columns} choice={choice} setChoice={setChoice} />
        )}
      </div>
      {building && (
        <Suspense>
          <ConditionBuilder
            entity={entity}
            filter={search.filter}
            onApply={(filter) => go({ filter })}
            onClose={() => setBuilding(false)}
          />
        </Suspense>
      )}
      {!building && conditions && conditions.items.length > 0 && (
        <ConditionChips entity={entity} conditions={conditions} onChange={(filter) => go({ filter })} />
      )}
    </>
  );
}

function SearchLine({ entity, q, onSearch }: { entity: Entity; q: string; onSearch: (q: string) => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [typed, setTyped] = useState(q);
  const { composing, handlers } = useComposition();
  const settled = useDebounced(typed.trim(), SEARCH_DELAY_MS);
  useEffect(() => {
    if (!composing && settled !== q && settled === typed.trim()) onSearch(settled);
  }, [settled, composing]);
  useEffect(() => setTyped((now) => (now.trim() === q ? now : q)), [q]);
  return (
    <div className="fw-list-search" {...handlers}>
      <Input
        type="search"
        aria-label={t("list.search", { label: label(entity) })}
        placeholder={t("list.search", { label: label(entity) })}
        prefix={<SearchOutlined className="fw-muted" />}
        allowClear={{ clearIcon: <CloseCircleFilled aria-label={t("common.clear")} /> }}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={(event) => !event.nativeEvent.isComposing && onSearch(typed.trim())}
      />
    </div>
  );
}
