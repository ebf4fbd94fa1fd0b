import { Link } from "@tanstack/react-router";
import { Checkbox, Radio, Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Cluster, Entity, Field, RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { fieldOf } from "../../model/fields";
import { type FieldChoices, isChosen, isUnited, likeness, takenFrom } from "../../model/merging";
import { isBlank, titleOf } from "../../model/value";

type Props = {
  entity: Entity;
  cluster: Cluster;
  rows: RecordRow[];
  fields: Field[];
  kept: string | undefined;
  left: string[];
  choices: FieldChoices;
  onKeep: (id: string) => void;
  onLeave: (id: string, out: boolean) => void;
  onChoose: (field: string, id: string) => void;
};

/** The entries side by side: a column each, a line for every field in which they differ. */
export function Comparison(props: Props) {
  const { entity, rows, fields } = props;
  const label = useLabel();
  return (
    <div className="fw-cluster-scroll">
      <table className="fw-cluster-table">
        <thead>
          <tr>
            <td />
            {rows.map((row) => (
              <Head key={row.id} row={row} {...props} />
            ))}
          </tr>
        </thead>
        <tbody>
          {fields
            .filter((field) => field.key !== entity.title || isChosen(field))
            .map((field) => (
              <tr key={field.key}>
                <th scope="row">{label(field)}</th>
                {rows.map((row) => (
                  <Value key={row.id} field={field} row={row} {...props} />
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ row, entity, cluster, kept, left, onKeep, onLeave, rows }: Props & { row: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const out = left.includes(row.id);
  const suspect = cluster.records.find((one) => one.id === row.id);
  const title = titleOf(entity, row) || t("common.blank");
  const alike = likeness(suspect, rows);
  const by = (["same", "near"] as const)
    .filter((how) => alike[how].length > 0)
    .map((how) => {
      const names = alike[how].map((key) => label(fieldOf(entity, key)));
      return t(`duplicates.${how}`, { fields: names.join(t("common.listing")) });
    })
    .join(t("common.clause"));
  return (
    <th scope="col" data-out={out || undefined} data-kept={row.id === kept || undefined}>
      <div className="fw-row">
        {rows.length > 2 && (
          <Checkbox
            checked={!out}
            aria-label={t("duplicates.include", { title })}
            onChange={(event) => onLeave(row.id, !event.target.checked)}
          />
        )}
        <Link to="/record/$entity/$id" params={{ entity: entity.key, id: row.id }} search={{}}>
          {title}
        </Link>
        {suspect?.branch && <Tag>{t("duplicates.branch")}</Tag>}
      </div>
      <div className="fw-muted">{by}</div>
      <Radio checked={row.id === kept} disabled={out} onChange={() => onKeep(row.id)}>
        {t("duplicates.keep")}
      </Radio>
    </th>
  );
}

function Value({ field, row, entity, rows, kept, left, choices, onChoose }: Props & { field: Field; row: RecordRow }) {
  const { t } = useTranslation();
  const label = useLabel();
  const out = left.includes(row.id);
  const value = row[field.key];
  const taking = rows.filter((one) => !left.includes(one.id));
  const chosen = taking.some((one) => one.id === choices[field.key]) ? choices[field.key] : undefined;
  const wins = !out && row.id === (chosen ?? takenFrom(field, taking, kept ?? ""));
  const { Cell } = lookOf(field);
  const shown = (
    <span className="fw-grow">
      {isBlank(value) ? (
        <span className="fw-muted">{t("common.blank")}</span>
      ) : (
        <Cell field={field} value={value} place="list" />
      )}
    </span>
  );
  if (!isChosen(field)) {
    const stays = isUnited(field) && !out && !isBlank(value);
    return (
      <td data-out={out || undefined} title={stays ? t("duplicates.united") : undefined} data-wins={stays || undefined}>
        {shown}
      </td>
    );
  }
  return (
    <td data-out={out || undefined} data-wins={wins || undefined}>
      <div className="fw-row">
        <Radio
          checked={wins}
          disabled={out}
          aria-label={t("duplicates.choose", { field: label(field), title: titleOf(entity, row) })}
          onChange={() => onChoose(field.key, row.id)}
        />
        {shown}
      </div>
    </td>
  );
}
