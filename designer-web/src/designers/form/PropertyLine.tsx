/** One property and what changes it. */
import { FunctionOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Segmented, Select, Switch } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Json, Labels } from "../../api/contract";
import { entitiesQuery, useLabel } from "../../app/hooks";
import { type Block, type DesignDraft, fieldOf, partsOf } from "../../model/designer/documents";
import { type Property, propertyValue, setting } from "../../model/designer/properties";
import { labelOf } from "../../model/label";
import { useHands } from "./context";
import { OptionList } from "./OptionList";
import { PanelList } from "./PanelList";

const FormulaDialog = lazy(() => import("../formula/FormulaDialog"));

type Props = { draft: DesignDraft; reference: string; block: Block; property: Property; title: string };

export function PropertyLine(props: Props) {
  const { draft, reference, block, property, title } = props;
  const hands = useHands();
  const value = propertyValue(draft, reference, block, property);
  const set = (next: Json | undefined) =>
    hands.edit(setting(reference, block, property, next), `${property.name} ${reference}`);
  return (
    <div className="fwd-property" data-control={property.control}>
      <span>{title}</span>
      <Changer {...props} value={value} set={set} />
    </div>
  );
}

type ChangerProps = Props & { value: Json | undefined; set: (next: Json | undefined) => void };

function Changer(props: ChangerProps) {
  const { draft, reference, block, property, title, value, set } = props;
  const { t, i18n } = useTranslation();
  const words = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Labels) : {};
  switch (property.control) {
    case "switch": {
      const on = value === undefined ? ["add", "remove", "leaf_only"].includes(property.name) : value === true;
      return <Switch size="small" aria-label={title} checked={on} onChange={set} />;
    }
    case "half":
      return (
        <Switch
          size="small"
          aria-label={title}
          checked={value === "half"}
          onChange={(on) => set(on ? "half" : "full")}
        />
      );
    case "text":
    case "path":
      return (
        <Input
          aria-label={title}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => set(event.target.value)}
        />
      );
    case "words":
      return (
        <Input
          aria-label={title}
          value={words[i18n.language] ?? ""}
          onChange={(event) => set(event.target.value ? { ...words, [i18n.language]: event.target.value } : undefined)}
        />
      );
    case "integer":
      return (
        <InputNumber
          aria-label={title}
          min={0}
          precision={0}
          value={typeof value === "number" ? value : null}
          onChange={(next) => set(next ?? undefined)}
        />
      );
    case "number":
      return (
        <InputNumber
          aria-label={title}
          stringMode
          value={value === undefined ? null : String(value)}
          onChange={(next) => set(next === null ? undefined : String(next))}
        />
      );
    case "choice":
      return <Choices {...props} />;
    case "options":
    case "tree":
      return <OptionList options={(value ?? []) as Json[]} tree={property.control === "tree"} onChange={set} />;
    case "formula":
      return <FormulaButton {...props} />;
    case "entity":
      return <EntityChoice {...props} />;
    case "default":
      return <DefaultValue {...props} />;
    case "panels":
      return block.type === "tabs" || block.type === "steps" ? <PanelList block={block} /> : null;
    case "measure":
      return <Measure {...props} />;
    default:
      return (property.control satisfies never) || t("common.none") || draft || reference;
  }
}

const NAMED = ["mask", "tone", "reset"];

function Choices({ property, title, value, set }: ChangerProps) {
  const { t } = useTranslation();
  const choices = property.choices ?? [];
  const numeric = property.name === "span" || property.name === "columns";
  const now = value === undefined ? choices[0] : String(value);
  const text = (one: string) => (NAMED.includes(property.name) ? t(`design.${property.name}.${one}`) : one);
  const options = choices.map((one) => ({ value: one, label: text(one) }));
  const choose = (next: string) => set(numeric ? Number(next) : next);
  if (numeric) return <Segmented aria-label={title} size="small" value={now} options={options} onChange={choose} />;
  return <Select aria-label={title} value={now} options={options} onChange={choose} />;
}

function FormulaButton({ draft, reference, title, value, set }: ChangerProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const text = typeof value === "string" ? value : "";
  return (
    <>
      <Button
        block
        icon={<FunctionOutlined />}
        aria-label={`${title} ${t("design.formula.open")}`}
        onClick={() => setOpen(true)}
      >
        <span className="fw-ellipsis">{text || t("design.formula.open")}</span>
      </Button>
      {open && (
        <Suspense>
          <FormulaDialog
            draft={draft}
            row={partsOf(reference).table}
            text={text}
            onApply={set}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function EntityChoice({ draft, title, value, set }: ChangerProps) {
  const label = useLabel();
  const entities = useQuery(entitiesQuery);
  const own = draft.entity["x-entity"];
  const others = (entities.data?.items ?? []).filter((one) => one.key !== own.key);
  const options = [own, ...others].map((one) => ({ value: one.key, label: label(one) }));
  return (
    <Select
      aria-label={title}
      showSearch={{ optionFilterProp: "label" }}
      value={typeof value === "string" ? value : undefined}
      options={options}
      onChange={set}
    />
  );
}

function DefaultValue({ draft, reference, title, value, set }: ChangerProps) {
  const { i18n } = useTranslation();
  const about = fieldOf(draft, reference)?.["x-field"];
  const options = (about?.options ?? []) as unknown as { key: string; labels?: Labels }[];
  if (about?.kind === "choice")
    return (
      <Select
        allowClear
        aria-label={title}
        value={typeof value === "string" ? value : undefined}
        options={options.map((one) => ({ value: one.key, label: labelOf(one, i18n.language) }))}
        onChange={set}
      />
    );
  if (about?.kind === "boolean")
    return <Switch size="small" aria-label={title} checked={value === true} onChange={set} />;
  if (about?.kind === "integer")
    return (
      <InputNumber
        aria-label={title}
        precision={0}
        value={typeof value === "number" ? value : null}
        onChange={(next) => set(next ?? undefined)}
      />
    );
  return (
    <Input
      aria-label={title}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => set(event.target.value)}
    />
  );
}

function Measure({ title, value, set }: ChangerProps) {
  const { t } = useTranslation();
  const now = (typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}) as {
    op?: string;
    field?: string;
  };
  const operations = ["count", "sum", "avg", "min", "max"].map((one) => ({
    value: one,
    label: t(`design.measure.${one}`),
  }));
  return (
    <span className="fwd-pair">
      <Select
        aria-label={title}
        value={now.op ?? "count"}
        options={operations}
        onChange={(op) => set({ ...now, op })}
      />
      <Input
        aria-label={t("design.property.measureField")}
        value={now.field ?? ""}
        onChange={(event) => set({ ...now, field: event.target.value || undefined })}
      />
    </span>
  );
}
