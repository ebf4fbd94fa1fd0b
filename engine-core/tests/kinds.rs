//! Every kind against its file of cases, and against a standard JSON Schema validator.
//!
//! Shape: `tests/cases/kinds/<kind>.json` is a list of `{"field", "read" | "parse" | "issues", "value" | "refused",
//!        "shown"}`. `field` is a property of an entity and may be left out when the kind alone says it all; `issues`
//!        are `[code, pointer]` of a wrong definition. Cases are read in zone +08:00 on 2026-11-02.

mod soak;
#[path = "kinds/told.rs"]
mod told;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use engine_core::{
    entity::{Entity, Field, Reset},
    issue::{Issue, Language, Refusal},
    kinds::{self, Kind, ParseContext, Reader, Storage, keywords},
    moment::{Date, TimeZone},
    value::Value,
};
use jiff::tz::offset;
use jsonschema::{PatternOptions, Validator};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn context() -> ParseContext {
    ParseContext { zone: TimeZone::fixed(offset(8)), today: Date::constant(2026, 11, 2) }
}

fn reader() -> Reader {
    Reader { language: Language::Chinese, zone: TimeZone::fixed(offset(8)) }
}

#[expect(clippy::disallowed_methods, reason = "the engine reads no files; its test reads its cases")]
fn cases(kind: Kind) -> Vec<Json> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/cases/kinds/{}.json", kind.key()));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The field of a case, and the issues of its definition with pointers below the property.
fn field(kind: Kind, property: &Json) -> (Field, Vec<Issue>) {
    let mut property = if property.is_null() { json!({ "x-field": {} }) } else { property.clone() };
    property["x-field"]["kind"] = kind.key().into();
    let document = json!({ "type": "object", "x-entity": { "format": 1, "key": "thing" }, "properties": { "field": property } });
    let (entity, issues) = Entity::parse(&document);
    let entity = entity.unwrap_or_else(|| panic!("{document}: {issues:?}"));
    let field = entity.fields.get("field").unwrap_or_else(|| panic!("{document}: {issues:?}"));
    let below = |issue: Issue| Issue { pointer: issue.pointer.replacen("/properties/field", "", 1), ..issue };
    (Field::clone(field), issues.into_iter().map(below).collect())
}

fn validator(field: &Field) -> Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .with_pattern_options(PatternOptions::regex())
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .build(&Json::Object(kinds::compile(field)))
        .unwrap_or_else(|e| panic!("{:?}: {e}", kinds::compile(field)))
}

fn outcome(field: &Field, case: &Json) -> Result<Value, Refusal> {
    match (case.get("read"), case.get("parse")) {
        (Some(json), None) => keywords::read(field, json).map_err(|mut refusals| refusals.remove(0)),
        (None, Some(Json::String(text))) => field.kind.rules().parse(field, text, &context()),
        _ => panic!("a case reads or parses: {case}"),
    }
}

/// What is wrong with a case; empty when it holds.
fn run(kind: Kind, case: &Json) -> Option<String> {
    let (field, issues) = field(kind, &case["field"]);
    let found: Json = issues.iter().map(|issue| json!([issue.code, issue.pointer])).collect();
    let expected = case.get("issues").cloned().unwrap_or_else(|| json!([]));
    if found != expected {
        return Some(format!("{case}: the definition has {found}"));
    }
    if case.get("issues").is_some() {
        return None;
    }
    match (outcome(&field, case), case.get("refused")) {
        (Err(refusal), Some(code)) if refusal.code == code => None,
        (Ok(value), None) => {
            let written = kind.rules().write(&field, &value);
            if written != case["value"] {
                return Some(format!("{case}: read as {written}"));
            }
            let shown = kind.rules().show(&field, &value, &reader());
            case.get("shown")
                .filter(|expected| shown != **expected)
                .map(|_| format!("{case}: shown as {shown}"))
        }
        (other, _) => Some(format!("{case}: {other:?}")),
    }
}

#[test]
fn every_case_holds() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for &kind in Kind::ALL {
        let cases = cases(kind);
        assert!(cases.len() >= 5, "{kind:?} has {} cases", cases.len());
        count += cases.len();
        wrong.extend(
            cases.iter().filter_map(|case| run(kind, case)).map(|wrong| format!("{}: {wrong}", kind.key())),
        );
    }
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 400, "{count} cases");
}

