/** What a public page says and takes. */
import { Checkbox, DatePicker, Input, InputNumber, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Filter, Json, Labels } from "../../api/contract";
import type { DesignDraft } from "../../model/designer/documents";
import { fieldViews } from "../../model/designer/fieldViews";
import { choices, goodSlug, type PublicPage, saying } from "../../model/designer/publicPage";
import { labelOf } from "../../model/label";
import { Conditions } from "../form/Conditions";
import { Sources, Uniques } from "./PairLists";
import type { PageEdit } from "./ShareDialog";

type Props = { draft: DesignDraft; page: PublicPage; edit: PageEdit };

export function SettingsTab({ draft, page, edit }: Props) {
  const { t, i18n } = useTranslation();
  const fields = draft.entity.properties;
  const all = choices(draft.form, (field) => fields[field]?.["x-field"].kind);
  const named = (hidden?: boolean) =>
    all
      .filter((one) => hidden === undefined || one.hidden === hidden)
      .map((one) => ({ value: one.field, label: labelOf(fields[one.field]?.["x-field"], i18n.language) || one.field }));
  const number = (name: "most" | "most_per_device" | "most_per_address", label: string, usual: string) => (
    <Line label={t(label)} id={`share-${name}`}>
      <InputNumber
        id={`share-${name}`}
        min={1}
        precision={0}
        placeholder={usual}
        value={page[name]}
        onChange={(value) => edit(name, value ?? undefined)}
      />
    </Line>
  );
  const moment = (name: "opens_at" | "closes_at", label: string) => (
    <Line label={t(label)} id={`share-${name}`}>
      <DatePicker
        id={`share-${name}`}
        showTime={{ format: "HH:mm" }}
        format="YYYY-MM-DD HH:mm"
        value={page[name] ? dayjs(page[name]) : null}
        onChange={(at: Dayjs | null) => edit(name, at ? at.second(0).millisecond(0).toISOString() : undefined)}
      />
    </Line>
  );
  return (
    <div className="fwd-share-settings">
      <Line
        label={t("design.share.slug")}
        id="share-slug"
        wrong={goodSlug(page.slug) ? undefined : t("design.share.slugBad")}
      >
        <Input
          id="share-slug"
          prefix="/f/"
          value={page.slug}
          maxLength={64}
          onChange={(event) => edit("slug", event.target.value.trim().toLowerCase())}
        />
      </Line>
      {moment("opens_at", "design.share.opens")}
      {moment("closes_at", "design.share.closes")}
      {number("most", "design.share.most", t("design.share.unlimited"))}
      {number("most_per_device", "design.share.mostPerDevice", t("design.share.unlimited"))}
      {number("most_per_address", "design.share.mostPerAddress", "60")}
      <Checkbox checked={page.captcha !== false} onChange={(event) => edit("captcha", event.target.checked)}>
        {t("design.share.captcha")}
      </Checkbox>
      <Checkbox
        checked={page.hold_nonsense !== false}
        onChange={(event) => edit("hold_nonsense", event.target.checked)}
      >
        {t("design.share.nonsense")}
      </Checkbox>
      <Line label={t("design.share.quarantine")} id="share-quarantine">
        <div id="share-quarantine">
          <Conditions
            entity={draft.entity["x-entity"].key}
            fields={fieldViews(draft)}
            filter={page.quarantine as Filter | undefined}
            onChange={(filter) => edit("quarantine", filter as Json | undefined)}
          />
        </div>
      </Line>
      <Uniques page={page} edit={edit} options={named()} />
      <Said
        id="share-consent"
        label={t("design.share.consent")}
        value={page.consent?.labels}
        onChange={(labels) => edit("consent", labels && { ...page.consent, labels })}
      />
      {page.consent && (
        <Line label={t("design.share.consentUrl")} id="share-consent-url">
          <Input
            id="share-consent-url"
            type="url"
            placeholder="https://"
            value={page.consent.url}
            onChange={(event) => {
              const { labels } = page.consent ?? { labels: {} };
              edit("consent", event.target.value ? { labels, url: event.target.value } : { labels });
            }}
          />
        </Line>
      )}
      <Said
        id="share-thanks"
        label={t("design.share.thanks")}
        value={page.thanks}
        onChange={(labels) => edit("thanks", labels)}
      />
      <Line label={t("design.share.prefill")} id="share-prefill">
        <Select
          id="share-prefill"
          mode="multiple"
          options={named()}
          value={page.prefill ?? []}
          onChange={(keys: string[]) => edit("prefill", keys)}
        />
      </Line>
      <Sources page={page} edit={edit} options={named(true)} />
      <Line label={t("design.share.frames")} id="share-frames">
        <Select
          id="share-frames"
          mode="tags"
          open={false}
          placeholder={t("design.share.framesHint")}
          value={page.frames ?? []}
          onChange={(sites: string[]) =>
            edit(
              "frames",
              sites.map((site) => site.trim().replace(/\/+$/, "")),
            )
          }
        />
      </Line>
    </div>
  );
}

export function Line({
  label,
  id,
  wrong,
  children,
}: {
  label: string;
  id: string;
  wrong?: string;
  children: ReactNode;
}) {
  return (
    <div className="fwd-share-field">
      <label htmlFor={id}>{label}</label>
      {children}
      {wrong && (
        <span role="alert" className="fwd-share-wrong">
          {wrong}
        </span>
      )}
    </div>
  );
}

/** A sentence in both languages; the second is offered once there is a first. */
function Said({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value?: Labels;
  onChange: (labels: Labels | undefined) => void;
}) {
  const { t } = useTranslation();
  const box = (locale: "zh-CN" | "en", name: string) => (
    <Input.TextArea
      id={locale === "zh-CN" ? id : undefined}
      aria-label={`${label} ${name}`}
      autoSize={{ minRows: 1, maxRows: 5 }}
      placeholder={name}
      value={value?.[locale] ?? ""}
      onChange={(event) => onChange(saying(value, locale, event.target.value))}
    />
  );
  return (
    <Line label={label} id={id}>
      {box("zh-CN", t("design.share.chinese"))}
      {value && box("en", t("design.share.english"))}
    </Line>
  );
}
