import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity, Field, UnknownText } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { Chip } from "../../app/Parts";
import { RemoteSelect } from "../../kinds/parts/RemoteSelect";
import { fieldOf } from "../../model/fields";
import { type Meanings, meaningOf, type Unknowns } from "../../model/meaning";

const BLANK = "\u0000blank";
const UNDECIDED = "\u0000undecided";

type Choose = (field: string, text: string, meaning: string | null | undefined) => void;
type Props = { entity: Entity; unknowns: Unknowns; chosen: Meanings; onChoose: Choose };

/** Words in the file that are none of ours: a person says once what each means. */
export function UnknownTexts({ entity, unknowns, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const fields = Object.entries(unknowns).flatMap(([key, texts]) => {
    const field = fieldOf(entity, key);
    return field && texts.length > 0 ? [{ field, texts }] : [];
  });
  return (
    <>
      {fields.map(({ field, texts }) => (
        <div key={field.key} className="fw-card fw-import-part">
          <h2>{t(field.options ? "importing.unknownTitle" : "importing.unfoundTitle", { label: label(field) })}</h2>
          <p className="fw-muted">{t(field.options ? "importing.unknownHint" : "importing.unfoundHint")}</p>
          <div className="fw-import-unknown">
            {texts.map((unknown) => (
              <Line
                key={unknown.text}
                entity={entity}
                field={field}
                unknown={unknown}
                meaning={meaningOf(chosen, field.key, unknown)}
                onChoose={(meaning) => onChoose(field.key, unknown.text, meaning)}
              />
            ))}
          </div>
        </div>
      ))}
    </>
  );
}

type LineProps = {
  entity: Entity;
  field: Field;
  unknown: UnknownText;
  meaning: string | null | undefined;
  onChoose: (meaning: string | null | undefined) => void;
};

function Line({ entity, field, unknown, meaning, onChoose }: LineProps) {
  const { t } = useTranslation();
  const labelOf = useLabel();
  const label = `${labelOf(field)} ${unknown.text}`;
  const options = [
    { value: UNDECIDED, label: <span className="fw-muted">{t("importing.undecided")}</span> },
    ...(field.options ?? []).map((option) => ({
      value: option.key,
      label: <Chip text={labelOf(option)} color={option.color} />,
    })),
    { value: BLANK, label: <span className="fw-muted">{t("importing.leaveBlank")}</span> },
  ];
  const pick = (value: string) => onChoose(value === BLANK ? null : value === UNDECIDED ? undefined : value);
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
        <Select
          aria-label={label}
          value={meaning === undefined ? UNDECIDED : (meaning ?? BLANK)}
          options={options}
          onChange={pick}
        />
      ) : (
        <span className="fw-row fw-import-meaning">
          <span className="fw-grow">
            <RemoteSelect
              entity={entity.key}
              field={field}
              label={label}
              value={meaning ? [{ id: meaning, title: "" }] : []}
              onChange={([one]) => onChoose(one?.id)}
              many={false}
            />
          </span>
          <Button
            type={meaning === null ? "primary" : "default"}
            onClick={() => onChoose(meaning === null ? undefined : null)}
          >
            {t("importing.leaveBlank")}
          </Button>
        </span>
      )}
    </>
  );
}
