"""Writes the lines of vectors.jsonl that are marked "generated".

Every expected value comes from Python's decimal, datetime, statistics and str, never from Formwork, so that the vectors
check the engine instead of mirroring it. The other lines are written by hand and kept. Run: python3 generate.py
"""

import datetime as dt
import json
import pathlib
import random
import statistics
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal, getcontext

getcontext().prec = 60
FILE = pathlib.Path(__file__).with_name("vectors.jsonl")
dice = random.Random(20260210)
TWELVE = Decimal("1e-12")


def encode(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return {"number": format(Decimal(value), "f")}


def case(formula, expected, **fields):
    line = {"formula": formula, "fields": {key: encode(value) for key, value in fields.items()}}
    return line | {"expected": encode(expected), "note": "generated"}


def inexact(number):
    return number.quantize(TWELVE, ROUND_HALF_UP)


def number(digits=9, places=4):
    return Decimal(dice.randint(-(10**digits), 10**digits)).scaleb(-dice.randint(0, places))


def day(first=1980, last=2060):
    start = dt.date(first, 1, 1)
    return start + dt.timedelta(dice.randint(0, (dt.date(last, 12, 31) - start).days))


def arithmetic():
    for _ in range(20):
        a, b = number(), number()
        yield case("{a} + {b} - {a} * {b}", a + b - a * b, a=a, b=b)
        if b:
            yield case("{a} / {b}", inexact(a / b), a=a, b=b)
            yield case("MOD({a}, {b})", a - b * (a / b).to_integral_value(ROUND_FLOOR), a=a, b=b)


def rounding():
    ways = {"ROUND": ROUND_HALF_UP, "ROUNDUP": ROUND_UP, "ROUNDDOWN": ROUND_DOWN, "TRUNC": ROUND_DOWN}
    for name, way in ways.items():
        for _ in range(12):
            a, places = number(places=6), dice.randint(-4, 6)
            yield case(f"{name}({{a}}, {places})", a.quantize(Decimal(1).scaleb(-places), way), a=a)
    for _ in range(10):
        half = Decimal(dice.randint(-9999, 9999) * 10 + 5).scaleb(-3)
        yield case("ROUND({a}, 2)", half.quantize(Decimal("0.01"), ROUND_HALF_UP), a=half)
    for name, way in {"CEILING": ROUND_CEILING, "FLOOR": ROUND_FLOOR}.items():
        for _ in range(10):
            a, unit = number(5, 3), Decimal(dice.choice(["0.05", "0.1", "0.25", "1", "5", "12"]))
            yield case(f"{name}({{a}}, {unit})", (a / unit).to_integral_value(way) * unit, a=a)
    for _ in range(6):
        a = number(5, 3)
        yield case("INT({a})", a.to_integral_value(ROUND_FLOOR), a=a)


def transcendental():
    for _ in range(12):
        a = abs(number(6, 5)) + Decimal("0.00001")
        yield case("SQRT({a})", inexact(a.sqrt()), a=a)
        yield case("LOG({a})", inexact(a.log10()), a=a)
        yield case("LOG({a}, 7)", inexact(a.ln() / Decimal(7).ln()), a=a)
    for _ in range(12):
        a, b = abs(number(3, 2)) + Decimal("0.01"), Decimal(dice.randint(-300, 300)).scaleb(-2)
        if b % 1 and b != Decimal("0.5"):
            yield case("{a} ^ {b}", inexact((b * a.ln()).exp()), a=a, b=b)
        exponent = Decimal(dice.randint(-2000, 2000)).scaleb(-2)
        yield case("EXP({a})", inexact(exponent.exp()), a=exponent)
    for _ in range(8):
        a, b = Decimal(dice.randint(-99, 99)).scaleb(-1), dice.randint(2, 9)
        yield case("POWER({a}, {b})", a**b, a=a, b=b)


def months_later(start, months):
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    last = (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - dt.timedelta(1)).day
    return dt.date(year, month + 1, min(start.day, last))


def dates():
    for _ in range(15):
        d, months, days = day(), dice.randint(-40, 40), dice.randint(-2000, 2000)
        yield case(f"EDATE({{d}}, {months})", months_later(d, months), d=d)
        month_after = months_later(d.replace(day=1), months + 1)
        yield case(f"EOMONTH({{d}}, {months})", month_after - dt.timedelta(1), d=d)
        yield case(f"{{d}} + {days}", d + dt.timedelta(days), d=d)
        yield case("WEEKDAY({d})", d.isoweekday() % 7 + 1, d=d)
        yield case("WEEKDAY({d}, 2)", d.isoweekday(), d=d)
        yield case("WEEKNUM({d}, 21)", d.isocalendar().week, d=d)
        yield case("WEEKNUM({d})", int(d.strftime("%U")) + (dt.date(d.year, 1, 1).weekday() != 6), d=d)
        yield case("WEEKNUM({d}, 2)", int(d.strftime("%W")) + (dt.date(d.year, 1, 1).weekday() != 0), d=d)
        yield case('TEXT({d}, "yyyy-mm-dd ddd")', d.strftime("%Y-%m-%d %a"), d=d)
        yield case("DATE({y}, 1, {n})", dt.date(d.year, 1, 1) + dt.timedelta(days), y=d.year, n=days + 1)


def differences():
    for _ in range(25):
        start, end = sorted((day(), day()))
        yield case('DATEDIF({s}, {e}, "D")', (end - start).days, s=start, e=end)
        months = max(n for n in range(1000) if n == 0 or reaches(start, n, end))
        yield case('DATEDIF({s}, {e}, "M")', months, s=start, e=end)
        yield case('DATEDIF({s}, {e}, "Y")', months // 12, s=start, e=end)
        yield case('DATEDIF({s}, {e}, "YM")', months % 12, s=start, e=end)
        yield case('DATEDIF({s}, {e}, "MD")', (end - months_later(start, months)).days, s=start, e=end)


def reaches(start, months, end):
    """Whether so many months have passed: a month counts once its day of the month is reached, even in short months."""
    total = start.year * 12 + start.month + months
    return (end.year * 12 + end.month, end.day) >= (total, start.day)


def working_days():
    for _ in range(15):
        start = day(2020, 2030)
        end = start + dt.timedelta(dice.randint(0, 120))
        off = sorted({start + dt.timedelta(dice.randint(0, 120)) for _ in range(4)})
        span = [start + dt.timedelta(n) for n in range(400)]
        worked = [d for d in span if d.weekday() < 5 and d not in off]
        within = sum(d <= end for d in worked)
        yield case("NETWORKDAYS({s}, {e}, {h})", within, s=start, e=end, h=off)
        count = dice.randint(1, 60)
        yield case(f"WORKDAY({{s}}, {count}, {{h}})", [d for d in worked if d > start][count - 1], s=start, h=off)


def lists():
    for _ in range(12):
        column = [dice.choice([None, "x", Decimal(dice.randint(-500, 500)).scaleb(-1)]) for _ in range(9)] + [Decimal(3)]
        numbers = [item for item in column if isinstance(item, Decimal)]
        above = [n for n in numbers if n > 10]
        yield case("SUM({a})", sum(numbers), a=column)
        yield case("AVERAGE({a})", inexact(sum(numbers) / len(numbers)), a=column)
        yield case("MEDIAN({a})", inexact(Decimal(statistics.median(numbers))), a=column)
        yield case("MAX({a}) - MIN({a})", max(numbers) - min(numbers), a=column)
        yield case("COUNT({a}) * 100 + COUNTBLANK({a})", len(numbers) * 100 + column.count(None), a=column)
        yield case('SUMIF({a}, ">10")', sum(above), a=column)
        yield case('COUNTIF({a}, "<=10")', len(numbers) - len(above), a=column)
        yield case("LARGE({a}, 1) + SMALL({a}, 1)", max(numbers) + min(numbers), a=column)


def texts():
    letters = "abcABC张三李四 -1２，"
    for _ in range(15):
        text = "".join(dice.choice(letters) for _ in range(dice.randint(1, 14)))
        at, count = dice.randint(1, 10), dice.randint(0, 6)
        yield case("MID({t}, {n}, {k})", text[at - 1 : at - 1 + count], t=text, n=at, k=count)
        yield case("RIGHT({t}, {k}) & LEFT({t}, {k})", (text[-count:] if count else "") + text[:count], t=text, k=count)
        yield case('REPLACE({t}, {n}, {k}, "<>")', text[: at - 1] + "<>" + text[at - 1 + count :], t=text, n=at, k=count)
        yield case('SUBSTITUTE({t}, "a", "阿")', text.replace("a", "阿"), t=text)
        yield case("TRIM({t})", " ".join(text.split()), t=text)
        yield case("LOWER({t}) = UPPER({t})", True, t=text)
    for _ in range(15):
        amount = number(9, 3)
        rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield case('TEXT({a}, "#,##0.00")', f"{rounded:,.2f}" if rounded else "0.00", a=amount)
        yield case('VALUE(TEXT({a}, "0.00"))', rounded, a=amount)


def main():
    families = (arithmetic, rounding, transcendental, dates, differences, working_days, lists, texts)
    generated = [case for family in families for case in family()]
    kept = [line for line in FILE.read_text(encoding="utf-8").splitlines() if json.loads(line).get("note") != "generated"]
    lines = kept + [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in generated]
    FILE.write_text("\n".join(dict.fromkeys(lines)) + "\n", encoding="utf-8")
    print(f"{len(kept)} by hand, {len(generated)} generated")


if __name__ == "__main__":
    main()
