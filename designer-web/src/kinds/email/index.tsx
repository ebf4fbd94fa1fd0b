import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

function Cell({ field, value, place }: CellProps) {
  const address = asText(value);
  if (place === "list" || field.right === "masked" || !address) return <>{address}</>;
  return (
    <a href={`mailto:${address}`} onClick={(event) => event.stopPropagation()}>
      {address}
    </a>
  );
}

export const look: Look = { Cell };
