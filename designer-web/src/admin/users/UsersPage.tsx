import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/contract";
import { listUsers } from "../../api/organisation";
import { useDebounced, useDocumentTitle } from "../../app/hooks";
import { Avatar, Bones, Broken, Chip, Empty } from "../../app/Parts";
import { useComposition } from "../../kinds/parts/useComposition";
import { pathOf } from "../../model/tree";
import { useDepartments, useRoleNames } from "../useOrganisation";
import { HandoverDialog } from "./HandoverDialog";
import { UserDialog } from "./UserDialog";
import "../admin.css";

export function UsersPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const { composing, handlers } = useComposition();
  const q = useDebounced(typed.trim(), 250);
  const [editing, setEditing] = useState<User | "new" | null>(null);
  const [leaving, setLeaving] = useState<User | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ["users", q],
    queryFn: ({ pageParam }) => listUsers({ q, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
    enabled: !composing,
    placeholderData: (previous) => previous,
  });
  useDocumentTitle(t("admin.usersTitle"));
  const users = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="fw-page">
      <div className="fw-page-head" {...handlers}>
        <h1>{t("admin.usersTitle")}</h1>
        <span className="fw-muted">{t("admin.usersHint")}</span>
        <span className="fw-grow" />
        <Input
          className="fw-admin-search"
          prefix={<SearchOutlined />}
          placeholder={t("admin.searchUser")}
          aria-label={t("admin.searchUser")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing("new")}>
          {t("admin.addUser")}
        </Button>
      </div>
      {pages.isError ? (
        <Broken reason={pages.error} retry={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <div className="fw-card">
          <Bones count={8} />
        </div>
      ) : users.length === 0 ? (
        <Empty art="search" title={t("admin.noUsers")} hint={t("admin.noUsersHint")} />
      ) : (
        <div className="fw-card fw-admin-scroll">
          <UserTable users={users} onEdit={setEditing} onLeave={setLeaving} />
          {pages.hasNextPage && (
            <Button type="link" block onClick={() => void pages.fetchNextPage()}>
              {t("common.showMore")}
            </Button>
          )}
        </div>
      )}
      {editing && <UserDialog user={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {leaving && <HandoverDialog user={leaving} onClose={() => setLeaving(null)} />}
    </div>
  );
}

type TableProps = { users: User[]; onEdit: (user: User) => void; onLeave: (user: User) => void };

function UserTable({ users, onEdit, onLeave }: TableProps) {
  const { t } = useTranslation();
  const departments = useDepartments().data?.items ?? [];
  const roles = useRoleNames();
  const roleName = (key: string) => roles.find((role) => role.value === key)?.label ?? key;
  return (
    <table className="fw-admin-table" data-cards>
      <thead>
        <tr>
          {["name", "phone", "department", "roles", "state"].map((key) => (
            <th key={key}>{t(`admin.${key}`)}</th>
          ))}
          <th>
            <span className="fw-unseen">{t("shell.more")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <td>
              <span className="fw-row">
                <Avatar name={user.name} size={30} />
                <span>
                  <strong>{user.name}</strong>
                  <br />
                  <span className="fw-muted">{user.username}</span>
                </span>
              </span>
            </td>
            <td className="fw-number" data-label={t("admin.phone")}>
              {user.phone}
            </td>
            <td data-label={t("admin.department")}>{pathOf(departments, user.department_id)}</td>
            <td data-label={t("admin.roles")}>
              <span className="fw-admin-chips">
                {user.role_keys.map((key) => (
                  <Chip key={key} text={roleName(key)} color="blue" />
                ))}
              </span>
            </td>
            <td data-label={t("admin.state")}>
              <Chip
                text={user.active ? t("admin.active") : t("admin.inactive")}
                color={user.active ? "green" : undefined}
              />
            </td>
            <td className="fw-admin-actions">
              <Button type="link" onClick={() => onEdit(user)}>
                {t("common.edit")}
              </Button>
              <Button type="link" onClick={() => onLeave(user)}>
                {t("admin.handover")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
