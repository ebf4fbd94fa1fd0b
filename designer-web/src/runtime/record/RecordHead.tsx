import {
  DeleteOutlined,
  EditOutlined,
  LinkOutlined,
  MoreOutlined,
  ShareAltOutlined,
  UserAddOutlined,
} from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Dropdown, Modal } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, RecordRow } from "../../api/contract";
import { claimRecord } from "../../api/records";
import { useFailureToast, useLabel, usePhone, useZone } from "../../app/hooks";
import { NamedIcon } from "../../app/icons";
import { PersonName } from "../../app/Parts";
import { usePlaceOf, useSeenPlace } from "../../app/shell/place";
import { showToast } from "../../app/toast";
import { lookOf } from "../../kinds";
import { usePersonName } from "../../kinds/parts/usePersonName";
import { headColumns, headline, LIVE, type Next } from "../../model/headline";
import { dayIn, daysBetween } from "../../model/moment";
import { actionsOf, mayClaim } from "../../model/rights";
import { asTitled, titleOf } from "../../model/value";
import { useDelete } from "./useDelete";

const ShareDialog = lazy(() => import("../share/ShareDialog"));

type Props = { entity: Entity; record: RecordRow; onEdit: () => void };

/** Who this is, how important, whose, and what comes next. */
export function RecordHead({ entity, record, onEdit }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const zone = useZone();
  const place = usePlaceOf(entity.key);
  const seen = useSeenPlace(entity.key);
  const title = titleOf(entity, record) || t("common.blank");
  const columns = headColumns(entity);
  const today = dayIn(new Date(), zone);
  const { marks, facts, next, plan } = headline(entity, columns, record, today, (moment) => dayIn(moment, zone));
  return (
    <header className="fw-card fw-record-head">
      <div className="fw-record-top">
        <span className="fw-record-icon">
          <NamedIcon name={entity.icon} />
        </span>
        <div className="fw-grow">
          <div className="fw-record-crumb">
            {place ? (
              <Link to="/app/$app/$view" params={{ app: place.app.key, view: place.view.key }} search={{}}>
                {label(seen?.view ?? entity)}
              </Link>
            ) : (
              label(entity)
            )}
          </div>
          <h1>{title}</h1>
          <div className="fw-record-marks">
            {marks.map((field) => {
              const { Cell } = lookOf(field);
              return <Cell key={field.key} field={field} value={record[field.key]} place="page" />;
            })}
          </div>
        </div>
        <Actions entity={entity} record={record} title={title} onEdit={onEdit} />
      </div>
      <dl className="fw-record-strip">
        {entity.owner !== false && <Owner record={record} />}
        {plan && (
          <div>
            <dt>{label(plan)}</dt>
            <dd>
              {next ? <NextStep next={next} today={today} /> : <span className="fw-muted">{t("record.noNext")}</span>}
            </dd>
          </div>
        )}
        {facts.map((field) => {
          const { Cell } = lookOf(field);
          return (
            <div key={field.key}>
              <dt>{label(field)}</dt>
              <dd className="fw-ellipsis">
                <Cell field={field} value={record[field.key]} place={LIVE.includes(field.kind) ? "page" : "list"} />
              </dd>
            </div>
          );
        })}
      </dl>
    </header>
  );
}

function Owner({ record }: { record: RecordRow }) {
  const { t } = useTranslation();
  const name = usePersonName(asTitled(record.owner_id));
  return (
    <div>
      <dt>{t("record.owner")}</dt>
      <dd>{name ? <PersonName name={name} /> : <span className="fw-muted">{t("record.noOwner")}</span>}</dd>
    </div>
  );
}

function NextStep({ next, today }: { next: Next; today: string }) {
  const { t } = useTranslation();
  const days = daysBetween(today, next.day);
  const near =
    days < 0
      ? t("common.overdue", { count: -days })
      : days === 0
        ? t("common.dayToday")
        : days === 1
          ? t("common.dayTomorrow")
          : t("common.inDays", { count: days });
  return (
    <span>
      <span className="fw-number">{next.day}</span>{" "}
      <span className="fw-chip" data-color={days < 0 ? "red" : days <= 3 ? "orange" : "blue"}>
        {near}
      </span>
    </span>
  );
}

function Actions({ entity, record, title, onEdit }: Props & { title: string }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const fail = useFailureToast();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"delete" | "edited" | null>(null);
  const remove = useDelete(entity, () => setAsking("edited"));
  const [sharing, setSharing] = useState(false);
  const may = actionsOf(entity, record);
  const copy = () =>
    void navigator.clipboard?.writeText(window.location.href).then(() => showToast(t("common.copied")));
  const claim = async () => {
    try {
      await claimRecord(entity.key, record.id);
      await queryClient.invalidateQueries({ queryKey: ["record", entity.key, record.id] });
    } catch (reason) {
      fail(reason, () => void claim());
    }
  };
  const items = [
    ...(may.share
      ? [{ key: "share", icon: <ShareAltOutlined />, label: t("record.share"), onClick: () => setSharing(true) }]
      : []),
    { key: "link", icon: <LinkOutlined />, label: t("record.copyLink"), onClick: copy },
    ...(may.delete
      ? [
          {
            key: "delete",
            icon: <DeleteOutlined />,
            danger: true,
            label: t("common.delete"),
            onClick: () => setAsking("delete"),
          },
        ]
      : []),
  ];
  return (
    <div className="fw-row" style={{ alignSelf: "flex-start" }}>
      {mayClaim(entity, record) && (
        <Button icon={<UserAddOutlined />} onClick={() => void claim()}>
          {t("record.claim")}
        </Button>
      )}
      {may.edit && (
        <Button
          type={phone ? "default" : "primary"}
          icon={<EditOutlined />}
          aria-label={t("common.edit")}
          onClick={onEdit}
        >
          {!phone && t("common.edit")}
        </Button>
      )}
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <Button icon={<MoreOutlined />} aria-label={t("shell.more")} />
      </Dropdown>
      <Modal
        open={asking !== null}
        title={t(asking === "edited" ? "record.deleteEditedTitle" : "record.deleteTitle", { title })}
        okText={t(asking === "edited" ? "record.deleteAnyway" : "common.delete")}
        okButtonProps={{ danger: true }}
        cancelText={t("common.cancel")}
        onCancel={() => setAsking(null)}
        onOk={() => {
          setAsking(null);
          void remove(record);
        }}
      >
        {t(asking === "edited" ? "record.deleteEditedHint" : "record.deleteHint")}
      </Modal>
      {sharing && (
        <Suspense>
          <ShareDialog entity={entity} record={record} onClose={() => setSharing(false)} />
        </Suspense>
      )}
    </div>
  );
}
