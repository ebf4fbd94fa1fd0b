/**
 * Dragging by mouse and touch: a preview beside the pointer, a line where it would be put.
 *
 * Nothing that React draws changes while dragging: the line is moved by hand. Esc, another window and a second finger
 * cancel. Keys move things without dragging: see `useCarry`.
 */
import { Accessibility, AutoScroller, defaultPreset, PointerActivationConstraints, PointerSensor } from "@dnd-kit/dom";
import { DragDropProvider, DragOverlay, useDragDropManager } from "@dnd-kit/react";
import { type ReactNode, useEffect, useRef } from "react";
import { type Line, type Target, targetAt } from "./target";

const LONG_PRESS_MS = 250;
const START_PX = 5;

const sensors = [
  PointerSensor.configure({
    activationConstraints: (event) =>
      event.pointerType === "touch"
        ? [new PointerActivationConstraints.Delay({ value: LONG_PRESS_MS, tolerance: 8 })]
        : [new PointerActivationConstraints.Distance({ value: START_PX })],
  }),
];
/** Its words are English and speak of keys that are not ours; what we drag says itself how it is moved. */
const plugins = [
  ...defaultPreset.plugins.filter((plugin) => plugin !== Accessibility && plugin !== AutoScroller),
  AutoScroller,
];

type Props<S> = {
  children: ReactNode;
  accepts: (source: S, container: string) => boolean;
  preview: (source: S) => ReactNode;
  onDrop: (source: S, target: Target) => void;
};

export function showLine(element: HTMLElement | null, line: Line | null): void {
  if (!element) return;
  element.hidden = line === null;
  if (!line) return;
  element.style.transform = `translate(${Math.round(line.left)}px, ${Math.round(line.top)}px)`;
  element.style.width = `${line.width}px`;
  element.style.height = `${line.height}px`;
}

export function DragArea<S>({ children, accepts, preview, onDrop }: Props<S>) {
  const line = useRef<HTMLDivElement>(null);
  const target = useRef<Target | null>(null);
  const stop = useRef<() => void>(() => undefined);
  const follow = (source: S) => {
    let point: { x: number; y: number } | null = null;
    const look = () => {
      target.current = point && targetAt(point, (container) => accepts(source, container));
      showLine(line.current, target.current?.line ?? null);
    };
    const move = (event: PointerEvent) => {
      point = { x: event.clientX, y: event.clientY };
      look();
    };
    window.addEventListener("pointermove", move, true);
    window.addEventListener("scroll", look, true);
    stop.current = () => {
      window.removeEventListener("pointermove", move, true);
      window.removeEventListener("scroll", look, true);
      showLine(line.current, null);
    };
  };
  return (
    <DragDropProvider
      sensors={sensors}
      plugins={plugins}
      onDragStart={({ operation }) => operation.source && follow(operation.source.data as S)}
      onDragEnd={({ operation, canceled }) => {
        stop.current();
        const found = target.current;
        target.current = null;
        if (!canceled && found && operation.source) onDrop(operation.source.data as S, found);
      }}
    >
      {children}
      <CancelOnBlur />
      <div ref={line} className="fwd-line" hidden data-testid="insertion-line" />
      <DragOverlay dropAnimation={null} className="fwd-overlay">
        {(source) => preview(source.data as S)}
      </DragOverlay>
    </DragDropProvider>
  );
}

/** Who goes to another window has let go. */
function CancelOnBlur() {
  const manager = useDragDropManager();
  useEffect(() => {
    const cancel = () => {
      if (manager && !manager.dragOperation.status.idle) void manager.actions.stop({ canceled: true });
    };
    window.addEventListener("blur", cancel);
    return () => window.removeEventListener("blur", cancel);
  }, [manager]);
  return null;
}
