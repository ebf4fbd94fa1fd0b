import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Select, Switch, TreeSelect } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf } from "../../api/client";
import type { User } from "../../api/contract";
import { changeUser, createUser, type UserChange } from "../../api/organisation";
import { useProblemText } from "../../app/hooks";
import { Labelled } from "../../app/session/Labelled";
import { showToast } from "../../app/toast";
import { issuesByField } from "../../model/issue";
import { type Branch, treeOf } from "../../model/tree";
import { useDepartments, useRoleNames } from "../useOrganisation";

type Node = { value: string; title: string; children: Node[] };
export const nodesOf = (branches: Branch[]): Node[] =>
  branches.map((branch) => ({ value: branch.id, title: branch.name, children: nodesOf(branch.children) }));

type Form = {
  name: string;
  username: string;
  phone: string;
  email: string;
  department_id: string | null;
  role_keys: string[];
  active: boolean;
  password: string;
};

function formOf(user: User | null): Form {
  return {
    name: user?.name ?? "",
    username: user?.username ?? "",
    phone: user?.phone ?? "",
    email: user?.email ?? "",
    department_id: user?.department_id ?? null,
    role_keys: user?.role_keys ?? [],
    active: user?.active ?? true,
    password: "",
  };
}

/** Only what differs from what the server knows is sent. */
function changeOf(user: User | null, form: Form): UserChange {
  const wanted: UserChange = {
    name: form.name.trim(),
    username: form.username.trim(),
    phone: form.phone.trim() || null,
    email: form.email.trim() || null,
    department_id: form.department_id,
    role_keys: form.role_keys,
    active: form.active,
  };
  const before: UserChange = user ?? {};
  const changed = Object.entries(wanted).filter(
    ([key, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[key as keyof UserChange] ?? null),
  );
  return { ...Object.fromEntries(changed), ...(form.password && { password: form.password }) };
}

export function UserDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const departments = useDepartments().data?.items ?? [];
  const roles = useRoleNames();
  const [form, setForm] = useState(() => formOf(user));
  const set = (change: Partial<Form>) => setForm({ ...form, ...change });
  const save = useMutation({
    mutationFn: () => (user ? changeUser(user.id, changeOf(user, form)) : createUser(changeOf(null, form))),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["users"] });
      showToast(t("common.saved"));
      onClose();
    },
  });
  const issues = save.isError ? issuesByField(issuesOf(save.error)) : {};
  const line = (key: "name" | "username" | "phone" | "email", autoFocus = false) => (
    <Labelled
      id={`user-${key}`}
      label={t(`admin.${key}`)}
      issue={issues[key]?.[0]?.message}
      required={key === "name" || key === "username"}
    >
      <Input
        id={`user-${key}`}
        value={form[key]}
        autoComplete="off"
        autoFocus={autoFocus}
        onChange={(event) => set({ [key]: event.target.value })}
      />
    </Labelled>
  );
  return (
    <Modal
      open
      title={user ? t("admin.editUser", { name: user.name }) : t("admin.addUser")}
      onCancel={onClose}
      okText={save.isError ? t("common.retry") : t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{
        loading: save.isPending,
        disabled: !form.name.trim() || !form.username.trim() || (!user && form.password.length < 8),
      }}
      onOk={() => save.mutate()}
    >
      <form
        className="fw-admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.isError && (
          <div className="fw-alert" role="alert">
            {problemText(save.error)}
          </div>
        )}
        {line("name", true)}
        {line("username")}
        {line("phone")}
        {line("email")}
        <Labelled id="user-department" label={t("admin.department")} issue={issues.department_id?.[0]?.message}>
          <TreeSelect
            id="user-department"
            value={form.department_id ?? undefined}
            treeData={nodesOf(treeOf(departments))}
            treeDefaultExpandAll
            allowClear
            placeholder={t("common.choose")}
            onChange={(next: string | undefined) => set({ department_id: next ?? null })}
          />
        </Labelled>
        <Labelled id="user-roles" label={t("admin.roles")} issue={issues.role_keys?.[0]?.message}>
          <Select
            id="user-roles"
            mode="multiple"
            value={form.role_keys}
            options={roles}
            placeholder={t("common.choose")}
            onChange={(role_keys) => set({ role_keys })}
          />
        </Labelled>
        <Labelled
          id="user-password"
          label={t(user ? "admin.resetPassword" : "admin.initialPassword")}
          issue={issues.password?.[0]?.message}
          hint={t(user ? "admin.passwordKeep" : "session.passwordRule")}
          required={!user}
        >
          <Input.Password
            id="user-password"
            value={form.password}
            autoComplete="new-password"
            onChange={(event) => set({ password: event.target.value })}
          />
        </Labelled>
        {user && (
          <div className="fw-row">
            <Switch id="user-active" checked={form.active} onChange={(active) => set({ active })} />
            <label htmlFor="user-active">{form.active ? t("admin.active") : t("admin.inactive")}</label>
            <span className="fw-muted">{t("admin.deactivateHint")}</span>
          </div>
        )}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Modal>
  );
}
