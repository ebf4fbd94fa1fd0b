import { describe, expect, it } from "vitest";
import { plainOf, richParts } from "./richText";

describe("rich text", () => {
  it("is a tree of known tags", () => {
    expect(richParts('<p>见<a href="https://a.cn">附件</a></p><ul><li><em>甲</em></li></ul>')).toEqual([
      { tag: "p", parts: ["见", { tag: "a", href: "https://a.cn", parts: ["附件"] }] },
      { tag: "ul", parts: [{ tag: "li", parts: [{ tag: "em", parts: ["甲"] }] }] },
    ]);
  });

  it("runs nothing, whatever the server should let through", () => {
    expect(richParts('<p onclick="x()">a<script>alert(1)</script><img src=x onerror=alert(1)></p>')).toEqual([
      { tag: "p", parts: ["a"] },
    ]);
    for (const href of ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example"])
      expect(richParts(`<a href="${href}">a</a>`)).toEqual([{ tag: "a", parts: ["a"] }]);
    expect(richParts("<table><tbody><tr><td>a</td></tr></tbody></table>")).toEqual(["a"]);
  });

  it("is one line in a list", () => {
    expect(plainOf("<h2>标题</h2><p>一<br>二 &lt; 三</p>")).toBe("标题 一 二 < 三");
    expect(plainOf("纯文本")).toBe("纯文本");
  });
});
