#!/usr/bin/env python3
"""Writes messy-customers.xlsx, messy-customers-gbk.csv and expected.json: a customer list as it comes out of real life.

Every record is first put down as it should be stored, then spelled the way people spell it; `expected.json` holds the
former, so that an importer is checked against something it did not write. Needs PyPI's XlsxWriter 3; the same bytes each run.
usage: python3 make.py
"""
import csv
import datetime
import io
import json
import pathlib
import random

import xlsxwriter

HERE = pathlib.Path(__file__).parent
HEADERS = ["序号", "客户名称*", "简称", "统一社会\n信用代码", "客户等级", "所属行业", "客户来源", "客户阶段", "销售大区", " 联系电话 ",
           "邮箱", "网址", "地址", "年营业额(元)", "员工人数", "一般纳税人", "首次合作日期", "标签", "反对意见", "备注", "旧系统编号"]
FIELDS = [None, "name", "short_name", "credit_code", "level", "industry", "source", "stage", "region", "phone",
          "email", "website", "address", "annual_revenue", "headcount", "general_taxpayer", "first_cooperation_on", "tags",
          "objections", "remark", None]
SETTINGS = {"sheet": "客户明细", "header_row": 5, "columns": [{"column": i, "field": f} for i, f in enumerate(FIELDS)],
            "unknown": {"industry": {"智能硬件": "electronics", "跨境": "retail"}}, "key": ["credit_code"], "on_match": "update"}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SPELLED = {  # key → what people write; all of them are labels, keys or synonyms of the app's option sets
    "level": {"A": ["A", "a", "A级", "重点客户", "A"], "B": ["B", "b级", "B类", "优质"], "C": ["C", "c", "普通", "C级", "一般"], "D": ["D", "观察"]},
    "industry": {"manufacture": ["装备制造", "制造业", "机械"], "electronics": ["电子电器", "电子", "智能硬件"], "software": ["软件与信息服务", "IT", "互联网", "it"],
                 "retail": ["批发零售", "商贸", "跨境", "零售"], "food": ["食品饮料", "食品"], "logistics": ["物流仓储", "物流"], "building": ["建筑建材", "建材"],
                 "energy": ["能源环保", "新能源"]},
    "source": {"exhibition": ["展会", "博览会"], "referral": ["转介绍", "客户转介绍"], "website": ["官网", "官网咨询"], "cold_call": ["电销", "电话开发"], "wechat": ["公众号"]},
    "stage": {"lead": ["潜在", "意向"], "contacted": ["已联系"], "negotiating": ["洽谈中", "报价中"], "won": ["已合作", "成交"]},
    "region": {"east": ["华东", "华东区"], "south": ["华南"], "north": ["华北", "北区"], "central": ["华中"], "southwest": ["西南"]},
}
CITIES = [("east", "江苏省苏州市虎丘区", "苏州", "320505"), ("east", "浙江省杭州市余杭区", "杭州", "330110"), ("east", "上海市嘉定区", "上海", "310114"),
          ("south", "广东省深圳市宝安区", "深圳", "440306"), ("south", "广东省佛山市南海区", "佛山", "440605"), ("north", "北京市海淀区", "北京", "110108"),
          ("north", "山东省青岛市城阳区", "青岛", "370214"), ("central", "湖北省武汉市江夏区", "武汉", "420115"), ("southwest", "四川省成都市郫都区", "成都", "510117")]
TRADES = {"manufacture": "精密机械", "electronics": "电子", "software": "信息技术", "retail": "商贸", "food": "食品", "logistics": "物流", "building": "建材", "energy": "新能源"}
BRANDS = [a + b for a in "砺沐翎骁岚屿芮湛澄旻昱晗煦琮璟翊衡峤汀沅泓洺浔淞" for b in "朗越恒域序舟原石帆翰诺航辰逸拓臻"]
DATES = [  # the same day, as people write it
    lambda d: f"{d:%Y-%m-%d}", lambda d: f"{d.year}/{d.month}/{d.day}", lambda d: f"{d.year}.{d.month}.{d.day}", lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日", lambda d: f"{d.day}-{d:%b}-{d.year}", lambda d: f"{d:%b} {d.day}, {d.year}",
    lambda d: full_width(f"{d:%Y-%m-%d}"), lambda d: f"{d:%Y-%m-%d} 00:00:00", lambda d: d, lambda d: (d - datetime.date(1899, 12, 30)).days,
    lambda d: str((d - datetime.date(1899, 12, 30)).days), lambda d: f"{d.year}年{d.month}月{d.day}日 星期{'一二三四五六日'[d.weekday()]}"]
