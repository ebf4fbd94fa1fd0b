/** Three panes at a desk, sheets on a phone; everything that is done with a design comes together here. */
import { AppstoreAddOutlined, ControlOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import { Suspense, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "../../app/hooks";
import { showToast } from "../../app/toast";
import { type DesignDraft, partsOf, rowsOf } from "../../model/designer/documents";
import { adding, fitsRows, type ItemKey, placeAfter } from "../../model/designer/palette";
import { placed } from "../../model/designer/pointers";
import { containersIn, find, placesFor } from "../../model/designer/tree";
import { DragArea } from "../dnd/DragArea";
import type { Target } from "../dnd/target";
import { useCarry } from "../dnd/useCarry";
import { AddMenu } from "./AddMenu";
import { Canvas } from "./Canvas";
import { ConflictNotice } from "./ConflictNotice";
import { type Hands, HandsContext, naming, type Source, useNames } from "./context";
import { DesignHead } from "./DesignHead";
import { Dialogs, type Open } from "./Dialogs";
import { type Loaded, loadDesign } from "./loading";
import { Palette } from "./Palette";
import { Properties } from "./Properties";
import { useAsked } from "./useAsked";
import { useAutosave } from "./useAutosave";
import { useClipboard } from "./useClipboard";
import { useDesign } from "./useDesign";
import { useShortcuts } from "./useShortcuts";

type Props = { loaded: Loaded; onPublished: () => Promise<void> };

function published(loaded: Loaded, reference: string): boolean {
  const { table, key } = partsOf(reference);
  const before = loaded.published;
  if (!before) return false;
  const entity = table === undefined ? before.entity : rowsOf(before, table);
  return key in (entity?.properties ?? {});
}

export function Designer({ loaded, onPublished }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const design = useDesign(loaded.draft);
  const autosave = useAutosave(loaded, design.draft);
  const asked = useAsked();
  const names = useNames();
  const [open, setOpen] = useState<Open>(null);
  const [sheet, setSheet] = useState<"palette" | "properties" | null>(null);
  const { draft, selection, actions } = design;
  const line = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState("");

  const drop = useCallback(
    (reference: string, to: { in: string; at: number }) => {
      const picked = actions.picked();
      const references = picked.includes(reference) ? picked : [reference];
      actions.edit({ kind: "moved", references, to: { in: to.in, at: to.at } });
      setTold(t("design.dropped", { label: names(actions.now(), reference) }));
    },
    [actions, names, t],
  );
  const { carried, carry } = useCarry<string>(line, drop);
  const remove = useCallback(
    (references: string[]) => {
      if (references.length === 0) return;
      actions.edit({ kind: "removed", references });
      showToast(t("design.removed", { count: references.length }), {
        action: { label: t("common.undo"), run: actions.undo },
      });
    },
    [actions, t],
  );
  const hands: Hands = useMemo(
    () => ({
      ...actions,
      remove,
      published: (reference) => published(loaded, reference),
      carry: (reference) => {
        const found = find(actions.now().form, reference);
        if (!found) return;
        const places = placesFor(actions.now().form, found);
        carry(
          reference,
          places,
          Math.max(
            0,
            places.findIndex((one) => one.in === found.place.in && one.at === found.place.at),
          ),
        );
      },
    }),
    [actions, carry, loaded, remove],
  );

  const put = useCallback(
    (item: ItemKey, at: { in: string; at: number }) => {
      const made = adding(actions.now(), item, { in: at.in, at: at.at }, naming);
      if (!made) return;
      actions.editAndPick(made.edit, made.reference, true);
      setSheet(null);
    },
    [actions],
  );
  const add = useCallback(
    (item: ItemKey) => put(item, placeAfter(actions.now(), actions.picked().at(-1), item)),
    [actions, put],
  );
  const clipboard = useClipboard(hands);
  useShortcuts(hands, { clipboard, open: setOpen, blocked: open !== null || carried !== null });

  const wrong = useMemo(() => placed(draft, autosave.issues), [draft, autosave.issues]);
  const marks = useMemo(
    () => ({
      selected: new Set(selection),
      wrong: new Set(wrong.flatMap((one) => (one.where.at === "block" ? [one.where.reference] : []))),
      renaming: design.renaming,
    }),
    [selection, wrong, design.renaming],
  );
  const properties = <Properties draft={draft} selection={selection} asked={asked} onDuplicate={clipboard.duplicate} />;
  const carriedName = carried ? names(draft, carried.thing) : "";
  return (
    <HandsContext.Provider value={hands}>
      <DragArea<Source>
        accepts={(source, container) => accepts(actions.now(), source, container)}
        preview={(source) =>
          source.from === "palette" ? t(`design.kind.${source.item}`) : names(actions.now(), source.reference)
        }
        onDrop={(source: Source, target: Target) =>
          source.from === "palette" ? put(source.item, target) : drop(source.reference, target)
        }
      >
        <div className="fwd" data-phone={phone || undefined}>
          <DesignHead design={design} loaded={loaded} autosave={autosave} issues={wrong} onOpen={setOpen} />
          {autosave.saving === "conflict" && (
            <ConflictNotice
              onMine={autosave.keepMine}
              onTheirs={async () => {
                const theirs = await loadDesign(draft.entity["x-entity"].key);
                autosave.takeTheirs(theirs);
                actions.replace(theirs.draft);
              }}
            />
          )}
          <div className="fwd-panes">
            {!phone && <Palette onAdd={add} />}
            <Canvas draft={draft} marks={marks} />
            {!phone && (
              <aside className="fwd-properties" aria-label={t("design.properties")}>
                {properties}
              </aside>
            )}
          </div>
          {phone && (
            <div className="fwd-foot">
              <Button
                type="primary"
                icon={<AppstoreAddOutlined />}
                aria-label={t("design.add")}
                onClick={() => setSheet("palette")}
              >
                {t("design.add")}
              </Button>
              <Button
                icon={<ControlOutlined />}
                aria-label={t(selection.length > 0 ? "design.properties" : "design.table")}
                onClick={() => setSheet("properties")}
              >
                {t(selection.length > 0 ? "design.properties" : "design.table")}
              </Button>
            </div>
          )}
        </div>
        {phone && (
          <Drawer
            open={sheet !== null}
            placement="bottom"
            size="72%"
            title={t(sheet === "palette" ? "design.addTitle" : "design.properties")}
            onClose={() => setSheet(null)}
            destroyOnHidden
          >
            {sheet === "palette" ? <Palette onAdd={add} /> : properties}
          </Drawer>
        )}
        <div ref={line} className="fwd-line" hidden />
        <div className={carried ? "fwd-carrying" : "fw-unseen"} role="status" aria-live="assertive">
          {carried
            ? t("design.carrying", { label: carriedName, at: carried.at + 1, count: carried.places.length })
            : told}
        </div>
        {open === "add" && <AddMenu onAdd={add} onClose={() => setOpen(null)} />}
        <Suspense>
          <Dialogs
            open={open}
            design={design}
            loaded={loaded}
            autosave={autosave}
            asked={asked}
            onClose={() => setOpen(null)}
            onOpen={setOpen}
            onPublished={onPublished}
          />
        </Suspense>
      </DragArea>
    </HandsContext.Provider>
  );
}

/** New fields of one value may go into rows; columns stay in their table; nothing goes into itself. */
function accepts(draft: DesignDraft, source: Source, container: string): boolean {
  const rows = find(draft.form, container)?.block.type === "field";
  if (source.from === "palette") return rows ? fitsRows(source.item) : true;
  const found = find(draft.form, source.reference);
  if (!found) return false;
  if (found.column) return found.place.in === container;
  return !rows && !containersIn(found.block).includes(container);
}