/// Refusals that no JSON Schema can repeat: bounds of numbers that are text, what needs the row's entity, and what
/// only the system writes.
fn beyond_schema(kind: Kind, refusal: &Refusal) -> bool {
    match kind {
        Kind::Decimal | Kind::Percent | Kind::Money => matches!(refusal.code, "too_small" | "too_large"),
        Kind::DateRange => refusal.code == "bad_range",
        Kind::Json => matches!(refusal.code, "too_long" | "too_deep"),
        Kind::RichText => refusal.code == "bad_html",
        Kind::IdNumber => matches!(refusal.code, "bad_id_date" | "wrong_checksum"),
        Kind::SubTable => refusal.code == "rows_need_entity",
        Kind::Formula | Kind::RollUp | Kind::Lookup | Kind::AutoNumber => refusal.code == "computed",
        _ => false,
    }
}

/// What must hold for any JSON at all: what is read is written and read again as the same; its written form passes the
/// schema exactly when it passes the author's keywords; and what is refused is refused by the schema too.
fn agrees(field: &Field, validator: &Validator, json: &Json) -> Result<(), String> {
    let rules = field.kind.rules();
    match rules.read(field, json) {
        Ok(value) if value.is_blank() => Ok(()),
        Ok(value) => {
            let written = rules.write(field, &value);
            let again = rules.read(field, &written);
            if again.as_ref() != Ok(&value) {
                return Err(format!("{json} is written {written} and read {again:?}"));
            }
            let refusals = keywords::refusals(field, &written);
            match validator.validate(&written) {
                Ok(()) if refusals.is_empty() => Ok(()),
                Err(_) if !refusals.is_empty() => Ok(()),
                verdict => Err(format!("{written}: the keywords say {refusals:?}, the schema {verdict:?}")),
            }
        }
        Err(refusal) if validator.is_valid(json) && !beyond_schema(field.kind, &refusal) => {
            Err(format!("{json} is refused ({}) and the schema accepts it", refusal.code))
        }
        Err(_) => Ok(()),
    }
}

/// A field with its validator and one input of its cases.
struct Sample {
    field: Field,
    validator: Validator,
    inputs: Vec<Json>,
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let legal = |kind: &Kind| cases(*kind).into_iter().filter(|case| case.get("issues").is_none());
    let sample = |kind: Kind, case: &Json| {
        let (field, _) = field(kind, &case["field"]);
        let inputs = ["value", "read", "parse"].iter().filter_map(|name| case.get(*name)).cloned().collect();
        Sample { validator: validator(&field), field, inputs }
    };
    Kind::ALL
        .iter()
        .flat_map(|kind| legal(kind).map(|case| sample(*kind, &case)).collect::<Vec<_>>())
        .collect()
});

