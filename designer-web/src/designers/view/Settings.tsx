import { useQuery } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { lazy, Suspense, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { listRoles } from "../../api/organisation";
import { useLabel, usePhone } from "../../app/hooks";
import { ViewIcon } from "../../app/icons";
import { allFields } from "../../model/fields";
import { fromFilter } from "../../model/filter";
import { TYPES, type ViewDefinition, type ViewEdit } from "../../model/viewDraft";
import { ConditionChips } from "../../runtime/list/ConditionChips";
import { TypeSettings } from "./TypeSettings";

const ConditionBuilder = lazy(() => import("../../runtime/list/ConditionBuilder"));

type Props = { entity: Entity; view: ViewDefinition; edit: (edit: ViewEdit) => void };

/** Everything there is to say about a view, most used first. */
export function Settings({ entity, view, edit }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  return (
    <div className="fw-settings" data-popup-home>
      <div className="fw-labelled">
        <label htmlFor={id}>{t("viewDesign.name")}</label>
        <Input
          id={id}
          value={view.labels?.[i18n.language] ?? ""}
          maxLength={60}
          placeholder={t("viewDesign.namePlaceholder")}
          onChange={(event) => edit({ kind: "named", locale: i18n.language, name: event.target.value })}
        />
      </div>
      <fieldset className="fw-types">
        <legend>{t("viewDesign.type")}</legend>
        {TYPES.map((type) => (
          <label key={type} className="fw-type" data-chosen={(view.type ?? "table") === type || undefined}>
            <input
              type="radio"
              name={`${id}-type`}
              checked={(view.type ?? "table") === type}
              onChange={() => edit({ kind: "typed", type })}
            />
            <ViewIcon type={type} />
            <span>{t(`views.${type}`)}</span>
          </label>
        ))}
      </fieldset>
      <TypeSettings entity={entity} view={view} edit={edit} />
      <Conditions entity={entity} view={view} edit={edit} />
      <Order entity={entity} view={view} edit={edit} />
      <Audience view={view} edit={edit} />
    </div>
  );
}

function Conditions({ entity, view, edit }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const conditions = fromFilter(view.filter);
  const builder = open && (
    <Suspense>
      <ConditionBuilder
        entity={entity}
        filter={view.filter ?? undefined}
        onApply={(filter) => edit({ kind: "filter", filter })}
        onClose={() => setOpen(false)}
      />
    </Suspense>
  );
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{t("viewDesign.filter")}</span>
      {conditions && conditions.items.length > 0 && (
        <ConditionChips
          entity={entity}
          conditions={conditions}
          onChange={(filter) => edit({ kind: "filter", filter })}
        />
      )}
      {conditions ? (
        <Button onClick={() => setOpen(true)}>{t("viewDesign.filterEdit")}</Button>
      ) : (
        <p className="fw-muted">
          {t("viewDesign.filterKept")}{" "}
          <button
            type="button"
            className="fw-plain fw-link"
            onClick={() => edit({ kind: "filter", filter: undefined })}
          >
            {t("list.clearFilter")}
          </button>
        </p>
      )}
      {phone ? (
        builder
      ) : (
        <Modal
          open={open}
          width={820}
          title={t("viewDesign.filter")}
          footer={null}
          destroyOnHidden
          onCancel={() => setOpen(false)}
        >
          {builder}
        </Modal>
      )}
    </div>
  );
}

function Order({ entity, view, edit }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  if (view.type === "calendar" || view.type === "timeline") return null;
  const options = allFields(entity)
    .filter((field) => field.sortable)
    .flatMap((field) => [
      { value: field.key, label: `${label(field)} ↑` },
      { value: `-${field.key}`, label: `${label(field)} ↓` },
    ]);
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{t("viewDesign.sort")}</span>
      <Select
        mode="multiple"
        maxCount={5}
        aria-label={t("viewDesign.sort")}
        placeholder={t("list.sortNone")}
        value={view.sort ?? []}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
        onChange={(sort: string[]) => edit({ kind: "sort", sort })}
      />
    </div>
  );
}

function Audience({ view, edit }: Omit<Props, "entity">) {
  const { t } = useTranslation();
  const label = useLabel();
  const roles = useQuery({ queryKey: ["roles"], queryFn: listRoles, staleTime: 60_000 });
  return (
    <div className="fw-labelled">
      <span className="fw-setting-name">{t("viewDesign.roles")}</span>
      <Select
        mode="multiple"
        aria-label={t("viewDesign.roles")}
        placeholder={t("viewDesign.everybody")}
        value={view.roles ?? []}
        options={(roles.data?.items ?? []).map((role) => ({ value: role.key, label: label(role) }))}
        onChange={(keys: string[]) => edit({ kind: "roles", roles: keys.length > 0 ? keys : undefined })}
      />
    </div>
  );
}
