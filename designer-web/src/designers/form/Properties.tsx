/** What is selected, and everything that can be said of it; the most used stands on top. */
import { CopyOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Collapse, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DesignDraft, fieldOf, partsOf } from "../../model/designer/documents";
import { propertiesOf } from "../../model/designer/properties";
import { find } from "../../model/designer/tree";
import { Access } from "./Access";
import { useHands, useNames, useRename } from "./context";
import { MoveTo } from "./MoveTo";
import { PropertyLine } from "./PropertyLine";
import { TableSettings } from "./TableSettings";
import type { Asked } from "./useAsked";

const ConvertDialog = lazy(() => import("./ConvertDialog"));

type Props = { draft: DesignDraft; selection: string[]; asked: Asked; onDuplicate: () => void };

const ON_TOP = 4;

export function Properties({ draft, selection, asked, onDuplicate }: Props) {
  const { t } = useTranslation();
  const hands = useHands();
  const [first] = selection;
  if (first === undefined) return <TableSettings draft={draft} />;
  return (
    <>
      <div className="fw-row fwd-block-actions">
        <Button icon={<CopyOutlined />} onClick={onDuplicate}>
          {t("design.duplicate")}
        </Button>
        <MoveTo draft={draft} selection={selection} />
        <span className="fw-grow" />
        <Button
          danger
          icon={<DeleteOutlined />}
          aria-label={t("design.remove")}
          onClick={() => hands.remove(selection)}
        />
      </div>
      {selection.length > 1 ? (
        <p className="fw-muted">{t("design.selectedMany", { count: selection.length })}</p>
      ) : (
        <One key={first} draft={draft} reference={first} asked={asked} />
      )}
    </>
  );
}

function One({ draft, reference, asked }: { draft: DesignDraft; reference: string; asked: Asked }) {
  const { t } = useTranslation();
  const hands = useHands();
  const names = useNames();
  const rename = useRename();
  const [typed, setTyped] = useState("");
  const [converting, setConverting] = useState(false);
  const block = find(draft.form, reference)?.block;
  if (!block) return null;
  const field = fieldOf(draft, reference);
  const properties = propertiesOf(block, field);
  const name = names(draft, reference);
  const wanted = typed.trim().toLowerCase();
  const title = (one: (typeof properties)[number]) => t(`design.property.${one.title ?? one.name}`);
  const line = (one: (typeof properties)[number]) => (
    <PropertyLine
      key={`${one.layer}.${one.name}`}
      draft={draft}
      reference={reference}
      block={block}
      property={one}
      title={title(one)}
    />
  );
  const found = wanted
    ? properties.filter((one) => title(one).toLowerCase().includes(wanted) || one.name.includes(wanted))
    : [];
  const { table, key } = partsOf(reference);
  const takesData =
    table === undefined && Object.keys(draft.entity.properties).some((one) => one !== key && hands.published(one));
  const folded = [
    {
      key: "more",
      label: t("design.more"),
      children: <div className="fwd-lines">{properties.slice(ON_TOP).map(line)}</div>,
    },
    ...(field
      ? [
          {
            key: "advanced",
            label: t("design.advanced"),
            children: (
              <div className="fwd-lines">
                <span className="fw-muted">{t("design.keyHint")}</span>
                <Input
                  aria-label={t("design.key")}
                  addonBefore={t("design.key")}
                  key={reference}
                  defaultValue={partsOf(reference).key}
                  disabled={hands.published(reference)}
                  readOnly
                />
                {takesData && <Button onClick={() => setConverting(true)}>{t("design.convert.open")}</Button>}
              </div>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      {field && <Access draft={draft} reference={reference} asked={asked} name={name} />}
      {block.type !== "tabs" && block.type !== "steps" && (
        <div className="fwd-line-name">
          <span>{t("design.nameOf")}</span>
          <Input
            aria-label={t("design.nameOf")}
            key={`${reference} ${name}`}
            defaultValue={name}
            onBlur={(event) => void rename(reference, event.target.value)}
            onPressEnter={(event) => event.currentTarget.blur()}
          />
        </div>
      )}
      {properties.length > ON_TOP && (
        <Input
          allowClear
          size="small"
          aria-label={t("design.propertySearch")}
          placeholder={t("design.propertySearch")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {wanted ? (
        <div className="fwd-lines">{found.map(line)}</div>
      ) : (
        <>
          <div className="fwd-lines">{properties.slice(0, ON_TOP).map(line)}</div>
          <Collapse ghost size="small" items={properties.length > ON_TOP ? folded : folded.slice(1)} />
        </>
      )}
      {converting && (
        <Suspense>
          <ConvertDialog draft={draft} field={key} onClose={() => setConverting(false)} />
        </Suspense>
      )}
    </>
  );
}
