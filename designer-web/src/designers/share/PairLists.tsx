/** Lists of pairs: values that are not expected twice, parameters and the fields that keep them. */
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Again, PublicPage } from "../../model/designer/publicPage";
import { Line } from "./SettingsTab";
import type { PageEdit } from "./ShareDialog";

type Props = { page: PublicPage; edit: PageEdit; options: { value: string; label: string }[] };

export function Uniques({ page, edit, options }: Props) {
  const { t } = useTranslation();
  const list = page.unique ?? [];
  const put = (at: number, next: (typeof list)[number]) => edit("unique", list.with(at, next));
  const free = options.find((option) => list.every((one) => one.field !== option.value));
  const ways = (["refuse", "hold", "take"] as const).map((value) => ({ value, label: t(`design.share.${value}`) }));
  return (
    <Line label={t("design.share.unique")} id="share-unique">
      {list.map((one, at) => (
        <div key={one.field} className="fwd-share-line">
          <Select
            aria-label={t("design.share.uniqueField")}
            options={options}
            value={one.field}
            onChange={(field: string) => put(at, { ...one, field })}
          />
          <Select<Again>
            aria-label={t("design.share.unique")}
            options={ways}
            value={one.again ?? "refuse"}
            onChange={(value) => {
              const { again: _, ...rest } = one;
              put(at, value === "refuse" ? rest : { ...rest, again: value });
            }}
          />
          <Button
            type="text"
            aria-label={t("design.share.remove")}
            onClick={() => edit("unique", list.toSpliced(at, 1))}
          >
            ×
          </Button>
        </div>
      ))}
      <Button
        id="share-unique"
        disabled={!free}
        onClick={() => free && edit("unique", [...list, { field: free.value }])}
      >
        {t("design.share.add")}
      </Button>
    </Line>
  );
}

export function Sources({ page, edit, options }: Props) {
  const { t } = useTranslation();
  const list = page.sources ?? [];
  const [first] = options;
  return (
    <Line label={t("design.share.sources")} id="share-sources">
      {list.map((one, at) => (
        <div key={`${at} ${one.field}`} className="fwd-share-line">
          <Input
            aria-label={t("design.share.parameter")}
            maxLength={64}
            value={one.parameter}
            onChange={(event) => edit("sources", list.with(at, { ...one, parameter: event.target.value }))}
          />
          <Select
            aria-label={t("design.share.uniqueField")}
            options={options}
            value={one.field}
            onChange={(field: string) => edit("sources", list.with(at, { ...one, field }))}
          />
          <Button
            type="text"
            aria-label={t("design.share.remove")}
            onClick={() => edit("sources", list.toSpliced(at, 1))}
          >
            ×
          </Button>
        </div>
      ))}
      {first ? (
        <Button
          id="share-sources"
          onClick={() =>
            edit("sources", [
              ...list,
              { parameter: list.length === 0 ? "utm_source" : `utm_${list.length}`, field: first.value },
            ])
          }
        >
          {t("design.share.add")}
        </Button>
      ) : (
        <span className="fw-muted">{t("design.share.noHidden")}</span>
      )}
    </Line>
  );
}
