import { DragOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DesignDraft, fieldOf, type Place } from "../../model/designer/documents";
import { containersIn, walk } from "../../model/designer/tree";
import { labelOf } from "../../model/label";
import { nameOfBlock, useHands } from "./context";

type Goal = { key: string; label: string; place: Place };

/** Where what is selected may go, by name: either end, into what holds others, behind anything. */
function goals(draft: DesignDraft, selection: string[], locale: string, t: TFunction): Goal[] {
  const all = walk(draft.form);
  const chosen = all.filter((one) => selection.includes(one.reference));
  const closed = new Set([...selection, ...chosen.flatMap((one) => containersIn(one.block))]);
  const table = chosen.find((one) => one.column)?.place.in;
  const found: Goal[] = [];
  if (table === undefined) {
    found.push({ key: "start", label: t("design.moveStart"), place: { in: "", at: 0 } });
    found.push({ key: "end", label: t("design.moveEnd"), place: { in: "", at: draft.form.layout.length } });
  }
  const into = (key: string, label: string, at: number) =>
    found.push({ key: `in ${key}`, label: t("design.moveInto", { label }), place: { in: key, at } });
  for (const { reference, block, place, column } of all) {
    if (closed.has(reference) || closed.has(place.in)) continue;
    if (table === undefined ? column : place.in !== table) continue;
    const label = nameOfBlock(block, fieldOf(draft, reference), locale);
    if (block.type === "section") into(block.key, label, block.blocks.length);
    if (block.type === "tabs" || block.type === "steps")
      for (const panel of block.panels) into(panel.key, labelOf(panel, locale), panel.blocks.length);
    found.push({
      key: `after ${reference}`,
      label: t("design.moveAfter", { label }),
      place: { in: place.in, at: place.at + 1 },
    });
  }
  return found;
}

/** Moving without dragging. The places are named when somebody asks for them. */
export function MoveTo({ draft, selection }: { draft: DesignDraft; selection: string[] }) {
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const [open, setOpen] = useState(false);
  const places = open ? goals(draft, selection, i18n.language, t) : [];
  return (
    <Dropdown
      trigger={["click"]}
      open={open}
      onOpenChange={setOpen}
      menu={{
        className: "fwd-places",
        items: places.map(({ key, label }) => ({ key, label })),
        onClick: ({ key }) => {
          const to = places.find((one) => one.key === key)?.place;
          setOpen(false);
          if (to) hands.edit({ kind: "moved", references: selection, to });
        },
      }}
    >
      <Button icon={<DragOutlined />}>{t("design.moveTo")}</Button>
    </Dropdown>
  );
}
