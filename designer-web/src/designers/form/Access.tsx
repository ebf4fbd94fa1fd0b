/** Who may see a field: asked of a new one, and changed at any time. */
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel } from "../../app/hooks";
import { type DesignDraft, entityOf, partsOf } from "../../model/designer/documents";
import { RIGHTS, rightOf, rolesOf, withRight } from "../../model/designer/rights";
import { useHands } from "./context";
import type { Asked } from "./useAsked";

type Props = { draft: DesignDraft; reference: string; asked: Asked; name: string };

export function Access({ draft, reference, asked, name }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const hands = useHands();
  const [open, setOpen] = useState(false);
  const { key, table } = partsOf(reference);
  const entity = entityOf(draft, reference)?.["x-entity"].key ?? "";
  const roles = rolesOf(draft.roles, entity);
  // Rows have the rights of the record they belong to.
  if (table !== undefined || roles.length === 0) return null;
  const fresh = !hands.published(reference) && !asked.decided.has(reference);
  return (
    <div className="fwd-access" data-fresh={fresh || undefined}>
      <div className="fw-row">
        <span className="fw-grow">{fresh ? t("design.access.ask", { label: name }) : t("design.access.title")}</span>
        {fresh && (
          <Button size="small" type="primary" onClick={() => asked.decide(reference)}>
            {t("design.access.same")}
          </Button>
        )}
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("common.choose")}
        </Button>
      </div>
      {open && (
        <>
          {roles.map((role) => (
            <div key={role.key} className="fwd-access-role">
              <span className="fw-ellipsis">{label(role)}</span>
              <Segmented
                size="small"
                aria-label={label(role)}
                value={rightOf(role, entity, key)}
                options={RIGHTS.map((right) => ({ value: right, label: t(`design.access.right.${right}`) }))}
                onChange={(right) => {
                  asked.decide(reference);
                  hands.edit({
                    kind: "rights-set",
                    roles: { ...draft.roles, [role.key]: withRight(role, entity, key, right) },
                  });
                }}
              />
            </div>
          ))}
          <span className="fw-field-note">{t("design.access.hint")}</span>
        </>
      )}
    </div>
  );
}