PHONES = [lambda p: p, lambda p: "+86 " + p, lambda p: "+86-" + p, lambda p: f"{p[:3]}-{p[3:7]}-{p[7:]}", lambda p: f"{p[:3]} {p[3:7]} {p[7:]}",
          lambda p: full_width(p), lambda p: "0086" + p, lambda p: int(p), lambda p: p + "\u00a0"]
AMOUNTS = [lambda n: n, lambda n: f"{n / 10000:g}万", lambda n: f"¥{n / 10000:g}万", lambda n: f"{n:,}", lambda n: str(n), lambda n: f"¥{n:,}.00",
           lambda n: full_width(f"{n / 10000:g}") + "万", lambda n: f"RMB {n:,}", lambda n: f"人民币{n / 10000:g}万元", lambda n: f"{n / 10000:g}w", lambda n: ("=", f"={n // 2}*2", n)]
YES, NO = ["是", "Y", "yes", "YES", "√", "1", True, "有"], ["否", "N", "No", "×", "0", False, "无"]


def full_width(text):
    return "".join(chr(ord(c) + 0xfee0) if "!" <= c <= "~" else c for c in text)


def credit_code(random_, area):
    code = "91" + area + "MA" + "".join(random_.choice(ALPHABET) for _ in range(7))
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    return code + ALPHABET[(31 - sum(ALPHABET.index(c) * w for c, w in zip(code, weights)) % 31) % 31]


class Sheet:
    """The grid, and what should become of each row."""

    def __init__(self):
        self.random = random.Random(20260630)
        self.rows, self.expected, self.comments, self.hidden, self.merged, self.serial = [], [], {}, [], [], 0
        self.brands = BRANDS[:]
        self.random.shuffle(self.brands)

    def add(self, cells, state, **more):
        self.rows.append(list(cells))
        self.expected.append({"row": len(self.rows), "state": state, **more})
        return len(self.rows)

    def record(self):
        """A customer as it should be stored."""
        r, n = self.random, len(self.brands)
        brand = self.brands.pop()
        region, place, city, area = r.choice(CITIES)
        industry = r.choice(list(TRADES))
        day = datetime.date(2019, 1, 4) + datetime.timedelta(days=r.randrange(2500))
        return {"name": f"{city}{brand}{TRADES[industry]}有限公司", "short_name": brand + TRADES[industry], "credit_code": credit_code(r, area) if r.random() < .8 else None,
                "level": r.choice("AABBBBCCCCCD"), "industry": industry, "source": r.choice(list(SPELLED["source"])), "stage": r.choice(list(SPELLED["stage"])),
                "region": region, "phone": f"160{n:04d}{r.randrange(10000):04d}", "email": f"contact{n}@example.com" if r.random() < .6 else None,
                "address": f"{place}{r.choice(['科技路', '创新大道', '工业三路'])}{r.randrange(1, 300)}号", "annual_revenue": r.randrange(12, 40000) * 1000,
                "headcount": r.randrange(8, 900), "general_taxpayer": r.random() < .8, "first_cooperation_on": day if r.random() < .7 else None,
                "tags": r.sample(["高价值", "待跟进", "老客户", "价格敏感"], r.randrange(3))}

    def spell(self, record, number):
        """The same customer as the list has it."""
        pick = lambda many: many[number % len(many)]
        word = lambda name: self.random.choice(SPELLED[name][record[name]])
        name = [record["name"], record["name"] + " ", "\u3000" + record["name"], record["name"] + "\u00a0", record["name"]][number % 5]
        email = record["email"] and [record["email"], record["email"].replace("example", "Example").replace(".com", ".COM"), " " + record["email"]][number % 3]
        return [None, name, record["short_name"], record["credit_code"], word("level"), word("industry"), word("source"), word("stage"), word("region"),
                pick(PHONES)(record["phone"]), email, None, record["address"], pick(AMOUNTS)(record["annual_revenue"]),
                record["headcount"] if number % 4 else str(record["headcount"]), self.random.choice(YES if record["general_taxpayer"] else NO),
                record["first_cooperation_on"] and pick(DATES)(record["first_cooperation_on"]), ["、", ",", ";", "|"][number % 4].join(record["tags"]) or None,
                None, None, f"OLD-{len(self.rows):05d}"]

    def data(self, state="new", change=None, record=None, check=None, **more):
        """One record's row; `change` maps a column's field to the cell that replaces it."""
        self.serial += 1
        record = record or self.record()
        cells = self.spell(record, self.serial)
        cells[0] = self.serial
        for field, cell in (change or {}).items():
            cells[FIELDS.index(field)] = cell
        if state in ("new", "update"):
            more["values"] = stored({k: v for k, v in record.items() if k not in (change or {})}) | (check or {})
        return self.add(cells, state, **more), record

    def refused(self, why, change, *issues):
        self.data("refused", change, why=why, issues=[{"field": f, "codes": c.split("|")} for f, c in issues])


