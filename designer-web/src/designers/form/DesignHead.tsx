import {
  ArrowLeftOutlined,
  EyeOutlined,
  HistoryOutlined,
  QuestionCircleOutlined,
  RedoOutlined,
  ShareAltOutlined,
  UndoOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel, usePhone } from "../../app/hooks";
import type { PlacedIssue } from "../../model/designer/pointers";
import { useNames } from "./context";
import type { Open } from "./Dialogs";
import type { Loaded } from "./loading";
import type { Autosave } from "./useAutosave";
import type { Design } from "./useDesign";

type Props = {
  design: Design;
  loaded: Loaded;
  autosave: Autosave;
  issues: PlacedIssue[];
  onOpen: (open: Open) => void;
};

const clock = (at: Date) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;

function useSaved({ saving, at }: Autosave): string {
  const { t } = useTranslation();
  if (saving === "failed") return t("design.notSaved");
  if (saving === "saving") return t("design.saving");
  if (saving === "waiting" || saving === "conflict") return t("design.unsaved");
  return at ? t("design.saved", { time: clock(at) }) : t("design.neverSaved");
}

export function DesignHead({ design, autosave, issues, onOpen }: Props) {
  const { t } = useTranslation();
  const label = useLabel();
  const phone = usePhone();
  const saved = useSaved(autosave);
  return (
    <header className="fwd-head">
      <Link to="/admin/apps" className="fwd-back" aria-label={t("design.back")}>
        <ArrowLeftOutlined />
      </Link>
      <h1 className="fw-ellipsis">{label(design.draft.entity["x-entity"])}</h1>
      <span className="fw-muted fwd-saved" role="status">
        {saved}
      </span>
      <span className="fw-grow" />
      <Button
        type="text"
        icon={<UndoOutlined />}
        aria-label={t("design.undo")}
        disabled={!design.mayUndo}
        onClick={design.undo}
      />
      <Button
        type="text"
        icon={<RedoOutlined />}
        aria-label={t("design.redo")}
        disabled={!design.mayRedo}
        onClick={design.redo}
      />
      {issues.length > 0 && <Issues design={design} issues={issues} />}
      {!phone && (
        <Button
          type="text"
          icon={<QuestionCircleOutlined />}
          aria-label={t("design.keys")}
          onClick={() => onOpen("keys")}
        />
      )}
      <Button
        type="text"
        icon={<HistoryOutlined />}
        aria-label={t("design.versions.title")}
        onClick={() => onOpen("versions")}
      />
      <Button icon={<ShareAltOutlined />} aria-label={t("design.share.title")} onClick={() => onOpen("share")}>
        {!phone && t("design.share.title")}
      </Button>
      <Button icon={<EyeOutlined />} aria-label={t("design.preview")} onClick={() => onOpen("preview")}>
        {!phone && t("design.preview")}
      </Button>
      <Button type="primary" onClick={() => onOpen("publish")}>
        {t("design.publish")}
      </Button>
    </header>
  );
}

/** Everything that is wrong, each a way to where it is. */
function Issues({ design, issues }: { design: Design; issues: PlacedIssue[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const list = (
    <div className="fwd-issues">
      {issues.map((issue) => {
        const { where } = issue;
        const reference = where.at === "block" ? where.reference : undefined;
        return (
          <button
            key={`${issue.pointer} ${issue.code}`}
            type="button"
            className="fw-plain"
            onClick={() => {
              design.pickOnly(reference);
              if (reference)
                document.querySelector(`[data-block="${CSS.escape(reference)}"]`)?.scrollIntoView({ block: "center" });
            }}
          >
            {reference && <strong>{names(design.draft, reference)} </strong>}
            {issue.message}
          </button>
        );
      })}
    </div>
  );
  return (
    <Popover content={list} title={t("design.issuesTitle")} trigger="click" placement="bottomRight">
      <Button danger type="text" icon={<WarningOutlined />} aria-label={t("design.issues", { count: issues.length })}>
        {issues.length}
      </Button>
    </Popover>
  );
}
