import { ArrowDownOutlined, ArrowUpOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { Entity } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { type Column, type ColumnChoice, moveColumn, NO_CHOICE, toggleColumn } from "../../model/columns";
import { allFields } from "../../model/fields";

type Props = { entity: Entity; columns: Column[]; choice: ColumnChoice; setChoice: (choice: ColumnChoice) => void };

export function ColumnChooser(props: Props) {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottomRight" content={<Chooser {...props} />} title={t("list.columns")}>
      <Button icon={<TableOutlined />}>{t("list.columns")}</Button>
    </Popover>
  );
}

function Chooser({ entity, columns, choice, setChoice }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const shown = columns.map((column) => column.field.key);
  const hidden = allFields(entity).filter((field) => !shown.includes(field.key) && field.kind !== "sub_table");
  return (
    <div className="fw-columns">
      <p className="fw-muted">{t("list.columnsHint")}</p>
      {columns.map(({ field }, at) => (
        <div key={field.key} className="fw-columns-line">
          <label className="fw-grow">
            <input
              type="checkbox"
              checked
              disabled={field.key === entity.title}
              onChange={() => setChoice(toggleColumn(choice, shown, field.key))}
            />
            <span className="fw-ellipsis">{label(field)}</span>
          </label>
          <Button
            type="text"
            size="small"
            icon={<ArrowUpOutlined />}
            disabled={at < 2}
            aria-label={`${t("list.moveUp")} ${label(field)}`}
            onClick={() => setChoice(moveColumn(choice, shown, field.key, -1))}
          />
          <Button
            type="text"
            size="small"
            icon={<ArrowDownOutlined />}
            disabled={at === 0 || at === columns.length - 1}
            aria-label={`${t("list.moveDown")} ${label(field)}`}
            onClick={() => setChoice(moveColumn(choice, shown, field.key, 1))}
          />
        </div>
      ))}
      {hidden.map((field) => (
        <div key={field.key} className="fw-columns-line">
          <label className="fw-grow">
            <input type="checkbox" checked={false} onChange={() => setChoice(toggleColumn(choice, shown, field.key))} />
            <span className="fw-ellipsis">{label(field)}</span>
          </label>
        </div>
      ))}
      <Button type="link" size="small" onClick={() => setChoice(NO_CHOICE)}>
        {t("list.columnsReset")}
      </Button>
    </div>
  );
}
