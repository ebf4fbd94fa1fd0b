/** Which of a definition's labels a person reads. Falls back to Chinese, then to any, then to the key. */
import type { Labels } from "../api/contract";

export function labelOf(thing: { labels?: Labels | null; key?: string } | undefined, locale: string): string {
  const labels = thing?.labels ?? {};
  return labels[locale] ?? labels["zh-CN"] ?? Object.values(labels)[0] ?? thing?.key ?? "";
}

export function helpOf(thing: { help?: Labels | null }, locale: string): string | undefined {
  const help = thing.help ?? {};
  return help[locale] ?? help["zh-CN"] ?? Object.values(help)[0];
}

/** 跟进记录 is written as 写跟进: the word for the entry itself, without 记录. */
export const bareName = (label: string) => (label.length > 2 ? label.replace(/记录$/, "") : label);
