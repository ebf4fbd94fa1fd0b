import { DownloadOutlined, EllipsisOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, View } from "../../api/contract";
import { formsQuery } from "../../api/submissions";
import { useLabel, useMe, usePhone } from "../../app/hooks";
import type { Selection } from "../../model/selection";
import type { List } from "./useList";

const ExportDialog = lazy(() => import("../export/ExportDialog"));

type Props = { entity: Entity; view: View; list: List; selection: Selection; onCreate: () => void };

export function ListHead({ entity, view, list, selection, onCreate }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = useLabel();
  const phone = usePhone();
  const { admin } = useMe();
  const [exporting, setExporting] = useState(false);
  const forms = useQuery({ ...formsQuery, enabled: entity.actions.create });
  const reviewed = (forms.data?.items ?? []).filter((form) => form.entity === entity.key && form.reviews);
  const create = t("common.create", { label: label(entity) });
  const more = [
    ...(entity.actions.edit ? [{ key: "duplicates", label: t("duplicates.title") }] : []),
    ...reviewed.map((form) => ({ key: `quarantine/${form.key}`, label: t("quarantine.of", { form: label(form) }) })),
    ...(admin && phone ? [{ key: "design", label: t("shell.designThis") }] : []),
    ...(admin
      ? [
          { key: "edit", label: t("viewDesign.edit") },
          { key: "new", label: t("viewDesign.create") },
        ]
      : []),
  ];
  return (
    <div className="fw-list-head">
      <h1 className="fw-ellipsis">{label(view)}</h1>
      <span className="fw-muted fw-number fw-list-total">
        {list.total !== undefined && t("list.total", { count: list.total })}
      </span>
      <span className="fw-grow" />
      {entity.actions.import && (
        <Button
          icon={<UploadOutlined />}
          aria-label={t("list.import")}
          onClick={() => void navigate({ to: "/import/$entity", params: { entity: entity.key }, search: {} })}
        >
          {!phone && t("list.import")}
        </Button>
      )}
      {entity.actions.export && (
        <Button icon={<DownloadOutlined />} aria-label={t("list.export")} onClick={() => setExporting(true)}>
          {!phone && t("list.export")}
        </Button>
      )}
      {admin && !phone && (
        <Button onClick={() => void navigate({ to: "/design/$entity", params: { entity: entity.key } })}>
          {t("shell.designThis")}
        </Button>
      )}
      {more.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: more,
            onClick: ({ key }) => {
              const params = { entity: entity.key };
              if (key === "duplicates") void navigate({ to: "/duplicates/$entity", params });
              else if (key.startsWith("quarantine/"))
                void navigate({ to: "/quarantine/$form", params: { form: key.slice("quarantine/".length) } });
              else if (key === "design") void navigate({ to: "/design/$entity", params });
              else
                void navigate({
                  to: "/design/view/$entity",
                  params,
                  search: { view: key === "edit" ? view.key : undefined },
                });
            },
          }}
        >
          <Button icon={<EllipsisOutlined />} aria-label={t("list.more")} />
        </Dropdown>
      )}
      {entity.actions.create &&
        (phone ? (
          <button type="button" className="fw-plain fw-fab" aria-label={create} onClick={onCreate}>
            <PlusOutlined />
          </button>
        ) : (
          <Button type="primary" icon={<PlusOutlined />} onClick={onCreate}>
            {create}
          </Button>
        ))}
      {exporting && (
        <Suspense>
          <ExportDialog entity={entity} list={list} selection={selection} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </div>
  );
}
