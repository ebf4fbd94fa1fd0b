/** The icons a definition may name; an unknown name shows a neutral one. */
import {
  AppstoreOutlined,
  BankOutlined,
  BarsOutlined,
  CalendarOutlined,
  ClockCircleOutlined,
  ContactsOutlined,
  DollarOutlined,
  FileTextOutlined,
  InboxOutlined,
  MessageOutlined,
  MoonOutlined,
  ProfileOutlined,
  ProjectOutlined,
  ScheduleOutlined,
  ShopOutlined,
  TableOutlined,
  TagsOutlined,
  TeamOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

const ICONS: Record<string, ComponentType> = {
  team: TeamOutlined,
  customer: TeamOutlined,
  user: UserOutlined,
  contact: ContactsOutlined,
  contacts: ContactsOutlined,
  idcard: ContactsOutlined,
  message: MessageOutlined,
  comment: MessageOutlined,
  calendar: CalendarOutlined,
  today: ScheduleOutlined,
  clock: ClockCircleOutlined,
  moon: MoonOutlined,
  inbox: InboxOutlined,
  building: BankOutlined,
  dollar: DollarOutlined,
  file: FileTextOutlined,
  "file-text": FileTextOutlined,
  project: ProjectOutlined,
  shop: ShopOutlined,
  tags: TagsOutlined,
  app: AppstoreOutlined,
};

export function NamedIcon({ name }: { name?: string | null }) {
  const Icon = ICONS[name ?? ""] ?? ProfileOutlined;
  return <Icon />;
}

const BY_TYPE: Record<string, ComponentType> = {
  table: TableOutlined,
  kanban: ProjectOutlined,
  calendar: CalendarOutlined,
  timeline: BarsOutlined,
  gallery: AppstoreOutlined,
};

/** The sign of a type of view. */
export function ViewIcon({ type }: { type: string }) {
  const Icon = BY_TYPE[type] ?? TableOutlined;
  return <Icon />;
}