def stored(record):
    """A record as the API gives it, without what is blank."""
    out = {k: v for k, v in record.items() if v not in (None, []) and k not in ("address", "region")}
    if "annual_revenue" in out:
        out["annual_revenue"] = {"amount": f"{out['annual_revenue']}.00", "currency": "CNY"}
    if "first_cooperation_on" in out:
        out["first_cooperation_on"] = out["first_cooperation_on"].isoformat()
    return out


REFUSED = [  # why, cells, (field, accepted codes)…
    ("没有客户名称", {"name": None}, ("name", "required")),
    ("客户名称只有空格", {"name": "   "}, ("name", "required")),
    ("客户名称只有不换行空格", {"name": "\u00a0\u3000"}, ("name", "required")),
    ("没有名称，电话也不对", {"name": None, "phone": "暂无"}, ("name", "required"), ("phone", "bad_phone")),
    ("电话多了两位", {"phone": "1605003100199"}, ("phone", "bad_phone")),
    ("电话里有字母", {"phone": "160-5003-ABCD"}, ("phone", "bad_phone")),
    ("一格两个电话(斜杠)", {"phone": "16050031001/16050031002"}, ("phone", "bad_phone")),
    ("一格两个电话(换行)", {"phone": "16050031003\n16050031004"}, ("phone", "bad_phone")),
    ("电话写成了文字", {"phone": "找前台要"}, ("phone", "bad_phone")),
    ("邮箱没有 @", {"email": "zhangsan.example.com"}, ("email", "bad_email")),
    ("邮箱中间有空格", {"email": "li si@example.com"}, ("email", "bad_email")),
    ("邮箱有两个 @", {"email": "wang@@example.com"}, ("email", "bad_email")),
    ("网址少了一条斜杠", {"website": "http:/www.example.com/about"}, ("website", "bad_url")),
    ("信用代码只有 17 位", {"credit_code": "91320505MA1XX00T2"}, ("credit_code", "bad_format")),
    ("信用代码含字母 O", {"credit_code": "91320505MAOXX00T2K"}, ("credit_code", "bad_format")),
    ("信用代码存成数字，后几位已丢失", {"credit_code": 913205051234567000}, ("credit_code", "digits_lost|bad_format")),
    ("日期不存在：2 月 30 日", {"first_cooperation_on": "2023-02-30"}, ("first_cooperation_on", "bad_date")),
    ("日期不存在：13 月", {"first_cooperation_on": "2023年13月5日"}, ("first_cooperation_on", "bad_date")),
    ("日期写成了文字", {"first_cooperation_on": "去年国庆"}, ("first_cooperation_on", "bad_date")),
    ("月日分不清", {"first_cooperation_on": "03/04/2024"}, ("first_cooperation_on", "ambiguous_date")),
    ("金额写成了文字", {"annual_revenue": "面议"}, ("annual_revenue", "bad_number")),
    ("公式出错 #DIV/0!", {"annual_revenue": ("=", "=1/0", "#DIV/0!")}, ("annual_revenue", "cell_error|bad_number")),
    ("公式出错 #N/A", {"annual_revenue": ("=", "=VLOOKUP(1,字典!A1:B2,2,0)", "#N/A")}, ("annual_revenue", "cell_error|bad_number")),
    ("金额为负", {"annual_revenue": -500000}, ("annual_revenue", "too_small")),
    ("人数写成“约200人”", {"headcount": "约200人"}, ("headcount", "bad_number")),
    ("人数带小数", {"headcount": "12.5"}, ("headcount", "too_precise")),
    ("行业不在选项中，也没有对应", {"industry": "区块链养殖"}, ("industry", "unknown_option")),
    ("等级不在选项中", {"level": "S"}, ("level", "unknown_option")),
    ("大区不在选项中", {"region": "江南"}, ("region", "unknown_option")),
    ("是否栏写成“待确认”", {"general_taxpayer": "待确认"}, ("general_taxpayer", "bad_boolean")),
]


