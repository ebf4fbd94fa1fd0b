/** 分享: the link, its QR code, the code for a web page; and what the public page says and takes. */
import { Alert, Modal, Switch, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import type { DesignDraft } from "../../model/designer/documents";
import { begun, changed, goodSlug, type PublicPage, publicOf } from "../../model/designer/publicPage";
import type { Design } from "../form/useDesign";
import { LinkTab } from "./LinkTab";
import { SettingsTab } from "./SettingsTab";
import "./share.css";

type Props = { design: Design; published: DesignDraft | null; onClose: () => void };

export type PageEdit = <Name extends keyof PublicPage>(name: Name, value: PublicPage[Name]) => void;

export default function ShareDialog({ design, published, onClose }: Props) {
  const { t } = useTranslation();
  const { draft } = design;
  const page = publicOf(draft.form);
  const live = published ? publicOf(published.form) : undefined;
  const set = (value: PublicPage | undefined, tag?: string) =>
    design.edit({ kind: "form-set", name: "public", value }, tag);
  const edit: PageEdit = (name, value) => page && set(changed(page, name, value), `public ${name}`);
  const same = JSON.stringify(page) === JSON.stringify(live);
  return (
    <Modal open title={t("design.share.title")} footer={null} onCancel={onClose} width={640}>
      <p className="fw-muted">{t("design.share.hint")}</p>
      <label className="fwd-share-on" htmlFor="share-on">
        <Switch
          id="share-on"
          checked={page !== undefined}
          onChange={(on) => set(on ? (live ?? begun(draft.form)) : undefined)}
        />
        {t("design.share.on")}
      </label>
      {page && !live && <Alert type="info" showIcon title={t("design.share.notYet")} />}
      {page && live && !same && <Alert type="info" showIcon title={t("design.share.changed")} />}
      {page && (
        <Tabs
          items={[
            { key: "link", label: t("design.share.link"), children: goodSlug(page.slug) && <LinkTab page={page} /> },
            {
              key: "settings",
              label: t("design.share.settings"),
              children: <SettingsTab draft={draft} page={page} edit={edit} />,
            },
          ]}
        />
      )}
    </Modal>
  );
}
