import { HolderOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DragArea, useSort } from "../../app/dnd";

export type Line = { key: string; name: string; checked: boolean; fixed?: boolean };

type Props = {
  label: string;
  lines: Line[];
  /** In the new order, all of them. */
  onOrder: (keys: string[]) => void;
  onCheck: (key: string, checked: boolean) => void;
  children?: ReactNode;
};

/** Lines that are ticked and put in order, by mouse, finger or keyboard. */
export function OrderedList({ label, lines, onOrder, onCheck, children }: Props) {
  const keys = lines.map((line) => line.key);
  return (
    <DragArea
      step={{ x: 0, y: 36 }}
      nameOf={(id) => lines.find((line) => line.key === id)?.name ?? ""}
      onSort={({ from, to }) => {
        const held = keys[from];
        if (held !== undefined) onOrder(keys.toSpliced(from, 1).toSpliced(to, 0, held));
      }}
    >
      <ul className="fw-ordered" aria-label={label}>
        {lines.map((line, at) => (
          <OrderedLine key={line.key} line={line} index={at} onCheck={onCheck} />
        ))}
      </ul>
      {children}
    </DragArea>
  );
}

type LineProps = { line: Line; index: number; onCheck: Props["onCheck"] };

function OrderedLine({ line, index, onCheck }: LineProps) {
  const { t } = useTranslation();
  const { ref, handle, dragging } = useSort(line.key, index);
  return (
    <li ref={ref} data-dragging={dragging || undefined}>
      <label className="fw-grow">
        <input
          type="checkbox"
          checked={line.checked}
          disabled={line.fixed}
          onChange={(event) => onCheck(line.key, event.target.checked)}
        />
        <span className="fw-ellipsis">{line.name}</span>
      </label>
      <button
        type="button"
        {...handle}
        className="fw-plain fw-tile-handle"
        aria-label={t("views.drag", { title: line.name })}
      >
        <HolderOutlined />
      </button>
    </li>
  );
}
