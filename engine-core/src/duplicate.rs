//! When two records are the same thing.
//!
//! Shape:  one key per rule of the entity's `duplicate`, absent when a field of the rule is blank; equal keys, same thing.
//!         The write path stores them, imports and the duplicate check look them up.
//! Source: docs/spec/definitions.md "entity"; `text::company_key` for names.

use crate::{entity::Entity, key::FieldKey, kinds::Kind, text, value::Value};

/// The keys of a record, in the order of the rules.
pub fn keys<'a>(entity: &Entity, get: impl Fn(&FieldKey) -> &'a Value) -> Vec<Option<String>> {
    let rules = entity.duplicate.iter().flat_map(|rule| &rule.matches);
    let kind = |field: &FieldKey| entity.field(field.as_str()).map_or(Kind::Text, |field| field.kind);
    rules.map(|fields| key(fields.iter().map(|field| (kind(field), get(field))))).collect()
}

/// The key of some values together; absent when there are none or one is blank.
pub fn key<'a>(values: impl Iterator<Item = (Kind, &'a Value)>) -> Option<String> {
    let mut whole = String::new();
    for (kind, value) in values {
        if !whole.is_empty() {
            whole.push('\u{1f}');
        }
        whole.push_str(&part(kind, value)?);
    }
    (!whole.is_empty()).then_some(whole)
}

fn part(kind: Kind, value: &Value) -> Option<String> {
    match value {
        _ if value.is_blank() => None,
        Value::Text(text) if kind == Kind::Text => Some(text::company_key(text)),
        Value::Text(text) => Some(text::fold(text)),
        Value::Boolean(yes) => Some(yes.to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::Time(time) => Some(time.to_string()),
        Value::Moment(moment) => Some(moment.to_string()),
        Value::Id(id) => Some(id.to_string()),
        Value::DateRange(range) => Some(format!("{}/{}", range.start, range.end)),
        Value::GeoPoint(point) => Some(format!("{},{}", point.lat, point.lng)),
        Value::Json(json) => Some(json.to_string()),
        Value::Address(address) => Some(text::company_key(&address.parts().map(|(_, part)| part).concat())),
        _ => value.number().map(|number| number.normalize().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_the_same_have_one_key() {
        let text = |text: &str| Value::Text(text.into());
        let one = |kind, value: &Value| key([(kind, value)].into_iter());
        assert_eq!(one(Kind::Text, &text("明远有限公司")), one(Kind::Text, &text("明远")));
        assert_ne!(one(Kind::Email, &text("a.b@c.cn")), one(Kind::Email, &text("ab@c.cn")));
        let number = |scale| Value::Decimal(rust_decimal::Decimal::new(10_i64.pow(scale), scale));
        assert_eq!(one(Kind::Decimal, &number(2)), one(Kind::Integer, &Value::Integer(1)));
        let pair = |a: &Value, b: &Value| key([(Kind::Text, a), (Kind::Text, b)].into_iter());
        assert_eq!(pair(&text("a"), &Value::Blank), None);
        assert_eq!(key(std::iter::empty()), None);
        assert_ne!(pair(&text("a"), &text("bc")), pair(&text("ab"), &text("c")));
    }
}
