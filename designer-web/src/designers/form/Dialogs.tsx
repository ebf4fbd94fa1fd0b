/** What opens over the designer. */
import { Modal } from "antd";
import { lazy } from "react";
import { useTranslation } from "react-i18next";
import type { Loaded } from "./loading";
import type { Asked } from "./useAsked";
import type { Autosave } from "./useAutosave";
import type { Design } from "./useDesign";

const PublishDialog = lazy(() => import("./PublishDialog"));
const VersionsDialog = lazy(() => import("./VersionsDialog"));
const Preview = lazy(() => import("./Preview"));
const ShareDialog = lazy(() => import("../share/ShareDialog"));

export type Open = "add" | "keys" | "publish" | "versions" | "preview" | "share" | null;

type Props = {
  open: Open;
  design: Design;
  loaded: Loaded;
  autosave: Autosave;
  asked: Asked;
  onClose: () => void;
  onOpen: (open: Open) => void;
  onPublished: () => Promise<void>;
};

export function Dialogs(props: Props) {
  const { open, design, onClose } = props;
  switch (open) {
    case "publish":
      return <PublishDialog {...props} />;
    case "versions":
      return (
        <VersionsDialog
          draft={design.draft}
          published={props.loaded.published}
          onClose={onClose}
          onRestored={props.onPublished}
        />
      );
    case "preview":
      return <Preview draft={design.draft} onClose={onClose} />;
    case "share":
      return <ShareDialog design={design} published={props.loaded.published} onClose={onClose} />;
    case "keys":
      return <Shortcuts onClose={onClose} />;
    case "add":
    case null:
      return null;
    default:
      return open satisfies never;
  }
}

const KEYS: [string, string][] = [
  ["add", "/"],
  ["undo", "Ctrl Z"],
  ["redo", "Ctrl Shift Z"],
  ["copy", "Ctrl C"],
  ["paste", "Ctrl V"],
  ["duplicate", "Ctrl D"],
  ["remove", "Delete"],
  ["rename", "F2"],
  ["move", "Enter ↑ ↓"],
  ["many", "Shift / Ctrl"],
  ["cancel", "Esc"],
  ["keys", "?"],
];

function Shortcuts({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t("design.shortcuts.title")} footer={null} onCancel={onClose} width={420}>
      <dl className="fwd-keys">
        {KEYS.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`design.shortcuts.${name}`)}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
