import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Handover } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Bones, Broken } from "../../app/Parts";

/** What somebody has that would pass on. */
export function Belongings({ asked }: { asked: UseQueryResult<Handover> }) {
  const { t } = useTranslation();
  const label = useLabel();
  if (asked.isPending) return <Bones count={2} />;
  if (asked.isError) return <Broken reason={asked.error} retry={() => void asked.refetch()} />;
  const { entities, teams } = asked.data;
  if (entities.length + teams.length === 0) return <p>{t("admin.handoverNothing")}</p>;
  return (
    <div className="fw-row fw-belongings">
      {entities.map((part) => (
        <span key={part.entity} className="fw-chip fw-number" data-color="blue">
          {label({ labels: part.labels, key: part.entity })} {part.records.toLocaleString()}
        </span>
      ))}
      {teams.map((team) => (
        <span key={team.id} className="fw-chip" data-color="cyan">
          {t("share.team")} {team.name}
        </span>
      ))}
    </div>
  );
}
