//! Lists: of choices, tags and ids.

use serde_json::{Map, Value as Json, json};

use super::Kind;
use crate::{entity::Field, filter::Operator, issue::Refusal, text, value::Value};

/// Most items of a list.
pub(super) const MOST_ITEMS: usize = 1_000;

/// Operators of every list.
pub(super) const OPERATORS: &[Operator] =
    &[Operator::HasAny, Operator::HasAll, Operator::IsEmpty, Operator::IsNotEmpty];

/// Reads a JSON list item by item; blanks fall out, what stands twice stands once.
pub(super) fn read(
    json: &Json,
    kind: Kind,
    item: impl Fn(&Json) -> Result<Value, Refusal>,
) -> Result<Value, Refusal> {
    let written = match json {
        Json::Null => return Ok(Value::Blank),
        Json::String(text) if text::normal(text).is_empty() => return Ok(Value::Blank),
        Json::Array(written) => written,
        _ => return Err(super::wrong_type(kind)),
    };
    within(written.len(), MOST_ITEMS)?;
    collect(written.iter().map(item))
}

/// Items in order, each once; blank for none.
pub(super) fn collect(items: impl Iterator<Item = Result<Value, Refusal>>) -> Result<Value, Refusal> {
    let mut list: Vec<Value> = Vec::new();
    for item in items {
        let item = item?;
        if !item.is_blank() && !list.contains(&item) {
            list.push(item);
        }
    }
    Ok(if list.is_empty() { Value::Blank } else { Value::List(list) })
}

/// Refuses more than `most` items.
pub(super) fn within(items: usize, most: usize) -> Result<(), Refusal> {
    if items <= most {
        return Ok(());
    }
    Err(Refusal::new("too_many_items", format!("最多 {most} 项"), format!("at most {most} items")))
}

/// The parts of a text that people write as a list.
pub(super) fn split(text: &str) -> impl Iterator<Item = String> {
    let marks = ['、', ',', '\u{ff0c}', ';', '\u{ff1b}', '|', '\u{ff5c}', '\n', '\r'];
    text.split(marks).map(text::normal).filter(|part| !part.is_empty())
}

/// Schema of a list of `items`, between the author's `minItems` and `maxItems`.
pub(super) fn schema(field: &Field, items: &Map<String, Json>) -> Map<String, Json> {
    let number = |name: &str| field.schema.get(name).and_then(Json::as_u64);
    let least = number("minItems").unwrap_or(1).max(1);
    let most = number("maxItems").unwrap_or(u64::MAX).min(MOST_ITEMS as u64);
    super::schema(json!({
        "type": "array", "items": items, "uniqueItems": true, "minItems": least, "maxItems": most,
    }))
}
