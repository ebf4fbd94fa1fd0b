import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EntityHead, Role, Scope } from "../../api/contract";
import { getRole } from "../../api/organisation";
import { entitiesQuery, useDocumentTitle, useEntity, useLabel } from "../../app/hooks";
import { Bones, Broken, Chip, Empty } from "../../app/Parts";
import { fieldOf } from "../../model/fields";
import { useRoles } from "../useOrganisation";
import "../admin.css";

const ACTIONS = ["view", "create", "edit", "delete", "import", "export", "share", "print", "unmask"] as const;

/** What each role may do, in words; roles are changed with the application they belong to. */
export function RolesPage() {
  const { t } = useTranslation();
  const roles = useRoles();
  const entities = useQuery(entitiesQuery);
  useDocumentTitle(t("admin.rolesTitle"));
  return (
    <div className="fw-page">
      <div className="fw-page-head">
        <h1>{t("admin.rolesTitle")}</h1>
        <span className="fw-muted">{t("admin.rolesHint")}</span>
      </div>
      {roles.isError ? (
        <Broken reason={roles.error} retry={() => void roles.refetch()} />
      ) : roles.isPending ? (
        <div className="fw-card">
          <Bones />
        </div>
      ) : roles.data.items.length === 0 ? (
        <Empty title={t("admin.noRoles")} hint={t("admin.noRolesHint")} />
      ) : (
        roles.data.items.map((role) => (
          <RoleCard key={`${role.app}/${role.key}`} role={role} entities={entities.data?.items ?? []} />
        ))
      )}
    </div>
  );
}

function RoleCard({ role, entities }: { role: Role; entities: EntityHead[] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const whole = useQuery({
    queryKey: ["role", role.key],
    queryFn: () => getRole(role.key),
    enabled: role.entities === undefined,
    staleTime: 60_000,
    retry: false,
  });
  const { entities: allowed = {}, admin } = whole.data ?? role;
  const rights = Object.entries(allowed);
  return (
    <section className="fw-card fw-role">
      <h2>{label(role)}</h2>
      {whole.isLoading && <Bones count={2} />}
      {admin && <p className="fw-muted">{t("admin.isAdmin")}</p>}
      {rights.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="fw-admin-scroll" tabIndex={0} aria-label={label(role)}>
          <table className="fw-admin-table">
            <thead>
              <tr>
                <th>
                  <span className="fw-unseen">{t("admin.content")}</span>
                </th>
                {ACTIONS.map((action) => (
                  <th key={action}>{t(`admin.action.${action}`)}</th>
                ))}
                <th>{t("admin.restricted")}</th>
              </tr>
            </thead>
            <tbody>
              {rights.map(([key, right]) => (
                <tr key={key}>
                  <th scope="row">{label(entities.find((entity) => entity.key === key) ?? { key })}</th>
                  {ACTIONS.map((action) => (
                    <td key={action} data-label={t(`admin.action.${action}`)}>
                      <ScopeText scope={right.actions?.[action] ?? "none"} />
                    </td>
                  ))}
                  <td data-label={t("admin.restricted")}>
                    <Restricted entity={key} fields={right.fields ?? {}} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function ScopeText({ scope }: { scope: Scope }) {
  const { t } = useTranslation();
  const key = typeof scope === "string" ? scope : "filter";
  return (
    <span className="fw-scope" data-scope={key}>
      {t(`admin.scope.${key}`)}
    </span>
  );
}

function Restricted({ entity, fields }: { entity: string; fields: Record<string, string> }) {
  const { t } = useTranslation();
  const label = useLabel();
  const known = useEntity(entity).data;
  if (Object.keys(fields).length === 0) return <span className="fw-muted fw-scope">{t("common.none")}</span>;
  return (
    <span className="fw-admin-chips">
      {Object.entries(fields).map(([key, right]) => (
        <Chip key={key} text={`${label((known && fieldOf(known, key)) ?? { key })} ${t(`admin.right.${right}`)}`} />
      ))}
    </span>
  );
}
