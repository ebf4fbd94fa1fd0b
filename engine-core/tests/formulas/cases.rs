//! Reading the cases: see docs/spec/formulas.md §8 for the encoding.

use std::collections::BTreeMap;
use std::path::Path;

use engine_core::formula::{Context, FieldPath, Item, Type, Value};
use engine_core::moment::Moment;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value as Json;

/// A file of the repository.
#[expect(clippy::disallowed_methods, reason = "a test reads its cases")]
pub(crate) fn page(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The cases of a file, one a line.
pub(crate) fn read(name: &str) -> Vec<Json> {
    let text = page(&format!("tests/cases/formulas/{name}"));
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

fn date(json: &Json) -> Date {
    json.as_str().and_then(|text| text.parse().ok()).expect("a date")
}

/// Unless the case says otherwise it is Tuesday 2026-02-10, 16:30:15, at +08:00.
pub(crate) fn context(json: &Json) -> Context {
    let offset = json["offset"].as_str().unwrap_or("+08:00");
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let part = |range: std::ops::Range<usize>| offset[range].parse::<i32>().expect("an offset");
    let seconds = sign * (part(1..3) * 3600 + part(4..6) * 60);
    let zone = TimeZone::fixed(Offset::from_seconds(seconds).expect("an offset"));
    let now = Moment::parse(json["now"].as_str().unwrap_or("2026-02-10T08:30:15Z")).expect("a moment");
    let mut context = Context::at(now, zone);
    if !json["today"].is_null() {
        context.today = date(&json["today"]);
    }
    context.holidays = json["holidays"].as_array().into_iter().flatten().map(date).collect();
    context.workdays = json["workdays"].as_array().into_iter().flatten().map(date).collect();
    context
}

/// The fields of a case by path.
pub(crate) fn fields(json: &Json) -> BTreeMap<String, Value> {
    let fields = json.as_object().into_iter().flatten();
    fields.map(|(path, value)| (path.clone(), Value::from_json(value).expect("a value"))).collect()
}

/// `number`, or `list number`.
pub(crate) fn type_named(name: &str) -> Type {
    let (list, item) = name.strip_prefix("list ").map_or((false, name), |item| (true, item));
    let item: Item = serde_json::from_value(Json::from(item)).expect("an item");
    Type { item, list }
}

/// The types of a case by path.
pub(crate) fn types(json: &Json) -> impl Fn(&FieldPath) -> Option<Type> {
    let known: BTreeMap<String, Type> = json
        .as_object()
        .into_iter()
        .flatten()
        .map(|(path, name)| (path.clone(), type_named(name.as_str().expect("a type"))))
        .collect();
    move |path: &FieldPath| known.get(path.as_str()).copied()
}
