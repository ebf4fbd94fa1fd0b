import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity, View } from "../../api/contract";
import { useLabel, useMe } from "../../app/hooks";
import { Empty } from "../../app/Parts";

type Props = { entity: Entity; view: View; narrowed: boolean; onCreate: () => void; onClear: () => void };

/** Nothing to show: says why, and what to do next. */
export function ListEmpty({ entity, view, narrowed, onCreate, onClear }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = useLabel()(entity);
  const me = useMe();
  const samples = me.demo ? entity.views.find((one) => one.key !== view.key && !one.filter) : undefined;
  if (narrowed) {
    return (
      <Empty art="search" title={t("list.noMatch", { label })} hint={t("list.noMatchHint")}>
        <Button onClick={onClear}>{t("list.clearFilter")}</Button>
      </Empty>
    );
  }
  return (
    <Empty
      title={t("list.empty", { label })}
      hint={entity.actions.create ? t("list.emptyHint") : t("shell.noAppsHint")}
    >
      {entity.actions.create && (
        <Button type="primary" icon={<PlusOutlined />} onClick={onCreate}>
          {t("common.create", { label })}
        </Button>
      )}
      {entity.actions.import && (
        <Button
          icon={<UploadOutlined />}
          onClick={() => void navigate({ to: "/import/$entity", params: { entity: entity.key }, search: {} })}
        >
          {t("list.importExcel")}
        </Button>
      )}
      {samples && (
        <Button
          type="link"
          onClick={() =>
            void navigate({ to: "/app/$app/$view", params: { app: entity.app, view: samples.key }, search: {} })
          }
        >
          {t("list.seeSamples")}
        </Button>
      )}
    </Empty>
  );
}