def build():
    sheet = Sheet()
    existing = [sheet.record() for _ in range(14)]
    for record in existing[:8]:
        record["credit_code"] = record["credit_code"] or credit_code(sheet.random, "320505")
    for record in existing[8:]:
        record["credit_code"] = None
    sheet.add(["禾砺智储科技 客户资料汇总表(2026年上半年)"], "title", why="总标题，合并单元格")
    sheet.add(["制表部门：销售中心", None, None, None, None, None, None, None, None, "导出时间：2026-06-30 17:42"], "title", why="副标题")
    sheet.add([], "blank", why="表头上方的空行")
    sheet.add([None, "基本信息", None, None, None, None, None, None, None, "联系方式", None, None, None, "经营与跟进"], "title", why="两行表头的第一行，合并单元格")
    sheet.add(HEADERS, "title", why="表头")
    sheet.merged += [(0, 0, 0, 20), (3, 1, 3, 8), (3, 9, 3, 12), (3, 13, 3, 19)]
    refused, seen, subtotal, total = iter(REFUSED), [], 0, 0
    for number in range(239):
        row, record = sheet.data()
        seen.append((row, record))
        subtotal += record["annual_revenue"]
        if number % 8 == 3 and (one := next(refused, None)):
            sheet.refused(*one)
        if number in (20, 45, 70, 95, 120, 145, 170, 195):
            known = existing[(number - 20) // 25]
            sheet.data("update", record={**known, "level": "A", "headcount": known["headcount"] + 50}, why="信用代码与已有客户相同")
        special(sheet, number, seen, existing)
        if number % 40 == 39:
            label = ["小计", "小 计", "本页小计", "华东小计", "小计："][number // 40 % 5]
            sheet.add([None, label, None, None, None, None, None, None, None, None, None, None, None, ("=", f"=SUM(N{row - 39}:N{row})", subtotal)], "total", why="小计行")
            total, subtotal = total + subtotal, 0
        if number in (79, 159):
            sheet.add(HEADERS, "title", why="分页重复的表头")
        if number in (30, 99, 100, 180):
            sheet.add([] if number != 100 else [None, " ", "\u3000"], "blank", why="空行" if number != 100 else "只有空格的行")
    for one in refused:
        sheet.refused(*one)
    sheet.add([None, "合 计", None, None, None, None, None, None, None, None, None, None, None, total + subtotal], "total", why="合计行")
    sheet.add([], "blank", why="页脚前的空行")
    sheet.add(["制表人：方婷", None, None, None, None, "审核：周敏", None, None, None, "日期：2026年6月30日"], "title", why="页脚")
    sheet.add(["说明：等级按年合作潜力划分；红字为待核实客户。"], "title", why="页脚说明")
    return sheet, existing


def special(sheet, number, seen, existing):
    """Defects that stand in a certain place."""
    first_row, first = seen[5] if len(seen) > 5 else (0, None)
    if number == 12:
        sheet.data("duplicate", {"credit_code": None, "phone": "16055550001"}, record=dict(first), why="与前面的客户同名", of=first_row, match=["name"])
        sheet.data("duplicate", {"name": full_width("abc") + first["name"], "credit_code": None, "phone": "+86 " + first["phone"]}, record=dict(first), why="电话与前面的客户相同，写法不同", of=first_row, match=["phone"])
    if number == 50:
        row, record = sheet.data(record={**sheet.record(), "name": "ABC自动化（苏州）有限公司"})
        sheet.data("duplicate", {"name": full_width("abc") + "自动化(苏州)有限公司", "credit_code": None, "phone": "16055550002"}, record=dict(record), why="同名，只差全角和大小写", of=row, match=["name"])
    if number == 60:
        for index, (name, phone) in enumerate([("砺珩公司", "16055551001"), ("砺珩科技有限公司", "16055551002"), ("砺珩公司-华东分部", "16055551003")]):
            sheet.data(record={**sheet.record(), "name": name, "short_name": "砺珩", "credit_code": None, "phone": phone}, cluster="砺珩", why="疑似同一家公司的不同写法，名称和电话都不同，按新客户导入后再合并")
    if number in (75, 105, 135):
        record = existing[8 + (number - 75) // 30]
        sheet.data("duplicate", {"credit_code": None, "phone": f"16055552{number:03d}"}, record=dict(record), why="与已有客户同名", match=["name"])
    if number in (90, 150, 210):
        record = existing[11 + (number - 90) // 60]
        sheet.data("duplicate", {"name": record["name"].replace("有限公司", "(新)有限公司"), "credit_code": None}, record=dict(record), why="电话与已有客户相同", match=["phone"])
    if number in (110, 165, 220):
        row, record = seen[number - 40]
        sheet.data("duplicate", {"phone": f"16055553{number:03d}", "credit_code": None}, record=dict(record), why="整行重复录入，换了电话", of=row, match=["name"])
    if number == 25:
        start = len(sheet.rows)
        for offset in range(3):
            sheet.data(record={**sheet.record(), "region": "east"}, change={"region": "华东" if not offset else None}, why="大区是纵向合并的单元格，只有第一行有值")
        sheet.merged.append((start, 8, start + 2, 8))
    if number == 35:
        sheet.hidden += [sheet.data(why="被筛选隐藏的行，也是数据")[0], sheet.data(why="被筛选隐藏的行，也是数据")[0]]
    if number == 55:
        row, _ = sheet.data(change={"address": "浙江省苏州市虎丘区科技路8号"}, why="省写错了：苏州不在浙江。地址按原样保存，由人核对")
        sheet.comments[(row, 12)] = "周敏：地址请业务员核实"
    if number == 65:
        row, _ = sheet.data(change={"remark": "预计 合计 采购 3 套，小计另报"}, why="备注里出现“合计”“小计”，不是合计行")
        sheet.comments[(row, 1)] = "老客户，勿重复录入"
    if number == 85:
        sheet.data(change={"remark": '含"引号"、逗号，以及\n换行'}, why="备注里有引号、逗号和换行")
        sheet.data(change={"remark": "=HYPERLINK(\"http://example.com\")"}, why="备注是以等号开头的文字，不是公式")
    if number == 130:
        sheet.data(change={"objections": "价格高、要等总部"}, why="反对意见用同义词，多选", check={"objections": ["too_expensive", "decision_slow"]})


def as_csv(cell):
    """A cell as a spreadsheet saves it to CSV on a Chinese Windows."""
    if isinstance(cell, tuple):
        cell = cell[2]
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime.date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    if isinstance(cell, int) and abs(cell) >= 10 ** 12:
        return f"{cell:.5E}"
    text = "" if cell is None else str(cell)
    return text.replace("\u00a0", "\u3000").replace("\u00a5", "\uffe5")


def write_csv(sheet):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow([as_csv(c) for c in row + [None] * (23 - len(row))])
    (HERE / "messy-customers-gbk.csv").write_bytes(out.getvalue().encode("gbk"))


def write_xlsx(sheet):
    book = xlsxwriter.Workbook(HERE / "messy-customers.xlsx")
    book.set_properties({"title": "客户资料汇总表", "author": "方婷", "created": datetime.datetime(2026, 6, 30, 17, 42)})
    title, head = book.add_format({"bold": True, "font_size": 16, "align": "center"}), book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "border": 1})
    day, red = book.add_format({"num_format": "yyyy/m/d"}), book.add_format({"font_color": "#C00000"})
    notes = book.add_worksheet("填写说明")
    for i, line in enumerate(["填写说明", "1. 客户名称必填", "2. 日期请写成 2026-06-30", "3. 金额单位：元"]):
        notes.write_string(i, 0, line)
    page, words = book.add_worksheet("客户明细"), book.add_worksheet("字典")
    for i, line in enumerate(["A", "B", "C", "D"]):
        words.write_row(i, 0, [line, f"{line} 级客户"])
    words.hide()
    page.activate()
    page.set_first_sheet()
    merged = {(r, c): (r2, c2) for r, c, r2, c2 in sheet.merged}
    for r, row in enumerate(sheet.rows):
        style = title if r == 0 else head if sheet.expected[r]["state"] == "title" and len(row) > 5 else None
        for c, cell in enumerate(row):
            write_cell(page, r, c, cell, day if isinstance(cell, datetime.date) else red if sheet.expected[r]["state"] == "refused" else style)
        if r + 1 in sheet.hidden:
            page.set_row(r, None, None, {"hidden": True})
    for (r, c), (r2, c2) in merged.items():
        page.merge_range(r, c, r2, c2, "", head if r else title)
        write_cell(page, r, c, sheet.rows[r][c], head if r else title)
    for (r, c), text in sheet.comments.items():
        page.write_comment(r - 1, c, text)
    page.set_column(1, 1, 32)
    page.set_column(20, 20, 12, None, {"hidden": True})
    for c in (21, 22):
        page.write_blank(4, c, None, head)
    page.freeze_panes(5, 2)
    page.autofilter(4, 0, len(sheet.rows) - 1, 20)
    book.close()


def write_cell(page, r, c, cell, style):
    if cell is None:
        page.write_blank(r, c, None, style)
    elif isinstance(cell, tuple):
        page.write_formula(r, c, cell[1], style, cell[2])
    elif isinstance(cell, bool):
        page.write_boolean(r, c, cell, style)
    elif isinstance(cell, datetime.date):
        page.write_datetime(r, c, datetime.datetime.combine(cell, datetime.time()), style)
    elif isinstance(cell, int):
        page.write_number(r, c, cell, style)
    else:
        page.write_string(r, c, cell, style)


def main():
    sheet, existing = build()
    counts = {s: sum(e["state"] == s for e in sheet.expected) for s in ("new", "update", "duplicate", "refused", "blank", "total", "title")}
    expected = {"format": 1, "files": {"messy-customers.xlsx": SETTINGS, "messy-customers-gbk.csv": {k: v for k, v in SETTINGS.items() if k != "sheet"} | {"encoding": "GBK"}},
                "existing": [stored(r) for r in existing], "counts": counts}
    head = json.dumps(expected, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join("  " + json.dumps(e, ensure_ascii=False) for e in sheet.expected)
    (HERE / "expected.json").write_text(head + ',\n "rows": [\n' + rows + "\n ]\n}\n", encoding="utf-8")
    write_csv(sheet)
    write_xlsx(sheet)
    print(len(sheet.rows), counts)


if __name__ == "__main__":
    main()
