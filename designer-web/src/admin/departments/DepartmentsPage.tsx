import { ApartmentOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, TreeSelect } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Department } from "../../api/contract";
import { changeDepartment, createDepartment } from "../../api/organisation";
import { useDocumentTitle, usePhone, useProblemText } from "../../app/hooks";
import { Bones, Broken, Empty } from "../../app/Parts";
import { Labelled } from "../../app/session/Labelled";
import { type Branch, isBelow, treeOf } from "../../model/tree";
import { useDepartments } from "../useOrganisation";
import { nodesOf } from "../users/UserDialog";
import "../admin.css";

type Editing = { department: Department | null; parent: string | null };

export function DepartmentsPage() {
  const { t } = useTranslation();
  const departments = useDepartments();
  const [editing, setEditing] = useState<Editing | null>(null);
  useDocumentTitle(t("admin.departmentsTitle"));
  const all = departments.data?.items ?? [];
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing({ department: null, parent: null })}>
      {t("admin.addDepartment")}
    </Button>
  );
  return (
    <div className="fw-page">
      <div className="fw-page-head">
        <h1>{t("admin.departmentsTitle")}</h1>
        <span className="fw-muted">{t("admin.departmentsHint")}</span>
        <span className="fw-grow" />
        {add}
      </div>
      {departments.isError ? (
        <Broken reason={departments.error} retry={() => void departments.refetch()} />
      ) : departments.isPending ? (
        <div className="fw-card">
          <Bones />
        </div>
      ) : all.length === 0 ? (
        <Empty title={t("admin.noDepartments")} hint={t("admin.noDepartmentsHint")}>
          {add}
        </Empty>
      ) : (
        <div className="fw-card">
          <Branches branches={treeOf(all)} depth={0} onEdit={setEditing} />
        </div>
      )}
      {editing && <DepartmentDialog editing={editing} all={all} onClose={() => setEditing(null)} />}
    </div>
  );
}

function Branches({
  branches,
  depth,
  onEdit,
}: {
  branches: Branch[];
  depth: number;
  onEdit: (editing: Editing) => void;
}) {
  const { t } = useTranslation();
  const phone = usePhone();
  return (
    <>
      {branches.map((branch) => (
        <div key={branch.id}>
          <div className="fw-branch" style={{ paddingLeft: 16 + depth * (phone ? 18 : 28) }}>
            <ApartmentOutlined className="fw-muted" />
            <span className="fw-grow" style={{ fontWeight: depth === 0 ? 600 : 400 }}>
              {branch.name}
            </span>
            <span className="fw-branch-actions">
              <Button
                type="text"
                size="small"
                icon={<PlusOutlined />}
                aria-label={t("admin.addBelow")}
                onClick={() => onEdit({ department: null, parent: branch.id })}
              >
                {!phone && t("admin.addBelow")}
              </Button>
              <Button
                type="text"
                size="small"
                icon={<EditOutlined />}
                aria-label={t("common.edit")}
                onClick={() => onEdit({ department: branch, parent: branch.parent_id ?? null })}
              >
                {!phone && t("common.edit")}
              </Button>
            </span>
          </div>
          <Branches branches={branch.children} depth={depth + 1} onEdit={onEdit} />
        </div>
      ))}
    </>
  );
}

function DepartmentDialog({ editing, all, onClose }: { editing: Editing; all: Department[]; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const { department } = editing;
  const [name, setName] = useState(department?.name ?? "");
  const [parent, setParent] = useState<string | null>(editing.parent);
  const possible = department ? all.filter((one) => !isBelow(all, one.id, department.id)) : all;
  const save = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), parent_id: parent };
      return department ? changeDepartment(department.id, body) : createDepartment(body);
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["departments"] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t(department ? "admin.editDepartment" : "admin.addDepartment")}
      onCancel={onClose}
      okText={save.isError ? t("common.retry") : t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: save.isPending, disabled: !name.trim() }}
      onOk={() => save.mutate()}
    >
      <form
        className="fw-admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <Labelled
          id="department-name"
          label={t("admin.departmentName")}
          issue={save.isError ? problemText(save.error) : undefined}
        >
          <Input id="department-name" value={name} onChange={(event) => setName(event.target.value)} autoFocus />
        </Labelled>
        <Labelled id="department-parent" label={t("admin.parent")}>
          <TreeSelect
            id="department-parent"
            value={parent ?? undefined}
            treeData={nodesOf(treeOf(possible))}
            treeDefaultExpandAll
            allowClear
            placeholder={t("admin.top")}
            onChange={(next: string | undefined) => setParent(next ?? null)}
          />
        </Labelled>
      </form>
    </Modal>
  );
}
