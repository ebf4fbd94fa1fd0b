/** The draft as people will fill it in: as somebody, at a desk or on a phone. Nothing is saved. */
import { Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Field, Json } from "../../api/contract";
import { useLabel, usePhone } from "../../app/hooks";
import type { Block, DesignDraft } from "../../model/designer/documents";
import { fieldViews } from "../../model/designer/fieldViews";
import { rightOf, rolesOf } from "../../model/designer/rights";
import { inside } from "../../model/designer/tree";
import { FieldLine } from "../../runtime/form/FieldLine";
import "../../runtime/form/form.css";

type Shown = {
  draft: DesignDraft;
  fields: Map<string, Field>;
  values: Record<string, Json | undefined>;
  set: (key: string, value: Json | undefined) => void;
  narrow: boolean;
};

export default function Preview({ draft, onClose }: { draft: DesignDraft; onClose: () => void }) {
  const { t } = useTranslation();
  const label = useLabel();
  const phone = usePhone();
  const [as, setAs] = useState("");
  const [size, setSize] = useState<"desk" | "phone">(phone ? "phone" : "desk");
  const [values, setValues] = useState<Record<string, Json | undefined>>({});
  const { key } = draft.entity["x-entity"];
  const role = draft.roles[as];
  const seen = fieldViews(draft).flatMap((field): Field[] => {
    const right = role ? rightOf(role, key, field.key) : "editable";
    return right === "hidden" || right === "masked" ? [] : [{ ...field, right }];
  });
  const shown: Shown = {
    draft,
    fields: new Map(seen.map((field) => [field.key, field])),
    values,
    set: (name, value) => setValues((old) => ({ ...old, [name]: value })),
    narrow: size === "phone",
  };
  const people = [
    { value: "", label: t("design.previewAs.anybody") },
    ...rolesOf(draft.roles, key).map((one) => ({ value: one.key, label: label(one) })),
  ];
  return (
    <Modal
      open
      title={t("design.previewAs.title")}
      footer={null}
      onCancel={onClose}
      width={size === "phone" ? 440 : 960}
    >
      <div className="fw-row fwd-preview-head">
        <Select aria-label={t("design.previewAs.role")} value={as} options={people} onChange={setAs} />
        <Segmented
          value={size}
          options={(["desk", "phone"] as const).map((one) => ({ value: one, label: t(`design.previewAs.${one}`) }))}
          onChange={setSize}
        />
        <span className="fw-muted">{t("design.previewAs.hint")}</span>
      </div>
      <div className="fwd-preview" data-narrow={shown.narrow || undefined}>
        <Blocks blocks={draft.form.layout} columns={1} shown={shown} />
      </div>
    </Modal>
  );
}

function Blocks({ blocks, columns, shown }: { blocks: Block[]; columns: number; shown: Shown }) {
  const label = useLabel();
  const { i18n } = useTranslation();
  return (
    <div
      className="fwd-preview-blocks"
      style={{ gridTemplateColumns: `repeat(${shown.narrow ? 1 : columns}, minmax(0, 1fr))` }}
    >
      {blocks.map((block) => {
        if (block.type === "field") {
          const field = shown.fields.get(block.field);
          if (!field || block.hidden) return null;
          const own = {
            ...field,
            ...(block.readonly && { right: "readonly" as const }),
            ...(block.required && { required: true }),
          };
          const key = shown.draft.entity["x-entity"].key;
          return (
            <div
              key={block.field}
              style={{ gridColumn: shown.narrow ? undefined : `span ${Math.min(block.span ?? 1, columns)}` }}
            >
              <FieldLine
                entity={key}
                field={own}
                value={shown.values[block.field]}
                issues={undefined}
                onChange={(value) => shown.set(block.field, value)}
              />
            </div>
          );
        }
        const whole = { gridColumn: "1 / -1" };
        if (block.type === "text")
          return (
            <p key={block.key} style={whole} className="fwd-note" data-tone={block.tone}>
              {block.labels[i18n.language]}
            </p>
          );
        if (block.type === "section")
          return (
            <section key={block.key} style={whole}>
              <h3>{label(block)}</h3>
              <Blocks blocks={block.blocks} columns={block.columns ?? 1} shown={shown} />
            </section>
          );
        return inside(block).map((part, at) => (
          <section key={part.key} style={whole}>
            <h3>{label(block.panels[at])}</h3>
            <Blocks blocks={part.blocks} columns={1} shown={shown} />
          </section>
        ));
      })}
    </div>
  );
}
