/** A field as it looks when it is filled in, without being one: three hundred of them cost nothing. */
import {
  CalendarOutlined,
  ClockCircleOutlined,
  DownOutlined,
  PaperClipOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { FieldDocument, Placed } from "../../model/designer/documents";
import { labelOf } from "../../model/label";

type Option = { key: string; labels?: { [locale: string]: string } };
const ICONS: Record<string, typeof DownOutlined> = {
  date: CalendarOutlined,
  datetime: CalendarOutlined,
  time: ClockCircleOutlined,
  choice: DownOutlined,
  multi_choice: DownOutlined,
  reference: DownOutlined,
  references: DownOutlined,
  department: DownOutlined,
  user: UserOutlined,
  attachment: PaperClipOutlined,
};

export const Faux = memo(function Faux({ field, block }: { field: FieldDocument; block: Placed }) {
  const { t, i18n } = useTranslation();
  const about = field["x-field"];
  const options = (about.options ?? []) as unknown as Option[];
  const Icon = ICONS[about.kind];
  const typed = labelOf({ labels: block.placeholder }, i18n.language);
  const computed = ["formula", "roll_up", "lookup", "auto_number"].includes(about.kind);
  const shown = options.map((one) => labelOf(one, i18n.language)).slice(0, 4);
  const text = typed || (computed ? t(`design.kind.${about.kind}`) : shown.join(t("common.listing")));
  if (about.kind === "boolean") return <span className="fwd-faux-switch" />;
  return (
    <span
      className="fwd-faux"
      data-tall={about.kind === "long_text" || undefined}
      data-computed={computed || undefined}
    >
      <span className="fw-ellipsis">{text}</span>
      {Icon && <Icon />}
    </span>
  );
});
