import { SortAscendingOutlined, SortDescendingOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel, usePhone } from "../../app/hooks";
import type { Column } from "../../model/columns";
import { SYSTEM_FIELDS } from "../../model/fields";

type Props = { columns: Column[]; sort?: string; onSort: (sort: string | undefined) => void };

export function SortMenu({ columns, sort, onSort }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const phone = usePhone();
  const shown = columns.map((column) => column.field).filter((field) => field.sortable);
  const fields = [
    ...shown,
    ...SYSTEM_FIELDS.filter((field) => field.sortable && !shown.some((one) => one.key === field.key)),
  ];
  const key = sort?.replace(/^-/, "");
  const descending = sort?.startsWith("-");
  const current = fields.find((field) => field.key === key);
  const items = [
    { key: "", label: t("list.sortNone") },
    { type: "divider" as const },
    ...fields.flatMap((field) => [
      { key: field.key, label: `${label(field)} ↑` },
      { key: `-${field.key}`, label: `${label(field)} ↓` },
    ]),
  ];
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        selectable: true,
        selectedKeys: [sort ?? ""],
        onClick: (event) => onSort(event.key || undefined),
        style: { maxHeight: "min(560px, 62vh)", overflowY: "auto" },
      }}
    >
      <Button icon={descending ? <SortDescendingOutlined /> : <SortAscendingOutlined />} aria-label={t("list.sort")}>
        {!phone && (current ? `${label(current)} ${descending ? "↓" : "↑"}` : t("list.sort"))}
      </Button>
    </Dropdown>
  );
}
