//! What records hold and filters ask for, chosen so that they meet often and hurt where they can.

use engine_core::kinds::Kind;
use formwork_tests::Chance;
use serde_json::{Value as Json, json};

/// Texts that a careless program takes for something else: SQL, patterns, JSON, markup.
pub(crate) const HOSTILE: &[&str] = &[
    "'",
    "\"",
    "a\"b",
    "a`b",
    "a]b",
    "O'Neil",
    "' OR '1'='1",
    "'; DROP TABLE \"e_specimen\"; --",
    "\\",
    "\\'",
    "%",
    "_",
    "%%",
    "a_b",
    "?",
    "$1",
    "{{7*7}}",
    "/*",
    "-- x",
    "lo_import('/etc/passwd')",
    "[\"a\"]",
    "{\"$ne\":null}",
    "NULL",
    "\u{202e}x",
    "' || (SELECT 1) || '",
    "sleep(5)",
    "E'\\x41'",
    "$$a$$",
    "😀",
];

/// Texts of everyday: Chinese, full width, letters whose case is not simple.
const PLAIN: &[&str] = &[
    "",
    " ",
    "明远科技 Ming",
    "ＭＩＮＧ_公司",
    "ming",
    "明远",
    "远科",
    "科技",
    "明",
    "上海明远科技有限公司",
    "50% off",
    "第一行",
    "İstanbul",
    "straße",
    "STRASSE",
    "é",
    "e\u{301}",
    "ǅ",
    "ﬀ",
    "𠮷野家",
    "１２３",
    "123",
    "張三",
    "张三",
    "91310115MA1K3YKX7H",
    "S0001",
    "S0002",
    "0",
    "A",
    "a",
    "z",
    "ｚ",
];

/// A text.
pub(crate) fn text(chance: &mut Chance) -> String {
    match chance.below(4) {
        0 => (*chance.pick(HOSTILE)).to_owned(),
        3 => {
            let whole: Vec<char> = chance.pick(PLAIN).chars().collect();
            let from = chance.below(whole.len() + 1);
            let count = chance.below(whole.len() - from + 1);
            whole[from..from + count].iter().collect()
        }
        _ => (*chance.pick(PLAIN)).to_owned(),
    }
}

fn one(chance: &mut Chance, items: &[Json]) -> Json {
    chance.pick(items).clone()
}

/// Several of what `each` gives.
pub(crate) fn several(
    chance: &mut Chance,
    most: usize,
    mut each: impl FnMut(&mut Chance) -> Json,
) -> Vec<Json> {
    (0..chance.below(most + 1)).map(|_| each(chance)).collect()
}

const DECIMALS: &[&str] =
    &["0", "0.00", "-0.01", "0.1", "12.5", "12.50", "12.49", "1200", "9999999999999999.99", "-7"];
const SHARES: &[&str] = &["0", "0.05", "0.0500", "1", "-0.5", "0.3333"];
const DAYS: &[&str] = &["1000-01-01", "2025-02-28", "2089-12-31", "2090-01-01", "2090-01-02", "9999-12-31"];
const MOMENTS: &[&str] = &[
    "2089-12-31T16:00:00Z",
    "2089-12-31T15:59:59.999999Z",
    "2090-01-01T00:00:00+08:00",
    "2090-01-01T16:00:00Z",
    "1969-12-31T23:59:59.5Z",
    "2090-01-01T12:00:00.000001Z",
];
const DEGREES: &[&str] = &["0", "0.000001", "-0.5", "22.543099", "-89.999999", "90"];
const PHONES: &[&str] = &["13812345678", "0571-88886666", "+4915112345678", "95588"];
const MAILS: &[&str] = &["Wang@example.com", "wang@example.com", "li@a.cn", "o'neil@a.cn"];
const SITES: &[&str] = &["https://example.com/a", "http://a.cn/%E4%B8%AD", "http://a.cn/_"];

fn of(chance: &mut Chance, items: &[&str]) -> Json {
    json!(chance.pick(items))
}

/// The `index`-th record of an entity, user or department, in the words of [`Ids`](crate::stored::Ids).
pub(crate) fn id(chance: &mut Chance, of: &str) -> Json {
    json!(format!("@{of}:{}", chance.below(5)))
}

