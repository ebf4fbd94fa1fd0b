import { Link } from "@tanstack/react-router";
import { DatePicker, Modal } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import type { Entry } from "../../model/calendar";
import { CalendarEntry, type EntryShown } from "./Entry";

type Props = {
  day: string;
  entries: Entry[];
  show: (entry: Entry) => EntryShown;
  mayDrag: (entry: Entry) => boolean;
  onMove: (entry: Entry, to: string) => void;
  onClose: () => void;
};

/** All that is on one day, and a way to put each on another without dragging. */
export function DayDialog({ day, entries, show, mayDrag, onMove, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal open title={t("views.dayTitle", { day, count: entries.length })} onCancel={onClose} footer={null}>
      {entries.length === 0 && <p className="fw-muted">{t("views.dayEmpty")}</p>}
      <ul className="fw-day-list" data-popup-home style={{ position: "relative" }}>
        {entries.map((entry) => {
          const shown = show(entry);
          return (
            <li key={entry.id}>
              <Link
                to="/record/$entity/$id"
                params={{ entity: shown.entity.key, id: entry.id }}
                search={{}}
                className="fw-grow"
              >
                <CalendarEntry {...shown} />
              </Link>
              {mayDrag(entry) && (
                <DatePicker
                  aria-label={t("views.moveOf", { title: shown.title })}
                  value={dayjs(day)}
                  allowClear={false}
                  inputReadOnly
                  onChange={(next) => next && onMove(entry, next.format("YYYY-MM-DD"))}
                />
              )}
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}
