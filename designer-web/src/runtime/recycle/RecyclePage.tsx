import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { listRecycled, purgeRecord, restoreRecord } from "../../api/records";
import { entitiesQuery, useDocumentTitle, useEntity, useFailureToast, useLabel, useMe, useWhen } from "../../app/hooks";
import { Bones, Broken, Empty } from "../../app/Parts";
import { showToast } from "../../app/toast";
import { usePersonName } from "../../kinds/parts/usePersonName";
import { asText, asTitled, titleOf } from "../../model/value";
import "./recycle.css";

/** What was deleted in the last 30 days, with the way back. */
export function RecyclePage() {
  const { t } = useTranslation();
  const label = useLabel();
  const me = useMe();
  const navigate = useNavigate();
  const { entity: wanted } = useSearch({ from: "/shell/recycle" });
  const entities = useQuery(entitiesQuery);
  const deletable = (entities.data?.items ?? []).filter((one) => one.actions.delete);
  const shown = me.apps.flatMap((app) => app.views.map((view) => view.entity));
  const first = shown.find((key) => deletable.some((one) => one.key === key));
  const entity = useEntity(wanted ?? first ?? "");
  useDocumentTitle(t("recycle.title"));
  const choices = deletable.map((one) => ({ value: one.key, label: label(one) }));
  return (
    <div className="fw-page">
      <div className="fw-page-head">
        <h1>{t("recycle.title")}</h1>
        <span className="fw-muted">{t("recycle.hint")}</span>
        <span className="fw-grow" />
        {choices.length > 0 && (
          <Select
            aria-label={t("recycle.title")}
            value={wanted ?? first}
            options={choices}
            onChange={(next) => void navigate({ to: "/recycle", search: { entity: next } })}
            style={{ minWidth: 140 }}
          />
        )}
      </div>
      {entities.isSuccess && !first && !wanted && <Empty title={t("recycle.empty")} hint={t("recycle.emptyHint")} />}
      {entity.isError && <Broken reason={entity.error} retry={() => void entity.refetch()} />}
      {entity.data ? <Recycled key={entity.data.key} entity={entity.data} /> : entity.isPending && first && <Bones />}
    </div>
  );
}

function Recycled({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fail = useFailureToast();
  const [purging, setPurging] = useState<RecordRow | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ["recycle", entity.key],
    queryFn: ({ pageParam }) => listRecycled(entity.key, entity.title, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: ["recycle", entity.key] });
    void queryClient.invalidateQueries({ queryKey: ["records", entity.key] });
  };
  const restore = useMutation({
    mutationFn: (row: RecordRow) => restoreRecord(entity.key, row.id),
    onSuccess: (_, row) => {
      showToast(t("recycle.restored", { title: titleOf(entity, row) }));
      refresh();
    },
    onError: (reason, row) => fail(reason, () => restore.mutate(row)),
  });
  const purge = useMutation({
    mutationFn: (row: RecordRow) => purgeRecord(entity.key, row.id),
    onSuccess: refresh,
    onError: (reason, row) => fail(reason, () => purge.mutate(row)),
  });
  if (pages.isPending) return <Bones />;
  if (pages.isError) return <Broken reason={pages.error} retry={() => void pages.refetch()} />;
  const rows = pages.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <Empty title={t("recycle.empty")} hint={t("recycle.emptyHint")} />;
  return (
    <div className="fw-card">
      {rows.map((row) => (
        <div key={row.id} className="fw-recycle-row">
          <div className="fw-grow">
            <strong>{titleOf(entity, row) || t("common.blank")}</strong>
            <Deleted row={row} />
          </div>
          <Button loading={restore.isPending && restore.variables?.id === row.id} onClick={() => restore.mutate(row)}>
            {t("recycle.restore")}
          </Button>
          {entity.actions.delete && (
            <Button danger type="text" onClick={() => setPurging(row)}>
              {t("recycle.purge")}
            </Button>
          )}
        </div>
      ))}
      {pages.hasNextPage && (
        <Button type="link" block onClick={() => void pages.fetchNextPage()}>
          {t("common.showMore")}
        </Button>
      )}
      <Modal
        open={purging !== null}
        title={t("recycle.purgeTitle", { title: purging ? titleOf(entity, purging) : "" })}
        okText={t("recycle.purge")}
        okButtonProps={{ danger: true }}
        cancelText={t("common.cancel")}
        onCancel={() => setPurging(null)}
        onOk={() => {
          if (purging) purge.mutate(purging);
          setPurging(null);
        }}
      >
        {t("recycle.purgeHint")}
      </Modal>
    </div>
  );
}

function Deleted({ row }: { row: RecordRow }) {
  const { t } = useTranslation();
  const when = useWhen();
  const moment = asText(row.deleted_at) || asText(row.updated_at);
  const who = usePersonName(asTitled(row.updated_by));
  return <div className="fw-muted">{t("recycle.deletedBy", { who, when: moment && when(moment) })}</div>;
}
