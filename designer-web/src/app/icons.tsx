/** The icons a definition may name; an unknown name shows a neutral one. */
import {
  AppstoreOutlined,
  CalendarOutlined,
  ContactsOutlined,
  DollarOutlined,
  FileTextOutlined,
  MessageOutlined,
  ProfileOutlined,
  ProjectOutlined,
  ShopOutlined,
  TagsOutlined,
  TeamOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";

const ICONS: Record<string, ComponentType> = {
  team: TeamOutlined,
  customer: TeamOutlined,
  user: UserOutlined,
  contacts: ContactsOutlined,
  idcard: ContactsOutlined,
  message: MessageOutlined,
  comment: MessageOutlined,
  calendar: CalendarOutlined,
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
