import type { Entity, Json, RecordRow } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { lookOf } from "../../kinds";
import { fieldOf } from "../../model/fields";
import { asList, asTitled, isBlank, shownKind } from "../../model/value";

const CHIPS = ["choice", "tags", "multi_choice"];
const REFERRING = ["reference", "references"];

/** The facts of a card: marks in one line, then what is filled in, one line each. */
export function CardFacts({ entity, row, fields }: { entity: Entity; row: RecordRow; fields: string[] }) {
  const label = useLabel();
  const filled = fields.flatMap((key) => {
    const field = fieldOf(entity, key);
    return field && key !== entity.title && !isBlank(row[key]) ? [field] : [];
  });
  const chips = filled.filter((field) => CHIPS.includes(shownKind(field)));
  const facts = filled.filter((field) => !CHIPS.includes(shownKind(field)));
  return (
    <>
      {chips.length > 0 && (
        <div className="fw-tile-chips">
          {chips.map((field) => {
            const { Cell } = lookOf(field);
            return <Cell key={field.key} field={field} value={row[field.key]} place="list" />;
          })}
        </div>
      )}
      {facts.map((field) => {
        const { Cell } = lookOf(field);
        const names = REFERRING.includes(shownKind(field)) ? namesOf(row[field.key]) : "";
        return (
          <div key={field.key} className="fw-tile-fact">
            <span className="fw-muted">{label(field)}</span>
            <span className="fw-ellipsis">{names || <Cell field={field} value={row[field.key]} place="list" />}</span>
          </div>
        );
      })}
    </>
  );
}

/** What a card refers to stands on it as a name: the card itself is the way on. */
const namesOf = (value: Json | undefined) =>
  asList(value)
    .flatMap((one) => asTitled(one)?.title || [])
    .join("、");
