import { CloseOutlined, MenuFoldOutlined, MenuUnfoldOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Json } from "../../api/contract";
import { freeKey } from "../../model/designer/keys";
import {
  aboveWhenIn,
  levelOf,
  movedIn,
  movedOut,
  type TreeOption as Option,
  withoutOption,
} from "../../model/designer/optionTree";
import { labelOf } from "../../model/label";
import { naming } from "./context";

type Props = { options: Json[]; tree?: boolean; onChange: (options: Json[]) => void };

/** The choices of a field: named in place; Enter goes on to the next; many lines pasted are many choices. */
export function OptionList({ options, tree = false, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const all = options as unknown as Option[];
  const put = (next: Option[]) => onChange(next as unknown as Json[]);
  const added = (texts: (string | undefined)[], from = all): Option[] => {
    const list = [...from];
    for (const text of texts) {
      const number = list.length + 1;
      const taken = list.map((one) => one.key);
      const labels = text === undefined ? naming("option", number) : { [i18n.language]: text };
      const beside = tree ? list.at(-1)?.parent : undefined;
      list.push({ key: freeKey(`option_${number}`, taken), labels, ...(beside !== undefined && { parent: beside }) });
    }
    return list;
  };
  const name = (at: number, text: string) =>
    put(all.map((one, index) => (index === at ? { ...one, labels: { ...one.labels, [i18n.language]: text } } : one)));
  return (
    <span className="fwd-options">
      {all.map((option, at) => (
        <span key={option.key} className="fw-row" style={{ paddingInlineStart: levelOf(all, option) * 14 }}>
          <Input
            size="small"
            aria-label={t("design.kind.option", { number: at + 1 })}
            value={labelOf(option, i18n.language)}
            onChange={(event) => name(at, event.target.value)}
            onPressEnter={() => at === all.length - 1 && put(added([undefined]))}
            onPaste={(event) => {
              const lines = event.clipboardData
                .getData("text")
                .split(/\r?\n/)
                .map((line) => line.trim())
                .filter(Boolean);
              if (lines.length < 2) return;
              event.preventDefault();
              put(added(lines, all.slice(0, at)));
            }}
          />
          {tree && (
            <>
              <Button
                size="small"
                type="text"
                icon={<MenuFoldOutlined />}
                aria-label={t("design.property.optionOut")}
                disabled={option.parent === undefined}
                onClick={() => put(movedOut(all, at))}
              />
              <Button
                size="small"
                type="text"
                icon={<MenuUnfoldOutlined />}
                aria-label={t("design.property.optionIn")}
                disabled={!aboveWhenIn(all, at)}
                onClick={() => put(movedIn(all, at))}
              />
            </>
          )}
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("design.remove")}
            onClick={() => put(withoutOption(all, at))}
          />
        </span>
      ))}
      <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => put(added([undefined]))}>
        {t("design.property.addOption")}
      </Button>
    </span>
  );
}
