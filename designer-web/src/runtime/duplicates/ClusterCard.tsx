import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Cluster, Entity, RecordRow } from "../../api/contract";
import { queryRecords } from "../../api/records";
import { Bones, Broken } from "../../app/Parts";
import { expandable } from "../../model/fields";
import { chosenValues, differing, type FieldChoices, keptByDefault, parentField } from "../../model/merging";
import { Comparison } from "./Comparison";
import { useDecisions } from "./useDecisions";

type Props = { entity: Entity; cluster: Cluster };

/** One suggestion: what differs, and the three ways to decide. */
export function ClusterCard({ entity, cluster }: Props) {
  const ids = cluster.records.map((one) => one.id);
  const loaded = useQuery({
    queryKey: ["records", entity.key, "cluster", ids],
    queryFn: ({ signal }) => {
      const keys = entity.fields.map((field) => field.key);
      const filter = { field: "id", op: "in" as const, value: ids };
      return queryRecords(entity.key, { filter, expand: expandable(entity, keys), limit: ids.length }, signal);
    },
  });
  if (loaded.isPending) return <Bones />;
  if (loaded.isError) return <Broken reason={loaded.error} retry={() => void loaded.refetch()} />;
  const rows = ids.flatMap((id) => loaded.data.items.find((row) => row.id === id) ?? []);
  return rows.length > 1 ? <Decide entity={entity} cluster={cluster} rows={rows} /> : null;
}

function Decide({ entity, cluster, rows }: Props & { rows: RecordRow[] }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<string>();
  const [left, setLeft] = useState<string[]>([]);
  const [choices, setChoices] = useState<FieldChoices>({});
  const taking = rows.filter((row) => !left.includes(row.id));
  const kept = taking.find((row) => row.id === wanted)?.id ?? keptByDefault(cluster.records, taking);
  const keptRow = taking.find((row) => row.id === kept);
  const decide = useDecisions(entity);
  const parent = parentField(entity);
  const others = taking.filter((row) => row.id !== kept);
  const ready = keptRow !== undefined && others.length > 0 && !decide.pending;
  const fields = differing(entity, taking);
  return (
    <section className="fw-card fw-cluster">
      <Comparison
        entity={entity}
        cluster={cluster}
        rows={rows}
        fields={fields}
        kept={kept}
        left={left}
        choices={choices}
        onKeep={setWanted}
        onLeave={(id, out) => setLeft(out ? [...left, id] : left.filter((one) => one !== id))}
        onChoose={(field, id) => setChoices({ ...choices, [field]: id })}
      />
      <div className="fw-cluster-foot">
        <span className="fw-muted fw-grow">{t("duplicates.rest")}</span>
        {entity.actions.edit && (
          <Button disabled={!ready} onClick={() => decide.different(taking)}>
            {t("duplicates.different")}
          </Button>
        )}
        {entity.actions.edit && parent && (
          <Button disabled={!ready} onClick={() => keptRow && decide.branch(parent, keptRow, others)}>
            {t("duplicates.asBranch")}
          </Button>
        )}
        {entity.actions.edit && entity.actions.delete && (
          <Button
            type="primary"
            disabled={!ready}
            loading={decide.merging}
            onClick={() => keptRow && decide.merge(keptRow, others, chosenValues(fields, taking, keptRow.id, choices))}
          >
            {t("duplicates.merge")}
          </Button>
        )}
      </div>
    </section>
  );
}
