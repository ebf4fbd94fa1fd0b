import { asText } from "../../model/value";
import type { CellProps, Look } from "../kind";

/** Only web addresses become links: text such as `javascript:` stays text. */
function Cell({ value, place }: CellProps) {
  const address = asText(value);
  const shown = address.replace(/^https?:\/\//i, "").replace(/\/$/, "");
  if (place === "list" || !/^https?:\/\//i.test(address)) return <>{shown}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" onClick={(event) => event.stopPropagation()}>
      {shown}
    </a>
  );
}

export const look: Look = { Cell };
