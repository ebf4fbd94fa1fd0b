/** One thing on the canvas: its handle, its name, what it is. Drawn again only when it changes itself. */
import { HolderOutlined } from "@ant-design/icons";
import { useDraggable } from "@dnd-kit/react";
import { memo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Block, FieldDocument } from "../../model/designer/documents";
import { nameOfBlock, type Source, useHands, useRename } from "./context";
import { Faux } from "./Faux";
import { NameInput } from "./NameInput";

type Props = {
  block: Block;
  reference: string;
  field?: FieldDocument;
  required?: boolean;
  selected: boolean;
  renaming: boolean;
  wrong: boolean;
  /** Columns of its section that it takes. */
  span?: number;
  children?: ReactNode;
};

export const CanvasBlock = memo(function CanvasBlock(props: Props) {
  const { block, reference, field, selected, renaming, wrong, span, children } = props;
  const { t, i18n } = useTranslation();
  const hands = useHands();
  const rename = useRename();
  const source: Source = { from: "canvas", reference };
  const { ref, handleRef } = useDraggable({ id: `block ${reference}`, data: source });
  const name =
    nameOfBlock(block, field, i18n.language) || t(`design.kind.${block.type === "text" ? "text_block" : block.type}`);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button with the name does the same for keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button with the name does the same for keys
    <div
      ref={ref}
      className="fwd-block"
      data-block={reference}
      data-type={block.type}
      data-selected={selected || undefined}
      data-wrong={wrong || undefined}
      data-hidden={(block.type === "field" && block.hidden) || undefined}
      style={span && span > 1 ? { gridColumn: `span ${span}` } : undefined}
      onClick={(event) => {
        event.stopPropagation();
        hands.pick(reference, { shift: event.shiftKey, toggle: event.ctrlKey || event.metaKey });
      }}
    >
      <div className="fwd-block-head">
        <button
          ref={handleRef}
          type="button"
          className="fw-plain fwd-handle"
          aria-label={t("design.drag", { label: name })}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            event.stopPropagation();
            hands.carry(reference);
          }}
        >
          <HolderOutlined />
        </button>
        {renaming && block.type !== "tabs" && block.type !== "steps" ? (
          <NameInput name={name} onDone={(text) => void rename(reference, text)} />
        ) : (
          <button
            type="button"
            className="fw-plain fwd-name"
            aria-pressed={selected}
            onDoubleClick={() => hands.rename(reference)}
          >
            {name}
            {props.required && <span className="fw-required">*</span>}
          </button>
        )}
      </div>
      {block.type === "field" && !block.rows && field && <Faux field={field} block={block} />}
      {children}
    </div>
  );
});