#[test]
fn schema_and_kind_agree_on_every_case() {
    let mut wrong = Vec::new();
    for sample in SAMPLES.iter() {
        for json in &sample.inputs {
            let error = agrees(&sample.field, &sample.validator, json).err();
            wrong.extend(error.map(|error| format!("{}: {error}", sample.field.kind.key())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Characters that matter to one kind or another.
const PIECES: &[&str] = &[
    "0", "1", "9", "00", "-", "+", ".", ",", ":", "/", "@", "#", "%", " ", "T", "Z", "e", "a", "A", "é",
    "e\u{301}", "年", "月", "万", "亿", "¥", "(", ")", "\n", "\t", "\u{0}", "\u{3000}", "１", "＠",
    "http://", "😀", "省", "{", "\"",
];

/// One change to one text or number somewhere inside a JSON value.
fn change(json: &mut Json, place: usize, at: usize, piece: &str, cut: bool) {
    match json {
        Json::String(text) => {
            let mut characters: Vec<char> = text.chars().collect();
            let at = at % (characters.len() + 1);
            if cut && at < characters.len() {
                characters.remove(at);
            }
            let (head, tail) = characters.split_at(at);
            *text = format!("{}{piece}{}", head.iter().collect::<String>(), tail.iter().collect::<String>());
        }
        Json::Array(items) if !items.is_empty() => {
            let here = place % items.len();
            change(&mut items[here], place / 7, at, piece, cut);
        }
        Json::Object(map) if !map.is_empty() => {
            let here = place % map.len();
            if let Some((_, value)) = map.iter_mut().nth(here) {
                change(value, place / 7, at, piece, cut);
            }
        }
        Json::Number(_) if cut => *json = json!(at as f64 / 8.0),
        Json::Number(_) => *json = json!(at as i64 * 79_000_000_000_003 - 500),
        Json::Bool(yes) => *json = json!([!*yes, piece]),
        _ => *json = json!(piece),
    }
}

type Change = (u8, u8, &'static str, bool);

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (any::<u8>(), any::<u8>(), prop::sample::select(PIECES.to_vec()), any::<bool>());
    prop::collection::vec(change, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: soak::cases(4_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn schema_and_kind_agree_on_changed_cases(
        which in any::<prop::sample::Index>(),
        input in any::<prop::sample::Index>(),
        changes in changes(),
    ) {
        let sample = which.get(&SAMPLES);
        let mut json = input.get(&sample.inputs).clone();
        for (place, at, piece, cut) in changes {
            change(&mut json, place.into(), at.into(), piece, cut);
        }
        prop_assert_eq!(agrees(&sample.field, &sample.validator, &json), Ok(()), "{:?}", sample.field.kind);
    }

    #[test]
    fn what_is_typed_is_read_back(
        which in any::<prop::sample::Index>(),
        input in any::<prop::sample::Index>(),
        changes in changes(),
    ) {
        let sample = which.get(&SAMPLES);
        let mut json = input.get(&sample.inputs).clone();
        for (_, at, piece, cut) in changes {
            change(&mut json, 0, at.into(), piece, cut);
        }
        let (field, rules) = (&sample.field, sample.field.kind.rules());
        if let Json::String(text) = &json
            && let Ok(value) = rules.parse(field, text, &context())
        {
            let written = rules.write(field, &value);
            prop_assert_eq!(rules.read(field, &written), Ok(value), "{:?}: {} as {}", field.kind, text, written);
        }
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(which in any::<prop::sample::Index>(), text in "\\PC{0,40}") {
        let sample = which.get(&SAMPLES);
        let _ = sample.field.kind.rules().parse(&sample.field, &text, &context());
        prop_assert_eq!(agrees(&sample.field, &sample.validator, &Json::String(text)), Ok(()));
    }
}

fn entity(properties: &Json) -> Entity {
    let document =
        json!({ "type": "object", "x-entity": { "format": 1, "key": "line" }, "properties": properties });
    let (entity, issues) = Entity::parse(&document);
    assert_eq!(issues, [], "{document}");
    entity.expect("an entity without issues")
}

#[test]
fn rows_are_read_with_their_entity_and_every_issue_has_its_place() {
    let line = entity(&json!({
        "product": { "maxLength": 3, "x-field": { "kind": "text" } },
        "quantity": { "minimum": 1, "x-field": { "kind": "integer" } },
        "price": { "x-field": { "kind": "decimal" } },
        "total": { "x-field": { "kind": "formula", "formula": "{quantity} * {price}" } },
    }));
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    let (field, _) = field(Kind::SubTable, &json!({ "x-field": { "target": "line" } }));
    let sent = json!([{ "id": id, "quantity": 2, "price": "3.5" }, { "product": " 笔 ", "quantity": null }]);
    let rows = kinds::read_rows(&line, &sent).expect("legal rows");
    let written = json!([{ "id": id, "quantity": 2, "price": "3.50" }, { "product": "笔" }]);
    assert_eq!(field.kind.rules().write(&field, &rows), written);
    assert_eq!(
        kinds::read_rows(&line, &written),
        kinds::read_rows(&line, &sent).map(|_| {
            let Value::Rows(mut rows) = rows.clone() else { panic!("rows are rows") };
            // A blank that was sent says that the value is to go; one that was not says nothing.
            rows[1].values.retain(|(_, value)| !value.is_blank());
            Value::Rows(rows)
        })
    );

    let wrong = json!([{ "product": "abcd", "quantity": 0 }, 5, { "colour": "red", "deleted_at": null, "price": 1.5, "total": "7" }, { "id": id }, { "id": id }]);
    let issues = kinds::read_rows(&line, &wrong).expect_err("wrong rows");
    let found: Vec<(&str, &str)> = issues.iter().map(|issue| (&*issue.code, &*issue.pointer)).collect();
    assert_eq!(
        found,
        [
            ("too_long", "/0/product"),
            ("too_small", "/0/quantity"),
            ("wrong_type", "/1"),
            ("unknown_field", "/2/colour"),
            ("unknown_field", "/2/deleted_at"),
            ("wrong_type", "/2/price"),
            ("computed", "/2/total"),
            ("repeated_row", "/4/id"),
        ]
    );
    assert_eq!(kinds::read_rows(&line, &json!(null)), Ok(Value::Blank));
    assert_eq!(kinds::read_rows(&line, &json!({})).expect_err("an object")[0].code, "wrong_type");
    let many = Json::Array(vec![json!({}); kinds::MOST_ROWS + 1]);
    assert_eq!(kinds::read_rows(&line, &many).expect_err("too many rows")[0].code, "too_many_items");
}

#[test]
fn derived_fields_are_written_shown_and_described_as_their_result() {
    let (money, _) = field(Kind::Money, &Json::Null);
    let (mut roll_up, _) = field(Kind::RollUp, &Json::Null);
    let value = money.kind.rules().read(&money, &json!({ "amount": "1200" })).expect("money");
    roll_up.result = Some(Arc::new(money));
    let mut lookup = roll_up.clone();
    lookup.kind = Kind::Lookup;
    lookup.result = Some(Arc::new(roll_up.clone()));
    for derived in [&roll_up, &lookup] {
        let rules = derived.kind.rules();
        assert!(rules.computed());
        assert_eq!(rules.write(derived, &value), json!({ "amount": "1200.00", "currency": "CNY" }));
        assert_eq!(rules.show(derived, &value, &reader()), "¥1,200.00");
        let schema = kinds::compile(derived);
        assert_eq!((&schema["type"], &schema["readOnly"]), (&json!("object"), &json!(true)));
    }
}

#[test]
fn numbers_are_rendered_and_start_again_with_their_period() {
    let day = Date::constant(2026, 3, 9);
    let number = |pattern: &str, counter| kinds::Pattern::parse(pattern).expect(pattern).render(counter, day);
    assert_eq!(number("C{yyyy}-{0000}", 7), "C2026-0007");
    assert_eq!(number("{yy}{mm}{dd}-{00}号", 7), "260309-07号");
    assert_eq!(number("C{000}", 12_345), "C12345");
    let period = |reset| kinds::period(reset, day);
    assert_eq!(
        [Reset::Never, Reset::Year, Reset::Month, Reset::Day].map(period),
        ["", "2026", "2026-03", "2026-03-09"]
    );
}

#[test]
fn a_filter_may_ask_beyond_the_bounds_of_a_field() {
    for (kind, json) in
        [(Kind::Integer, json!(0)), (Kind::Decimal, json!("0.00")), (Kind::Percent, json!("0"))]
    {
        let (field, _) = field(kind, &json!({ "x-field": { "min": 1 } }));
        assert_eq!(keywords::read(&field, &json).expect_err("below")[0].code, "too_small");
        assert_eq!(kinds::operand(&field, &json).expect("asked").number(), Some(0.into()));
        assert_eq!(kinds::operand(&field, &json!({})).expect_err("no number").code, "wrong_type");
    }
}

/// The cells of the rows of `docs/spec/kinds.md` that start with a name.
#[expect(clippy::disallowed_methods, reason = "the engine reads no files; its test reads its documentation")]
fn documented(name: &str, columns: usize) -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/spec/kinds.md");
    let page = fs::read_to_string(path).expect("the page is there");
    let start = format!("| {name} |");
    let row = page.lines().find(|line| line.starts_with(&start) && line.matches('|').count() == columns + 1);
    let row = row.unwrap_or_else(|| panic!("no row of {columns} cells starts {start}"));
    row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn the_page_says_what_the_code_does() {
    for kind in Kind::ALL {
        let row = documented(&format!("`{}`", kind.key()), 6);
        let rules = kind.rules();
        if matches!(rules.storage(), Storage::Derived | Storage::Joined) {
            assert_eq!((row[4].as_str(), row[5].as_str()), ("of its result", "of its result"), "{kind:?}");
            continue;
        }
        let operators: Vec<&str> = rules.operators().iter().map(|operator| operator.word()).collect();
        assert_eq!(documented(&row[4], 2)[1].trim_matches('`'), operators.join(" "), "{kind:?}");
        assert_eq!(row[5] == "yes", rules.sortable(), "{kind:?}");
        let columns = match rules.storage() {
            Storage::Columns(columns) => columns,
            _ => &[],
        };
        for (suffix, _) in columns {
            assert!(row[2].contains(suffix), "{kind:?} {suffix}");
        }
    }
}

#[test]
fn what_is_shown_can_be_typed() {
    let same =
        |kind: Kind| !kind.holds_files() && !matches!(kind, Kind::SubTable | Kind::LongText | Kind::RichText);
    let mut count = 0;
    for sample in SAMPLES.iter().filter(|sample| same(sample.field.kind)) {
        let (field, rules) = (&sample.field, sample.field.kind.rules());
        for value in
            sample.inputs.iter().filter_map(|json| keywords::read(field, json).ok()).filter(|v| !v.is_blank())
        {
            // A moment is shown to the minute, and a tag may hold the mark that lists are split at.
            let whole = !matches!(value, Value::Moment(moment) if moment.0 % 60_000_000 != 0);
            let shown = rules.show(field, &value, &reader());
            if whole && !shown.contains("a,b") {
                assert_eq!(rules.parse(field, &shown, &context()), Ok(value), "{:?} {shown}", field.kind);
                count += 1;
            }
        }
    }
    assert!(count > 500, "{count}");
}
