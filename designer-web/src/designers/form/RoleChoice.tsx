import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { Role } from "../../api/contract";

type Props = { roles: Role[]; chosen: string[]; onChange: (chosen: string[]) => void; label: (role: Role) => string };

/** A new table is seen by nobody but administrators, until somebody says who. */
export function RoleChoice({ roles, chosen, onChange, label }: Props) {
  const { t } = useTranslation();
  const open = roles.filter((role) => !role.admin);
  return (
    <>
      <h3>{t("design.publishing.who")}</h3>
      {open.length === 0 ? (
        <p className="fw-muted">{t("design.publishing.noRoles")}</p>
      ) : (
        <>
          <Checkbox.Group
            value={chosen}
            options={open.map((role) => ({ value: role.key, label: label(role) }))}
            onChange={onChange}
          />
          <span className="fw-field-note">{t("design.publishing.whoHint")}</span>
        </>
      )}
    </>
  );
}
