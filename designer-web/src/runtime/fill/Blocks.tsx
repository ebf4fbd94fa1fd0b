/** The blocks of a form: sections in columns, tabs, steps, texts and fields. */
import { RightOutlined } from "@ant-design/icons";
import { Tabs } from "antd";
import { memo, type ReactNode } from "react";
import { useLabel } from "../../app/hooks";
import { useField } from "../../engine/store";
import { useWatched } from "../../engine/watchers";
import type { Block, Section, Panels as TabsOrSteps } from "../../model/designer/documents";
import { fieldOf } from "../../model/fields";
import { FilledField } from "./FilledField";
import { FilledRows } from "./FilledRows";
import { useFillingParts } from "./filling";
import { StepPanels } from "./StepPanels";
import { useVisiblePanels } from "./useVisiblePanels";
import { useWrongIn } from "./useWrongIn";

type Props = { blocks: Block[]; columns?: number; first?: string };

export const Blocks = memo(function Blocks({ blocks, columns = 1, first }: Props) {
  const { entity } = useFillingParts();
  return (
    <div className="fw-blocks" data-columns={columns}>
      {blocks.map((block) => {
        if (block.type !== "field") return <Other key={block.key} block={block} first={first} />;
        const field = fieldOf(entity, block.field);
        if (!field || block.hidden) return null;
        if (field.kind === "sub_table") return <FilledRows key={field.key} field={field} placed={block} />;
        const autoFocus = block.field === first;
        return <FilledField key={field.key} field={field} placed={block} columns={columns} autoFocus={autoFocus} />;
      })}
    </div>
  );
});

type OtherProps = { block: Exclude<Block, { type: "field" }>; first?: string };

function Other({ block, first }: OtherProps) {
  const { store } = useFillingParts();
  const label = useLabel();
  const { visible } = useField(store, block.key);
  if (!visible) return null;
  switch (block.type) {
    case "section":
      return (
        <Folding section={block}>
          <Blocks blocks={block.blocks} columns={block.columns} first={first} />
        </Folding>
      );
    case "tabs":
      return <TabPanels panels={block} first={first} />;
    case "steps":
      return <StepPanels panels={block} first={first} />;
    case "text":
      return (
        <p className="fw-form-text" data-tone={block.tone}>
          {label(block)}
        </p>
      );
    default:
      return block satisfies never;
  }
}

function Folding({ section, children }: { section: Section; children: ReactNode }) {
  const { opened } = useFillingParts();
  const label = useLabel();
  const turned = useWatched(opened, [section.key], () => opened.at(section.key));
  const wrong = useWrongIn(section.blocks);
  const title = section.labels ? label(section) : "";
  const open = !section.collapsible || (turned ?? (section.collapsed ? 0 : 1)) === 1;
  return (
    <fieldset className="fw-form-group fw-filled-wide">
      {section.collapsible ? (
        <legend>
          <button
            type="button"
            className="fw-plain fw-fold"
            aria-expanded={open}
            onClick={() => opened.turn(section.key, open ? 0 : 1)}
          >
            <RightOutlined rotate={open ? 90 : 0} />
            {title}
            {wrong > 0 && <span className="fw-wrong-count">{wrong}</span>}
          </button>
        </legend>
      ) : (
        title && <legend>{title}</legend>
      )}
      {open && section.help && <p className="fw-field-note fw-section-help">{label({ labels: section.help })}</p>}
      {open && children}
    </fieldset>
  );
}

function TabPanels({ panels, first }: { panels: TabsOrSteps; first?: string }) {
  const { opened } = useFillingParts();
  const label = useLabel();
  const turned = useWatched(opened, [panels.key], () => opened.at(panels.key) ?? 0);
  const visible = useVisiblePanels(panels);
  const items = panels.panels.flatMap((panel, at) =>
    visible.includes(at)
      ? [
          {
            key: String(at),
            label: <PanelName name={label(panel)} blocks={panel.blocks} />,
            children: <Blocks blocks={panel.blocks} first={first} />,
          },
        ]
      : [],
  );
  const active = visible.includes(turned) ? turned : visible[0];
  return (
    <Tabs
      className="fw-filled-wide"
      items={items}
      activeKey={String(active)}
      onChange={(key) => opened.turn(panels.key, Number(key))}
    />
  );
}

function PanelName({ name, blocks }: { name: string; blocks: Block[] }) {
  const wrong = useWrongIn(blocks);
  return (
    <>
      {name}
      {wrong > 0 && <span className="fw-wrong-count">{wrong}</span>}
    </>
  );
}
