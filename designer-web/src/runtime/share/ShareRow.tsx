import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Share } from "../../api/contract";
import { Avatar } from "../../app/Parts";
import { type PrincipalKind, usePrincipalName } from "./usePrincipals";

function principalOf({ principal }: Share): [PrincipalKind, string] {
  if ("user" in principal) return ["user", principal.user];
  if ("department" in principal) return ["department", principal.department];
  return ["team", principal.team];
}

type Props = { share: Share; busy: boolean; onRemove: () => void };

export function ShareRow({ share, busy, onRemove }: Props) {
  const { t } = useTranslation();
  const [kind, id] = principalOf(share);
  const name = usePrincipalName(kind, id) ?? "";
  return (
    <li className="fw-row">
      <Avatar name={name} size={26} />
      <span className="fw-grow fw-ellipsis">
        <strong>{name}</strong> <span className="fw-muted">{t(`share.${kind}`)}</span>
      </span>
      <span className="fw-chip" data-color={share.level === "edit" ? "orange" : "blue"}>
        {t(share.level === "edit" ? "share.may_edit" : "share.may_view")}
      </span>
      {share.until && <span className="fw-muted fw-number">{t("share.untilDay", { day: share.until })}</span>}
      <Button
        type="text"
        size="small"
        danger
        disabled={busy}
        onClick={onRemove}
        aria-label={t("share.removeFrom", { name })}
      >
        {t("share.remove")}
      </Button>
    </li>
  );
}
