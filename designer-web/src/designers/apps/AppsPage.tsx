/** Apps with their tables, and the way to new ones. */
import { PlusOutlined, RightOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DefinitionHead, listDefinitions } from "../../api/definitions";
import { useDocumentTitle, useLabel } from "../../app/hooks";
import { Bones, Broken, Empty } from "../../app/Parts";
import "../texts";
import { NewTable } from "./NewTable";
import "./apps.css";

const LOCAL = "local";

export function AppsPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const [making, setMaking] = useState<"app" | "table" | null>(null);
  const definitions = useQuery({ queryKey: ["definitions"], queryFn: () => listDefinitions(), gcTime: 0 });
  useDocumentTitle(t("design.apps.title"));
  const all = definitions.data?.items ?? [];
  const tables = all.filter((one) => one.kind === "entity");
  const apps = [...all.filter((one) => one.kind === "app"), { key: LOCAL, labels: null }];
  const add = (
    <>
      <Button onClick={() => setMaking("app")}>{t("design.apps.newApp")}</Button>
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking("table")}>
        {t("design.apps.newTable")}
      </Button>
    </>
  );
  return (
    <div className="fw-page">
      <div className="fw-page-head">
        <h1>{t("design.apps.title")}</h1>
        <span className="fw-muted">{t("design.apps.hint")}</span>
        <span className="fw-grow" />
        {tables.length > 0 && add}
      </div>
      {definitions.isError ? (
        <Broken reason={definitions.error} retry={() => void definitions.refetch()} />
      ) : definitions.isPending ? (
        <div className="fw-card">
          <Bones />
        </div>
      ) : tables.length === 0 ? (
        <Empty title={t("design.apps.empty")} hint={t("design.apps.emptyHint")}>
          {add}
        </Empty>
      ) : (
        apps.map((app) => {
          const own = tables.filter((one) => one.app === app.key);
          const name = app.key === LOCAL ? t("common.other") : label({ labels: app.labels, key: app.key });
          return own.length > 0 && <Tables key={app.key} name={name} tables={own} />;
        })
      )}
      {making && <NewTable withApp={making === "app"} definitions={all} onClose={() => setMaking(null)} />}
    </div>
  );
}

function Tables({ name, tables }: { name: string; tables: DefinitionHead[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  return (
    <section className="fw-card fwa-app">
      <h2>{name}</h2>
      {tables.map((table) => (
        <Link key={table.key} to="/design/$entity" params={{ entity: table.key }} className="fwa-table">
          <span className="fw-grow fw-ellipsis">{label({ labels: table.labels, key: table.key })}</span>
          {table.version === 0 ? (
            <span className="fw-chip">{t("design.apps.never")}</span>
          ) : (
            table.draft && (
              <span className="fw-chip" data-color="gold">
                {t("design.apps.draft")}
              </span>
            )
          )}
          <RightOutlined className="fw-muted" />
        </Link>
      ))}
    </section>
  );
}
