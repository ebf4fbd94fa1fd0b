import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity, Field, Import, UnknownText } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Chip } from "../../app/Parts";
import { RemoteSelect } from "../../kinds/parts/RemoteSelect";
import { fieldOf } from "../../model/fields";

const BLANK = "";

type Props = { entity: Entity; job: Import; onChoose: (unknown: Record<string, Record<string, string>>) => void };

/** Words in the file that are none of ours: a person says once what each means. */
export function UnknownTexts({ entity, job, onChoose }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const fields = Object.entries(job.unknown ?? {}).flatMap(([key, texts]) => {
    const field = fieldOf(entity, key);
    return field && texts.length > 0 ? [{ field, texts }] : [];
  });
  return (
    <>
      {fields.map(({ field, texts }) => (
        <div key={field.key} className="fw-card fw-import-part">
          <h2>{t("importing.unknownTitle", { label: label(field) })}</h2>
          <p className="fw-muted">{t("importing.unknownHint")}</p>
          <div className="fw-import-unknown">
            {texts.map((text) => (
              <Line
                key={text.text}
                entity={entity}
                field={field}
                unknown={text}
                onChoose={(key) => onChoose({ [field.key]: { [text.text]: key } })}
              />
            ))}
          </div>
        </div>
      ))}
    </>
  );
}

type LineProps = { entity: Entity; field: Field; unknown: UnknownText; onChoose: (key: string) => void };

function Line({ entity, field, unknown, onChoose }: LineProps) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const label = `${labelOf(field)} ${unknown.text}`;
  const options = [
    { value: BLANK, label: <span className="fw-muted">{t("importing.leaveBlank")}</span> },
    ...(field.options ?? []).map((option) => ({
      value: option.key,
      label: <Chip text={labelOf(option)} color={option.color} />,
    })),
  ];
  return (
    <>
      <span>
        <strong>{unknown.text}</strong>{" "}
        <span className="fw-muted">{t("importing.unknownRows", { count: unknown.rows })}</span>
      </span>
      <span className="fw-muted" aria-hidden="true">
        →
      </span>
      {field.options ? (
        <Select aria-label={label} value={unknown.suggestion ?? BLANK} options={options} onChange={onChoose} />
      ) : (
        <RemoteSelect
          entity={entity.key}
          field={field}
          label={label}
          value={unknown.suggestion ? [{ id: unknown.suggestion, title: "" }] : []}
          onChange={([chosen]) => onChoose(chosen?.id ?? BLANK)}
          many={false}
        />
      )}
    </>
  );
}
