//! Where a page of a list ended, as text that nobody needs to read.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use engine_core::{
    moment::{Moment, TimeOfDay, days, from_days},
    value::{Money, Value},
};
use serde_json::{Value as Json, json};

/// A cursor as text that nobody needs to read.
pub(super) fn encode_cursor(values: &[Value], n: i64) -> String {
    let values: Vec<Json> = values.iter().map(tagged).collect();
    URL_SAFE_NO_PAD.encode(json!([values, n]).to_string())
}

fn tagged(value: &Value) -> Json {
    match value {
        Value::Text(t) => json!({ "t": t }),
        Value::Integer(n) => json!({ "i": n }),
        Value::Decimal(d) => json!({ "d": d.to_string() }),
        Value::Money(Money { amount, .. }) => json!({ "d": amount.to_string() }),
        Value::Boolean(b) => json!({ "b": b }),
        Value::Date(d) => json!({ "D": days(*d) }),
        Value::Time(t) => json!({ "T": t.0 }),
        Value::Moment(m) => json!({ "m": m.0 }),
        Value::Id(id) => json!({ "u": id }),
        _ => Json::Null,
    }
}

pub(super) fn decode_cursor(text: &str) -> Option<(Vec<Value>, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (values, n): (Vec<Option<BTreeMap<String, Json>>>, i64) = serde_json::from_slice(&bytes).ok()?;
    let values: Option<Vec<Value>> =
        values.into_iter().map(|v| v.map_or(Some(Value::Blank), |m| untagged(&m))).collect();
    Some((values?, n))
}

fn untagged(tagged: &BTreeMap<String, Json>) -> Option<Value> {
    let (tag, json) = tagged.iter().next()?;
    Some(match tag.as_str() {
        "t" => Value::Text(json.as_str()?.to_owned()),
        "i" => Value::Integer(json.as_i64()?),
        "d" => Value::Decimal(json.as_str()?.parse().ok()?),
        "b" => Value::Boolean(json.as_bool()?),
        "D" => Value::Date(from_days(i32::try_from(json.as_i64()?).ok()?)?),
        "T" => Value::Time(TimeOfDay(u16::try_from(json.as_u64()?).ok()?)),
        "m" => Value::Moment(Moment(json.as_i64()?)),
        "u" => Value::Id(json.as_str()?.parse().ok()?),
        _ => return None,
    })
}
