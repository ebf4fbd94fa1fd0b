import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { design as designEnglish } from "../../designers/texts/en";
import { design as designChinese } from "../../designers/texts/zh-CN";
import { innerWord, manyOf, severalOf } from ".";
import english from "./en";
import chinese from "./zh-CN";

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, path = ""): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(texts).map(([key, text]) =>
      typeof text === "string" ? { [path + key]: text } : flat(text, `${path}${key}.`),
    ),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort();
const zh = flat({ ...chinese, design: designChinese });
const en = flat({ ...english, design: designEnglish });

describe("texts", () => {
  it("exist in both languages with the same placeholders", () => {
    const single = (key: string) => key.endsWith("_one");
    expect(
      Object.keys(en)
        .filter((key) => !single(key))
        .sort(),
    ).toEqual(Object.keys(zh).sort());
    for (const key of Object.keys(en)) {
      const many = key.replace(/_one$/, "");
      expect([key, placeholders(en[key] ?? "")]).toEqual([key, placeholders(zh[many] ?? "")]);
      if (single(key)) expect(placeholders(en[key] ?? "")).toContain("count");
    }
  });

  it("are punctuated as Chinese is", () => {
    const around = /(?:[\p{Script=Han}\u201d}][,:;?!])|(?:[,:;?!][\p{Script=Han}\u201c])|\([^()]*\p{Script=Han}/u;
    const wrong = Object.entries(zh).filter(([, text]) => around.test(text.replaceAll(/\{\{.*?\}\}/g, "\u201d")));
    expect(wrong).toEqual([]);
  });

  it("never show end users the words of designers", () => {
    const designers = /数据表|字段|记录条|编码(?!$)|主键|指针|版本号|实体/;
    const theirs = (key: string) => key === "importing.encoding" || key.startsWith("design.");
    const wrong = Object.entries(zh).filter(([key, text]) => designers.test(text) && !theirs(key));
    expect(wrong).toEqual([]);
  });

  it("put a name inside an English sentence without its capital, unless it is an abbreviation", () => {
    expect(["Customer", "VIP list", "客户"].map(innerWord)).toEqual(["customer", "VIP list", "客户"]);
  });

  it("speak of several things in the plural where the name of one is known", () => {
    const names = [
      "Customer",
      "Company",
      "Box",
      "Contacts",
      "Address",
      "VIP list",
      "Equipment",
      "Day",
      "客户",
      "Wi-Fi",
    ];
    expect(names.map(manyOf)).toEqual([
      "customers",
      "companies",
      "boxes",
      "contacts",
      "addresses",
      "VIP lists",
      "equipment",
      "days",
      "客户",
      "wi-Fis",
    ]);
    expect(["Contact", "VIP list", "客户"].map(severalOf)).toEqual(["Contacts", "VIP lists", "客户"]);
  });

  it("keep the promised sentences word for word", () => {
    expect(zh["list.deleted"]).toBe("已移到回收站，30天内可恢复");
    expect(zh["session.setupIntro"]).toContain("请输入启动窗口里的初始化码");
    expect([zh["record.useTheirs"], zh["record.useMine"]]).toEqual(["用他的", "用我的"]);
  });
});

/** Every literal `t("…")` in the sources must exist. */
describe("sources", () => {
  const root = join(import.meta.dirname, "../..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  it("ask only for texts that exist", () => {
    const asked = files.flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/\bt\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? ""),
    );
    expect(asked.length).toBeGreaterThan(150);
    expect(asked.filter((key) => !(key in zh))).toEqual([]);
  });
});
