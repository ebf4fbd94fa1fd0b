import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button, Modal } from "antd";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Me } from "../../api/contract";
import { useDocumentTitle, useEntity } from "../../app/hooks";
import { Loading } from "../../app/Loading";
import { Broken, Empty } from "../../app/Parts";
import { meQuery } from "../../app/session/me";
import { usePlaceOf } from "../../app/shell/place";
import { showToast } from "../../app/toast";
import { viewChanges } from "../../model/viewChanges";
import { lacking } from "../../model/viewDraft";
import { Preview } from "./Preview";
import { PublishDialog } from "./PublishDialog";
import { Settings } from "./Settings";
import { type Loaded, useLoadedView, useViewDraft } from "./useViewDraft";
import "../../runtime/list/list.css";
import "../../runtime/views/views.css";
import "../../runtime/kanban/kanban.css";
import "./view.css";

/** Where a view is made or changed: settings on one side, the view on real records on the other. */
export function ViewDesigner() {
  const { entity: key } = useParams({ from: "/shell/admin/design/view/$entity" });
  const { view } = useSearch({ from: "/shell/admin/design/view/$entity" });
  const entity = useEntity(key);
  if (entity.isError) return <Broken reason={entity.error} retry={() => void entity.refetch()} heading="h1" />;
  if (!entity.data) return <Loading />;
  return <Opened key={view ?? ""} entity={entity.data} viewKey={view} />;
}

function Opened({ entity, viewKey }: { entity: Entity; viewKey: string | undefined }) {
  const loaded = useLoadedView(entity, viewKey);
  if (loaded.isError) return <Broken reason={loaded.error} retry={() => void loaded.refetch()} heading="h1" />;
  if (!loaded.data) return <Loading />;
  return <Designer entity={entity} loaded={loaded.data} />;
}

function Designer({ entity, loaded }: { entity: Entity; loaded: Loaded }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const place = usePlaceOf(entity.key);
  const designing = useViewDraft(entity, loaded);
  const { view, edit, undo, redo, steps, save, dirty } = designing;
  const [asking, setAsking] = useState(false);
  const missing = lacking(view);
  const shown = missing.filter((part) => part !== "name");
  const changes = useMemo(
    () => viewChanges(loaded.published, view, i18n.language),
    [loaded.published, view, i18n.language],
  );
  const heading = t(loaded.published ? "viewDesign.edit" : "viewDesign.create");
  useDocumentTitle(heading);

  const done = useRef(false);
  const unsaved = () => steps.past.length > 0 && !done.current;
  const leaving = useBlocker({ shouldBlockFn: unsaved, enableBeforeUnload: unsaved, withResolver: true });

  const publish = () =>
    save.mutate(undefined, {
      onSuccess: async (published) => {
        if (!published) return;
        done.current = true;
        setAsking(false);
        showToast(t("viewDesign.published"));
        const me = await queryClient.fetchQuery<Me>(meQuery);
        const app = me.apps.find((one) => one.views.some((link) => link.key === view.key));
        if (app) await navigate({ to: "/app/$app/$view", params: { app: app.key, view: view.key }, search: {} });
      },
    });
  const leave = () =>
    place
      ? void navigate({ to: "/app/$app/$view", params: { app: place.app.key, view: place.view.key }, search: {} })
      : void navigate({ to: "/" });

  return (
    <div className="fw-designer">
      <header className="fw-designer-head">
        <h1>{heading}</h1>
        {loaded.unpublished && <span className="fw-muted">{t("viewDesign.unpublished")}</span>}
        <span className="fw-grow" />
        <Button
          icon={<UndoOutlined />}
          aria-label={t("viewDesign.undo")}
          disabled={steps.past.length === 0}
          onClick={undo}
        />
        <Button
          icon={<RedoOutlined />}
          aria-label={t("viewDesign.redo")}
          disabled={steps.future.length === 0}
          onClick={redo}
        />
        <Button onClick={leave}>{t("viewDesign.leave")}</Button>
        <Button type="primary" disabled={!dirty || missing.length > 0} onClick={() => setAsking(true)}>
          {t("viewDesign.publish")}
        </Button>
      </header>
      <div className="fw-designer-body">
        <Settings entity={entity} view={view} edit={edit} />
        {shown.length > 0 ? (
          <Empty
            title={t("viewDesign.lacking")}
            hint={shown.map((part) => t(`viewDesign.lack_${part}`)).join(t("common.clause"))}
          />
        ) : (
          <Preview entity={entity} draft={view} />
        )}
      </div>
      <Modal
        open={leaving.status === "blocked"}
        title={t("viewDesign.leaveTitle")}
        okText={t("form.leave")}
        cancelText={t("form.stay")}
        okButtonProps={{ danger: true }}
        onOk={() => leaving.proceed?.()}
        onCancel={() => leaving.reset?.()}
      >
        {t("viewDesign.leaveHint")}
      </Modal>
      {asking && (
        <PublishDialog
          entity={entity}
          changes={changes}
          designing={designing}
          onClose={() => setAsking(false)}
          onPublish={publish}
        />
      )}
    </div>
  );
}
