//! Checks of field definitions that several kinds share.
//!
//! Errors: every wrong key is an issue of its own, with a pointer below the property.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{ColumnType, Kind, Storage};
use crate::{
    entity::{Field, OnDelete, Reset},
    issue::Issue,
};

/// Most decimals of a number.
const LARGEST_SCALE: u32 = 6;

/// The author's `type`, if any, must be the kind's.
pub(super) fn json_type(field: &Field, expected: &str, pointer: &str, issues: &mut Vec<Issue>) {
    let written = field.schema.get("type").and_then(|t| t.as_str());
    if written.is_some_and(|t| t != expected) {
        issues.push(Issue::new(
            "wrong_json_type",
            format!("{pointer}/type"),
            format!("这种字段类型的 type 是 {expected}"),
            format!("the type of this kind is {expected}"),
        ));
    }
}

/// The author's `format`, if any, must be the kind's.
pub(super) fn format(field: &Field, expected: &str, pointer: &str, issues: &mut Vec<Issue>) {
    let written = field.schema.get("format").and_then(|t| t.as_str());
    if written.is_some_and(|t| t != expected) {
        issues.push(Issue::new(
            "wrong_format",
            format!("{pointer}/format"),
            format!("这种字段类型的 format 是 {expected}"),
            format!("the format of this kind is {expected}"),
        ));
    }
}

/// `minLength` ≤ `maxLength` ≤ the kind's longest.
pub(super) fn length(field: &Field, longest: u32, pointer: &str, issues: &mut Vec<Issue>) {
    let number = |name: &str| field.schema.get(name).and_then(Json::as_u64);
    let most = number("maxLength").unwrap_or(u64::from(longest));
    if most > u64::from(longest) || number("minLength").is_some_and(|least| least > most) {
        issues.push(Issue::new(
            "bad_length",
            format!("{pointer}/maxLength"),
            format!("长度应从小到大，最多 {longest} 个字符"),
            format!("give minLength ≤ maxLength ≤ {longest}"),
        ));
    }
}

/// Longest key of a choice, in characters.
const LONGEST_KEY: usize = 100;
/// A key of `x-field` that the kind cannot do without.
pub(super) fn missing(name: &str, pointer: &str) -> Issue {
    Issue::new(
        "missing_key",
        format!("{pointer}/x-field/{name}"),
        format!("这种字段类型需要 {name}"),
        format!("this kind needs `{name}`"),
    )
}

/// `target` must be there.
pub(super) fn target(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    if field.target.is_none() {
        issues.push(missing("target", pointer));
    }
}

/// Refuses keys of `x-field` that mean nothing for the kind.
pub(super) fn annotations(field: &Field, meant: &[&str], pointer: &str, issues: &mut Vec<Issue>) {
    let enumerated = field.schema.contains_key("enum");
    let written = [
        ("min", field.min.is_some()),
        ("max", field.max.is_some()),
        ("options", !field.options.is_empty() && !enumerated),
        ("option_set", field.option_set.is_some()),
        ("target", field.target.is_some()),
        ("on_delete", field.on_delete != OnDelete::default()),
        ("formula", field.formula.is_some()),
        ("via", field.via.is_some()),
        ("measure", field.measure.is_some()),
        ("filter", field.filter.is_some()),
        ("pattern", field.pattern.is_some()),
        ("reset", field.reset != Reset::default()),
        ("gap_free", field.gap_free),
        ("max_size", field.max_size.is_some()),
        ("most", field.most.is_some()),
        ("types", !field.types.is_empty()),
        ("disclose", field.disclose),
        ("unique", field.unique && !can_be_unique(field)),
        ("leaf_only", !field.leaf_only),
        ("currency", field.currency != *b"CNY"),
        ("default", field.default.is_some() && field.kind.rules().computed()),
    ];
    for (name, _) in written.iter().filter(|(name, written)| *written && !meant.contains(name)) {
        issues.push(misplaced(name, format!("{pointer}/x-field/{name}")));
    }
}

/// Whether one short column says that two values are the same.
fn can_be_unique(field: &Field) -> bool {
    let columns = match field.kind.rules().storage() {
        Storage::Columns(columns) => columns,
        _ => return false,
    };
    let short =
        !matches!(columns[0].1, ColumnType::Json | ColumnType::Boolean) && field.kind != Kind::LongText;
    columns.len() == 1 && short
}

/// Refuses standard keywords that mean nothing for the kind; `type` and `const` mean something for all.
pub(super) fn keywords(field: &Field, meant: &[&str], pointer: &str, issues: &mut Vec<Issue>) {
    let wrong =
        |name: &&String| !meant.contains(&name.as_str()) && !matches!(name.as_str(), "type" | "const");
    for name in field.schema.keys().filter(wrong) {
        issues.push(misplaced(name, format!("{pointer}/{name}")));
    }
}

pub(super) fn misplaced(name: &str, place: String) -> Issue {
    Issue::new(
        "misplaced_key",
        place,
        format!("这种字段类型不能使用 {name}，请删去"),
        format!("`{name}` means nothing for this kind; remove it"),
    )
}

/// At most six decimals.
pub(super) fn scale(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    if field.scale > LARGEST_SCALE {
        issues.push(Issue::new(
            "bad_scale",
            format!("{pointer}/x-field/scale"),
            format!("小数位数为 0 到 {LARGEST_SCALE}"),
            format!("a scale is 0 to {LARGEST_SCALE}"),
        ));
    }
}

