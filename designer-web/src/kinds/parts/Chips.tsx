import { useTranslation } from "react-i18next";
import { Chip } from "../../app/Parts";

/** About what a column of usual width holds, in characters and gaps. */
const ROOM = 13;
const CHIP_EDGES = 2;

function fitting(texts: string[]): number {
  let left = ROOM;
  const count = texts.findIndex((text) => {
    left -= text.length + CHIP_EDGES;
    return left < 0;
  });
  return count < 0 ? texts.length : Math.max(1, count);
}

/** Chips on one line with "+n" in a list; all of them on a page. */
export function Chips({
  chips,
  place,
  shape,
}: {
  chips: { key: string; text: string; color?: string | null }[];
  place: "list" | "page";
  shape?: "tag";
}) {
  const { t } = useTranslation();
  const shown = place === "list" ? chips.slice(0, fitting(chips.map((chip) => chip.text))) : chips;
  const hidden = chips.slice(shown.length);
  return (
    <span style={{ display: "flex", gap: 4, flexWrap: place === "list" ? "nowrap" : "wrap", minWidth: 0 }}>
      {shown.map((chip) => (
        <Chip key={chip.key} text={chip.text} color={chip.color} shape={shape} />
      ))}
      {hidden.length > 0 && (
        <span className="fw-muted fw-number" title={hidden.map((chip) => chip.text).join(t("common.listing"))}>
          +{hidden.length}
        </span>
      )}
    </span>
  );
}
