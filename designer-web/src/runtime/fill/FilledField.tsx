/** One field of a form: drawn again only when its own state changes. */
import { type CSSProperties, memo, useMemo } from "react";
import type { Field } from "../../api/contract";
import { useLabel } from "../../app/hooks";
import { useField } from "../../engine/store";
import { kindOf } from "../../kinds";
import type { Placed } from "../../model/designer/documents";
import { fieldNow } from "../../model/filling";
import { bare } from "../../model/value";
import { FieldLine } from "../form/FieldLine";
import { useFillingParts, useTold } from "./filling";

type Props = { field: Field; placed: Placed; columns: number; autoFocus?: boolean };

export const FilledField = memo(function FilledField({ field, placed, columns, autoFocus }: Props) {
  const { store, judgement, entity } = useFillingParts();
  const label = useLabel();
  const path = placed.field;
  const state = useField(store, path);
  const issues = useTold(path, state);
  const now = useMemo(() => fieldNow(field, placed, state), [field, placed, state]);
  if (!state.visible) return null;
  const wide = placed.span === undefined && kindOf(field).wide;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to what its input passes on
    <div
      className="fw-filled"
      style={{ "--fw-place": wide ? "1 / -1" : `span ${Math.min(placed.span ?? 1, columns)}` } as CSSProperties}
      data-phone={placed.phone}
      data-place={path}
      onBlur={() => judgement.leave([path])}
    >
      <FieldLine
        entity={entity.key}
        field={now}
        value={state.typed ?? undefined}
        issues={issues}
        autoFocus={autoFocus}
        placeholder={placed.placeholder ? label({ labels: placed.placeholder }) : undefined}
        onChange={(next) => {
          judgement.mend(path);
          void store.edit([{ field: { field: path, value: bare(field.kind, next) ?? null } }]);
        }}
      />
    </div>
  );
});
