/** Conditions in groups, two levels deep. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Filter } from "../../api/contract";
import { filterFrom, type Groups, groupsFrom, isGroup } from "../../model/designer/groups";
import type { Condition, Conditions as Flat } from "../../model/filter";
import { operatorsOf } from "../../model/filter";
import { ConditionLine, newCondition } from "../../runtime/list/ConditionBuilder";

type Props = {
  entity: string;
  fields: Field[];
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
};

export function Conditions({ entity, fields, filter, onChange }: Props) {
  const { t } = useTranslation();
  const usable = fields.filter((field) => operatorsOf(field).length > 0);
  // What is half filled in is no filter yet, but must not vanish while it is being filled in.
  const [groups, setGroups] = useState<Groups | null>(() => groupsFrom(filter));
  if (!groups) return <p className="fw-muted">{t("design.rule.tooDeep")}</p>;
  const put = (next: Groups) => {
    setGroups(next);
    onChange(filterFrom(next));
  };
  const [first] = usable;
  const lines = <T extends Groups | Flat>(holder: T, change: (next: T) => void, deep: boolean) => (
    <>
      {holder.items.length > 1 && <Join join={holder.join} onChange={(join) => change({ ...holder, join })} />}
      {holder.items.map((item, at) => {
        const replace = (next: Condition | Flat | null) =>
          change({
            ...holder,
            items: next === null ? holder.items.toSpliced(at, 1) : holder.items.with(at, next as Condition),
          });
        const key = `${at}`;
        if (isGroup(item))
          return (
            <div key={key} className="fwd-condition-group">
              {lines(item, (next) => replace(next.items.length === 0 ? null : next), true)}
            </div>
          );
        return (
          <ConditionLine
            key={key}
            entity={{ key: entity }}
            fields={usable}
            condition={item}
            onChange={replace}
            onRemove={() => replace(null)}
          />
        );
      })}
      {first && (
        <div className="fw-row">
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            onClick={() => change({ ...holder, items: [...holder.items, newCondition(first)] as Condition[] })}
          >
            {t("list.addCondition")}
          </Button>
          {!deep && (
            <Button
              size="small"
              type="text"
              icon={<PlusOutlined />}
              onClick={() =>
                change({
                  ...holder,
                  items: [...holder.items, { join: "any", items: [newCondition(first)] }] as Condition[],
                })
              }
            >
              {t("design.rule.addGroup")}
            </Button>
          )}
        </div>
      )}
    </>
  );
  return <div className="fwd-conditions">{lines(groups, put, false)}</div>;
}

function Join({ join, onChange }: { join: Flat["join"]; onChange: (join: Flat["join"]) => void }) {
  const { t } = useTranslation();
  const options = [
    { value: "all" as const, label: t("design.rule.matchAll") },
    { value: "any" as const, label: t("design.rule.matchAny") },
  ];
  return <Segmented size="small" value={join} options={options} onChange={onChange} />;
}
