import { DragOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { DesignDraft, Place } from "../../model/designer/documents";
import { containersIn, find, walk } from "../../model/designer/tree";
import { useHands, useNames } from "./context";

/** Moving without dragging: to either end, into what holds others, behind anything. */
export function MoveTo({ draft, selection }: { draft: DesignDraft; selection: string[] }) {
  const { t } = useTranslation();
  const hands = useHands();
  const names = useNames();
  const closed = selection.flatMap((one) => {
    const block = find(draft.form, one)?.block;
    return block ? [one, ...containersIn(block)] : [one];
  });
  const column = selection.some((one) => one.includes("."));
  const places: { key: string; label: string; place: Place }[] = column
    ? []
    : [
        { key: "start", label: t("design.moveStart"), place: { in: "", at: 0 } },
        { key: "end", label: t("design.moveEnd"), place: { in: "", at: draft.form.layout.length } },
      ];
  for (const one of walk(draft.form)) {
    if (closed.includes(one.reference) || closed.includes(one.place.in) || Boolean(one.column) !== column) continue;
    if (column && one.place.in !== selection[0]?.split(".")[0]) continue;
    const label = names(draft, one.reference);
    if (one.block.type === "section")
      places.push({
        key: `in ${one.reference}`,
        label: t("design.moveInto", { label }),
        place: { in: one.block.key, at: one.block.blocks.length },
      });
    if (one.block.type === "tabs" || one.block.type === "steps")
      for (const panel of one.block.panels)
        places.push({
          key: `in ${panel.key}`,
          label: t("design.moveInto", { label: panel.labels?.["zh-CN"] ?? panel.key }),
          place: { in: panel.key, at: panel.blocks.length },
        });
    places.push({
      key: `after ${one.reference}`,
      label: t("design.moveAfter", { label }),
      place: { in: one.place.in, at: one.place.at + 1 },
    });
  }
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        className: "fwd-places",
        items: places.map(({ key, label }) => ({ key, label })),
        onClick: ({ key }) => {
          const to = places.find((one) => one.key === key)?.place;
          if (to) hands.edit({ kind: "moved", references: selection, to });
        },
      }}
    >
      <Button icon={<DragOutlined />}>{t("design.moveTo")}</Button>
    </Dropdown>
  );
}
