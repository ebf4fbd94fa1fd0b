import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { listClusters } from "../../api/duplicates";
import { useDocumentTitle, useEntity, useLabel } from "../../app/hooks";
import { Loading } from "../../app/Loading";
import { Bones, Broken, Empty } from "../../app/Parts";
import { usePlaceOf } from "../../app/shell/place";
import { ClusterCard } from "./ClusterCard";
import "./duplicates.css";

/** One company under several names: suggestions side by side, for a person to decide. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const label = useLabel();
  const { entity: key } = useParams({ from: "/shell/duplicates/$entity" });
  const entity = useEntity(key);
  const place = usePlaceOf(key);
  const title = t("duplicates.titleOf", { label: label(entity.data) });
  useDocumentTitle(entity.data && title);
  if (entity.isError) return <Broken reason={entity.error} retry={() => void entity.refetch()} />;
  if (!entity.data) return <Loading />;
  return (
    <div className="fw-page">
      <div className="fw-page-head">
        <h1>{title}</h1>
        <span className="fw-grow" />
        {place && (
          <Link to="/app/$app/$view" params={{ app: place.app.key, view: place.view.key }} search={{}}>
            {t("duplicates.viewList", { label: label(entity.data) })}
          </Link>
        )}
      </div>
      <p className="fw-muted fw-duplicates-hint">{t("duplicates.hint")}</p>
      <Clusters entity={entity.data} />
    </div>
  );
}

function Clusters({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const label = useLabel();
  const pages = useInfiniteQuery({
    queryKey: ["clusters", entity.key],
    queryFn: ({ pageParam }) => listClusters(entity.key, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  if (pages.isPending) return <Bones />;
  if (pages.isError) return <Broken reason={pages.error} retry={() => void pages.refetch()} />;
  const clusters = pages.data.pages.flatMap((page) => page.items);
  if (clusters.length === 0 && !pages.hasNextPage) {
    return (
      <Empty
        art="done"
        title={t("duplicates.empty", { label: label(entity) })}
        hint={pages.data.pages.every((page) => page.complete) ? t("duplicates.emptyHint") : t("duplicates.incomplete")}
      />
    );
  }
  return (
    <>
      {clusters.map((cluster) => (
        <ClusterCard key={cluster.records.map((one) => one.id).join()} entity={entity} cluster={cluster} />
      ))}
      {pages.hasNextPage && (
        <Button type="link" block loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("common.showMore")}
        </Button>
      )}
    </>
  );
}
