/** The form as it looks, made of blocks that can be taken hold of. */
import { Button } from "antd";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLabel, usePhone } from "../../app/hooks";
import type { Block, DesignDraft, Panels } from "../../model/designer/documents";
import { keyOf, rowsOf } from "../../model/designer/documents";
import { inside } from "../../model/designer/tree";
import { CanvasBlock } from "./CanvasBlock";
import { useHands } from "./context";

export type Marks = { selected: ReadonlySet<string>; wrong: ReadonlySet<string>; renaming: string | undefined };
type Shared = { draft: DesignDraft; marks: Marks };

export const Canvas = memo(function Canvas({ draft, marks }: Shared) {
  const { t } = useTranslation();
  const phone = usePhone();
  const label = useLabel();
  const hands = useHands();
  const { form } = draft;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: pressing beside everything selects nothing, as Esc does
    <section className="fwd-canvas" aria-label={t("design.canvas")} onClick={() => hands.pickOnly(undefined)}>
      <div className="fwd-paper">
        <h2>{label(form.labels && Object.keys(form.labels).length > 0 ? form : draft.entity["x-entity"])}</h2>
        <Container name="" blocks={form.layout} draft={draft} marks={marks}>
          {t(phone ? "design.canvasEmptyPhone" : "design.canvasEmpty")}
        </Container>
      </div>
    </section>
  );
});

type ContainerProps = Shared & {
  name: string;
  blocks: Block[];
  columns?: number;
  row?: boolean;
  children?: string;
};

function Container({ name, blocks, columns = 1, row, draft, marks, children }: ContainerProps) {
  const { t } = useTranslation();
  return (
    <div
      className="fwd-container"
      data-container={name}
      data-columns={columns}
      data-flow={row ? "row" : undefined}
      data-empty={blocks.length === 0 || undefined}
    >
      {blocks.length === 0 && <p className="fwd-hollow">{children ?? t("design.emptyHere")}</p>}
      {blocks.map((block) => (
        <Part
          key={keyOf(block)}
          block={block}
          table={row ? name : undefined}
          columns={columns}
          draft={draft}
          marks={marks}
        />
      ))}
    </div>
  );
}

function Part({ block, table, columns, draft, marks }: Shared & { block: Block; table?: string; columns: number }) {
  const key = keyOf(block);
  const reference = table === undefined ? key : `${table}.${key}`;
  const entity = table === undefined ? draft.entity : rowsOf(draft, table);
  return (
    <CanvasBlock
      block={block}
      reference={reference}
      field={block.type === "field" ? entity?.properties[key] : undefined}
      required={entity?.required?.includes(key) || (block.type === "field" && block.required)}
      selected={marks.selected.has(reference)}
      renaming={marks.renaming === reference}
      wrong={marks.wrong.has(reference)}
      span={block.type === "field" ? Math.min(block.rows ? columns : (block.span ?? 1), columns) : columns}
    >
      {(block.type !== "field" || block.rows) && <Inner block={block} draft={draft} marks={marks} />}
    </CanvasBlock>
  );
}

function Inner({ block, draft, marks }: Shared & { block: Block }) {
  const { i18n } = useTranslation();
  if (block.type === "tabs" || block.type === "steps") return <PanelsView block={block} draft={draft} marks={marks} />;
  if (block.type === "text")
    return (
      <p className="fwd-note" data-tone={block.tone}>
        {block.labels[i18n.language]}
      </p>
    );
  const [part] = inside(block);
  if (!part) return null;
  const columns = block.type === "section" ? (block.columns ?? 1) : 1;
  return (
    <Container
      name={part.key}
      blocks={part.blocks}
      columns={columns}
      row={block.type === "field"}
      draft={draft}
      marks={marks}
    />
  );
}

/** One panel is in front; the others are a click away, while something is being dragged as well. */
function PanelsView({ block, draft, marks }: Shared & { block: Panels }) {
  const label = useLabel();
  const hands = useHands();
  const [front, setFront] = useState(0);
  const panel = block.panels[Math.min(front, block.panels.length - 1)];
  return (
    <>
      <div className="fwd-tabs" role="tablist" data-type={block.type}>
        {block.panels.map((one, at) => (
          <Button
            key={one.key}
            type="text"
            role="tab"
            aria-selected={one === panel}
            onMouseEnter={(event) => event.buttons === 1 && setFront(at)}
            onClick={(event) => {
              event.stopPropagation();
              setFront(at);
              hands.pickOnly(block.key);
            }}
          >
            {block.type === "steps" ? `${at + 1} · ${label(one)}` : label(one)}
          </Button>
        ))}
      </div>
      {panel && <Container name={panel.key} blocks={panel.blocks} draft={draft} marks={marks} />}
    </>
  );
}
