import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ field, value, place }: CellProps) {
  const number = asText(value);
  const shown = /^1\d{10}$/.test(number) ? number.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3") : number;
  if (place === "list" || field.right === "masked" || !number) return <span className="fw-number">{shown}</span>;
  return (
    <a className="fw-number" href={`tel:${number.replace(/\s/g, "")}`} onClick={(event) => event.stopPropagation()}>
      {shown}
    </a>
  );
}

export const look: Look = { Cell };
