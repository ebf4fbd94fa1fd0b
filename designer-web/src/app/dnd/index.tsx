/**
 * Dragging, in one place: mouse, long press of a finger, and a handle for the keyboard.
 *
 * Shape:  `DragArea` holds what is dragged (`useDrag`, `useSort`) and where it may be dropped (`useDrop`), and says once
 *         what was dropped on what. The whole element starts a drag by pointer, its handle by Enter or Space; arrows move
 *         by `step`, Enter drops, Esc gives up. Leaving the window gives up, too.
 * Source: @dnd-kit, which is before its version 1: nothing else imports it, and a newer one is tried here first.
 */
import { Accessibility, PointerActivationConstraints } from "@dnd-kit/dom";
import {
  DragDropProvider,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  useDragDropManager,
  useDraggable,
  useDroppable,
} from "@dnd-kit/react";
import { isSortable, useSortable } from "@dnd-kit/react/sortable";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

const LONG_PRESS_MS = 250;
const LONG_PRESS_PX = 8;
const MOUSE_PX = 5;
const NO_DRAG = "button, input, textarea, select, [contenteditable], [role='combobox']";

type Id = string;
export type Dropped = { source: Id; target: Id };
export type Sorted = { source: Id; from: number; to: number };

type Spoken = NonNullable<ConstructorParameters<typeof Accessibility>[1]>;

type Props = {
  children: ReactNode;
  /** How far one press of an arrow moves what is held. */
  step?: { x: number; y: number };
  onDrop?: (dropped: Dropped) => void;
  onSort?: (sorted: Sorted) => void;
  onHold?: (source: Id | null) => void;
  /** What follows the pointer; without it, the element itself. */
  preview?: (source: Id) => ReactNode;
  /** What a source or target is called when it is read aloud. */
  nameOf?: (id: Id) => string;
};

export function DragArea({ children, step = { x: 40, y: 40 }, onDrop, onSort, onHold, preview, nameOf }: Props) {
  const { t } = useTranslation();
  const names = useRef(nameOf);
  names.current = nameOf;
  const name = (id: unknown) => names.current?.(String(id)) ?? "";
  const sensors = useMemo(
    () => [
      PointerSensor.configure({
        activatorElements: (source) => [source.element, source.handle],
        activationConstraints: (event) =>
          event.pointerType === "touch"
            ? [new PointerActivationConstraints.Delay({ value: LONG_PRESS_MS, tolerance: LONG_PRESS_PX })]
            : [new PointerActivationConstraints.Distance({ value: MOUSE_PX })],
        preventActivation: (event, source) => {
          const control = event.target instanceof Element ? event.target.closest(NO_DRAG) : null;
          return control !== null && control !== source.handle;
        },
      }),
      KeyboardSensor.configure({ offset: step }),
    ],
    [step.x, step.y],
  );
  const spoken: Spoken = {
    screenReaderInstructions: { draggable: t("dnd.instructions") },
    announcements: {
      dragstart: ({ operation }) => t("dnd.held", { name: name(operation.source?.id) }),
      dragover: ({ operation }) =>
        operation.target ? t("dnd.over", { target: name(operation.target.id) }) : undefined,
      dragend: ({ operation, canceled }) =>
        t(canceled || !operation.target ? "dnd.givenUp" : "dnd.dropped", { target: name(operation.target?.id) }),
    },
  };
  return (
    <DragDropProvider
      sensors={sensors}
      plugins={(usual) => [...usual.filter((plugin) => plugin !== Accessibility), Accessibility.configure(spoken)]}
      onDragStart={({ operation }) => onHold?.(String(operation.source?.id))}
      onDragEnd={({ operation, canceled }) => {
        onHold?.(null);
        const { source, target } = operation;
        if (canceled || !source) return;
        if (isSortable(source)) {
          if (source.initialIndex !== source.index)
            onSort?.({ source: String(source.id), from: source.initialIndex, to: source.index });
        } else if (target) onDrop?.({ source: String(source.id), target: String(target.id) });
      }}
    >
      <LeavingGivesUp />
      {children}
      {preview && <DragOverlay dropAnimation={null}>{(source) => preview(String(source.id))}</DragOverlay>}
    </DragDropProvider>
  );
}

function LeavingGivesUp() {
  const manager = useDragDropManager();
  useEffect(() => {
    const giveUp = () => {
      if (manager && !manager.dragOperation.status.idle) void manager.actions.stop({ canceled: true });
    };
    window.addEventListener("blur", giveUp);
    return () => window.removeEventListener("blur", giveUp);
  }, [manager]);
  return null;
}

/** Only for what may be moved: what is not dragged is drawn without it, and its handle comes with it. */
export function useDrag(id: Id) {
  const { t } = useTranslation();
  const { ref, handleRef, isDragSource } = useDraggable({ id });
  return { ref, handle: { ref: handleRef, "aria-roledescription": t("dnd.draggable") }, dragging: isDragSource };
}

export function useDrop(id: Id) {
  const { ref, isDropTarget } = useDroppable({ id });
  return { ref, over: isDropTarget };
}

/** One line of a list whose order is changed by dragging. */
export function useSort(id: Id, index: number) {
  const { t } = useTranslation();
  const { ref, handleRef, isDragSource } = useSortable({ id, index });
  return { ref, handle: { ref: handleRef, "aria-roledescription": t("dnd.draggable") }, dragging: isDragSource };
}