/// A value that a record of this kind of field may hold; nothing for what the system computes.
pub(crate) fn held(chance: &mut Chance, kind: Kind, target: &str) -> Option<Json> {
    Some(match kind {
        Kind::Text | Kind::LongText => json!(text(chance)),
        Kind::Integer => {
            one(chance, &[json!(-3), json!(0), json!(5), json!(7), json!(9_007_199_254_740_991_i64)])
        }
        Kind::Rating => json!(chance.below(5) + 1),
        Kind::Duration => one(chance, &[json!(0), json!(5_415), json!(90_000)]),
        Kind::Decimal => of(chance, DECIMALS),
        Kind::Money => {
            json!({ "amount": chance.pick(DECIMALS), "currency": chance.pick(&["CNY", "USD", "JPY"]) })
        }
        Kind::Percent => of(chance, SHARES),
        Kind::Boolean => json!(chance.once_in(2)),
        Kind::Date => of(chance, DAYS),
        Kind::Time => of(chance, &["00:00", "09:30", "23:59"]),
        Kind::Datetime => of(chance, MOMENTS),
        Kind::Choice => of(chance, &["A", "B", "C"]),
        Kind::RichText => {
            of(chance, &["<p>你好 <em>World</em></p>", "<ul><li>甲 &amp; 乙</li></ul>", "<h2>ＡＢＣ_%</h2>"])
        }
        Kind::Json => one(chance, &[json!({ "a": [1, null] }), json!(0), json!("text"), json!([[]])]),
        Kind::Cascader => of(chance, &["ns", "ft", "hn"]),
        Kind::MultiChoice => several(chance, 3, |c| of(c, &["A", "B", "C"])).into(),
        Kind::Tags => several(chance, 3, |c| json!(text(c))).into(),
        Kind::User => json!(format!("@user:{}", chance.below(2))),
        Kind::Users => several(chance, 2, |c| json!(format!("@user:{}", c.below(2)))).into(),
        Kind::Department => json!(format!("@unit:{}", chance.below(3))),
        Kind::Reference => id(chance, target),
        Kind::References => several(chance, 3, |c| id(c, target)).into(),
        Kind::SubTable => {
            several(chance, 2, |c| json!({ "product": text(c), "quantity": c.below(9) })).into()
        }
        Kind::Phone => of(chance, PHONES),
        Kind::IdNumber => of(chance, &["11010519491231002X", "440300199003071234", "310104200002290014"]),
        Kind::DateRange => {
            let mut days = [chance.pick(DAYS), chance.pick(DAYS)];
            days.sort_unstable();
            json!({ "start": days[0], "end": days[1] })
        }
        Kind::GeoPoint => {
            let accuracy = one(chance, &[json!(null), json!(0), json!(12)]);
            json!({ "lat": chance.pick(DEGREES), "lng": chance.pick(DEGREES), "accuracy": accuracy, "name": text(chance) })
        }
        Kind::Email => of(chance, MAILS),
        Kind::Url => of(chance, SITES),
        Kind::Address => json!({ "province": chance.pick(&["浙江省", "上海市", ""]), "city": text(chance),
            "district": chance.pick(&["", "西湖区"]), "detail": text(chance) }),
        Kind::Attachment
        | Kind::Image
        | Kind::Signature
        | Kind::AutoNumber
        | Kind::Formula
        | Kind::RollUp
        | Kind::Lookup => return None,
    })
}

/// A value that a filter may ask of this kind of field: one that may be held, one that cannot be, a relative day, the
/// caller, or nothing.
pub(crate) fn asked(chance: &mut Chance, kind: Kind, target: &str) -> Json {
    if chance.once_in(12) {
        return one(chance, &[Json::Null, json!(""), json!(" "), json!([])]);
    }
    match kind {
        Kind::Integer if chance.once_in(3) => one(chance, &[json!(4), json!(-9_007_199_254_740_991_i64)]),
        Kind::Rating | Kind::Duration if chance.once_in(3) => one(chance, &[json!(-1), json!(0), json!(99)]),
        Kind::Decimal | Kind::Percent | Kind::Money if chance.once_in(2) => one(
            chance,
            &[
                json!("12.501"),
                json!(12.5),
                json!("0.05001"),
                json!("-0.011"),
                json!(0),
                json!("-99999999999999999999"),
                json!("1e3"),
            ],
        ),
        Kind::Date | Kind::Datetime if chance.once_in(3) => relative_day(chance),
        Kind::Datetime if chance.once_in(2) => of(chance, DAYS),
        Kind::User if chance.once_in(3) => json!({ "me": "id" }),
        Kind::Department if chance.once_in(3) => json!({ "me": "departments" }),
        Kind::Users => id(chance, "user"),
        Kind::User if chance.once_in(4) => id(chance, "user"),
        Kind::Department if chance.once_in(4) => id(chance, "unit"),
        Kind::Cascader if chance.once_in(2) => of(chance, &["gd", "sz", "nowhere"]),
        Kind::Choice | Kind::MultiChoice if chance.once_in(4) => json!(text(chance)),
        Kind::AutoNumber => of(chance, &["S0001", "S0002", "S0010", "s0001"]),
        Kind::MultiChoice => of(chance, &["A", "B", "C"]),
        Kind::Tags => json!(text(chance)),
        Kind::References => id(chance, target),
        Kind::Address => json!(text(chance)),
        Kind::RichText => of(chance, &["world", "甲 & 乙", "ABC_", "<em>", "好", "a"]),
        Kind::Phone | Kind::IdNumber | Kind::Email | Kind::Url if chance.once_in(2) => json!(text(chance)),
        kind => held(chance, kind, target).unwrap_or(Json::Null),
    }
}

fn relative_day(chance: &mut Chance) -> Json {
    match chance.below(3) {
        0 => json!({ "days_ago": chance.pick(&[0, 1, 2, 366, 100_000]) }),
        1 => json!({ "days_ahead": chance.pick(&[0, 1, 30]) }),
        _ => json!({ "start_of": chance.pick(&["week", "month", "quarter", "year"]),
            "shift": chance.pick(&[-1, 0, 1]) }),
    }
}
