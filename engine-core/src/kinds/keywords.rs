//! The standard keywords an author wrote, held without a JSON Schema library: the browser has none.
//!
//! Shape:  `Field × normalised JSON → refusals`, every one of them; `type` and `format` are the kind's own business.
//! Source: JSON Schema 2020-12 Validation §6; docs/spec/definitions.md lists the closed set.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::{entity::Field, issue::Refusal, value::Value};

/// Reads a JSON value as its kind does and holds the author's keywords against it.
///
/// # Errors
/// The kind's refusal, or every refusal of the keywords.
pub fn read(field: &Field, json: &Json) -> Result<Value, Vec<Refusal>> {
    let rules = field.kind.values();
    let value = rules.read(field, json).map_err(|refusal| vec![refusal])?;
    let mut refusals = refusals(field, &rules.write(field, &value));
    // Only what is written anew: a node that has got children since stays legal where it stands.
    refusals.extend(super::tree::not_a_leaf(field, &value));
    if refusals.is_empty() { Ok(value) } else { Err(refusals) }
}

/// Everything the author's keywords refuse about a value in its JSON form. Blank is never refused here.
pub fn refusals(field: &Field, json: &Json) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if json.is_null() {
        return refusals;
    }
    members(field, json, &mut refusals);
    match json {
        Json::String(text) => text_keywords(field, text, &mut refusals),
        Json::Number(number) => number_keywords(field, number, &mut refusals),
        Json::Array(items) => list_keywords(field, items.len(), &mut refusals),
        _ => {}
    }
    refusals
}

fn members(field: &Field, json: &Json, refusals: &mut Vec<Refusal>) {
    if let Some(constant) = field.schema.get("const").filter(|constant| !same(constant, json)) {
        refusals.push(Refusal::new(
            "wrong_constant",
            format!("只能是 {constant}"),
            format!("must be {constant}"),
        ));
    }
    if let Some(members) = field.schema.get("enum").and_then(Json::as_array)
        && !members.iter().any(|member| same(member, json))
    {
        let list = members.iter().take(10).map(Json::to_string).collect::<Vec<_>>().join(", ");
        refusals.push(Refusal::new(
            "not_listed",
            format!("只能是以下之一：{list}"),
            format!("must be one of {list}"),
        ));
    }
}

/// Equality of JSON Schema §4.2.2, where `5` and `5.0` are one number.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(a), Json::Number(b)) => exact(a).is_some_and(|a| exact(b) == Some(a)) || a == b,
        _ => one == other,
    }
}

fn exact(number: &serde_json::Number) -> Option<Decimal> {
    let text = number.to_string();
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

fn text_keywords(field: &Field, text: &str, refusals: &mut Vec<Refusal>) {
    let number = |name: &str| field.schema.get(name).and_then(Json::as_u64);
    let length = text.chars().count() as u64;
    if let Some(least) = number("minLength").filter(|least| length < *least) {
        refusals.push(Refusal::new(
            "too_short",
            format!("至少 {least} 个字符"),
            format!("at least {least} characters"),
        ));
    }
    if let Some(most) = number("maxLength").filter(|most| length > *most) {
        refusals.push(Refusal::new(
            "too_long",
            format!("最多 {most} 个字符"),
            format!("at most {most} characters"),
        ));
    }
    // A pattern that does not compile is an issue of the definition, which is then not published.
    let pattern = field.schema.get("pattern").and_then(Json::as_str).and_then(super::pattern::compiled);
    if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        refusals.push(Refusal::new(
            "pattern",
            "格式不符合要求",
            "the text does not have the form that is asked for",
        ));
    }
}

fn number_keywords(field: &Field, number: &serde_json::Number, refusals: &mut Vec<Refusal>) {
    let Some(value) = exact(number) else { return };
    let keyword = |name: &str| match field.schema.get(name) {
        Some(Json::Number(bound)) => exact(bound),
        _ => None,
    };
    let mut refuse =
        |code, chinese: String, english: String| refusals.push(Refusal::new(code, chinese, english));
    if let Some(least) = keyword("minimum").filter(|least| value < *least) {
        refuse("too_small", format!("不能小于 {least}"), format!("at least {least}"));
    }
    if let Some(most) = keyword("maximum").filter(|most| value > *most) {
        refuse("too_large", format!("不能大于 {most}"), format!("at most {most}"));
    }
    if let Some(least) = keyword("exclusiveMinimum").filter(|least| value <= *least) {
        refuse("too_small", format!("必须大于 {least}"), format!("more than {least}"));
    }
    if let Some(most) = keyword("exclusiveMaximum").filter(|most| value >= *most) {
        refuse("too_large", format!("必须小于 {most}"), format!("less than {most}"));
    }
    let step = keyword("multipleOf").filter(|step| !step.is_zero());
    if let Some(step) = step.filter(|step| value.checked_rem(*step).is_none_or(|rest| !rest.is_zero())) {
        refuse("not_a_multiple", format!("必须是 {step} 的倍数"), format!("a multiple of {step}"));
    }
}

fn list_keywords(field: &Field, items: usize, refusals: &mut Vec<Refusal>) {
    let number = |name: &str| field.schema.get(name).and_then(Json::as_u64);
    let items = items as u64;
    if let Some(least) = number("minItems").filter(|least| items < *least) {
        refusals.push(Refusal::new(
            "too_few_items",
            format!("至少 {least} 项"),
            format!("at least {least} items"),
        ));
    }
    if let Some(most) = number("maxItems").filter(|most| items > *most) {
        refusals.push(Refusal::new(
            "too_many_items",
            format!("最多 {most} 项"),
            format!("at most {most} items"),
        ));
    }
}