/// `min` ≤ `max`, and `minimum` ≤ `maximum`.
pub(super) fn bounds(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    let mut wrong = |place: String| {
        issues.push(Issue::new(
            "bad_bounds",
            place,
            "最小值不能大于最大值",
            "the smallest must not exceed the largest",
        ));
    };
    if matches!((field.min, field.max), (Some(min), Some(max)) if min > max) {
        wrong(format!("{pointer}/x-field/max"));
    }
    let number = |name: &str| field.schema.get(name).and_then(|n| n.to_string().parse::<Decimal>().ok());
    if matches!((number("minimum"), number("maximum")), (Some(min), Some(max)) if min > max) {
        wrong(format!("{pointer}/maximum"));
    }
}

/// What decimal, percent and money have in common: bounds and scale, no keywords on their text.
pub(super) fn exact_number(field: &Field, json_type: &str, pointer: &str, issues: &mut Vec<Issue>) {
    self::json_type(field, json_type, pointer, issues);
    let meant: &[&str] =
        if field.kind == Kind::Money { &["min", "max", "currency"] } else { &["min", "max"] };
    annotations(field, meant, pointer, issues);
    keywords(field, if json_type == "string" { &["enum"] } else { &[] }, pointer, issues);
    scale(field, pointer, issues);
    bounds(field, pointer, issues);
    if field.scale <= LARGEST_SCALE {
        values(field, pointer, issues);
    }
}

/// What kinds of address have in common: text of one standard format.
pub(super) fn address(field: &Field, longest: u32, form: &str, pointer: &str, issues: &mut Vec<Issue>) {
    text(field, longest, &["pattern", "format"], pointer, issues);
    format(field, form, pointer, issues);
}

/// What kinds of text have in common.
pub(super) fn text(field: &Field, longest: u32, more: &[&str], pointer: &str, issues: &mut Vec<Issue>) {
    json_type(field, "string", pointer, issues);
    annotations(field, &[], pointer, issues);
    let mut meant = vec!["minLength", "maxLength", "enum"];
    meant.extend_from_slice(more);
    keywords(field, &meant, pointer, issues);
    length(field, longest, pointer, issues);
    super::pattern::check(field, pointer, issues);
    values(field, pointer, issues);
}

/// What lists have in common.
pub(super) fn list(field: &Field, meant: &[&str], pointer: &str, issues: &mut Vec<Issue>) {
    json_type(field, "array", pointer, issues);
    annotations(field, meant, pointer, issues);
    keywords(field, &["minItems", "maxItems"], pointer, issues);
    let number = |name: &str| field.schema.get(name).and_then(Json::as_u64);
    if matches!((number("minItems"), number("maxItems")), (Some(least), Some(most)) if least > most) {
        issues.push(Issue::new(
            "bad_length",
            format!("{pointer}/maxItems"),
            "最少项数不能大于最多项数",
            "give minItems ≤ maxItems",
        ));
    }
    if field.option_set.is_none() {
        values(field, pointer, issues);
    }
}

/// Choices: there must be some, each key once, and an `enum` names only them.
pub(super) fn options(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    if field.options.is_empty() && field.option_set.is_none() {
        issues.push(missing("options", pointer));
    }
    for (position, option) in field.options.iter().enumerate() {
        if option.parent.is_some() && field.kind != Kind::Cascader {
            issues.push(misplaced("parent", format!("{pointer}/x-field/options/{position}/parent")));
        }
        let repeated = field.options[..position].iter().any(|earlier| earlier.key == option.key);
        let blank = crate::text::normal(&option.key) != option.key || option.key.is_empty();
        if repeated || blank || option.key.chars().count() > LONGEST_KEY {
            issues.push(Issue::new(
                "bad_option",
                format!("{pointer}/x-field/options/{position}/key"),
                "选项编码为 1 到 100 个字符，不能重复或带首尾空格",
                "the key of a choice has 1 to 100 characters, is not repeated and has no spaces around it",
            ));
        }
    }
}

/// `default`, `const` and the members of `enum` must be values of the kind.
pub(super) fn values(field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
    // Choices of an option set are known only when the entity is resolved.
    if field.option_set.is_some() && field.options.is_empty() {
        return;
    }
    let rules = field.kind.rules();
    if let Some(default) = &field.default
        && let Err(refusals) = super::keywords::read(field, default)
    {
        issues.extend(refusals.into_iter().map(|refusal| refusal.at(format!("{pointer}/x-field/default"))));
    }
    let mut read =
        |json: &Json, place: String| match rules.read(field, json).map(|value| rules.write(field, &value)) {
            Err(refusal) => issues.push(refusal.at(place)),
            Ok(normal) if normal != *json => issues.push(Issue::new(
                "not_normal",
                place,
                format!("请写成 {normal}，否则没有值能与它相等"),
                format!("write it as {normal}; nothing ever equals it as it stands"),
            )),
            Ok(_) => {}
        };
    if let Some(constant) = field.schema.get("const") {
        read(constant, format!("{pointer}/const"));
    }
    for (position, member) in
        field.schema.get("enum").and_then(Json::as_array).into_iter().flatten().enumerate()
    {
        read(member, format!("{pointer}/enum/{position}"));
    }
}
