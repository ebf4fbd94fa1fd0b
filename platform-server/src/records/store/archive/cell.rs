//! One column's value as JSON and back, by the type of the column.
//!
//! Units:  decimals as text with all their places, days as `2026-01-31`, moments as RFC 3339 in UTC, ids as text.

use engine_core::{
    kinds::ColumnType,
    moment::{Date, Moment},
    value::Value,
};
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// The JSON of a column's value; `null` for NULL.
pub(super) fn to_json(column_type: ColumnType, value: &Value) -> Json {
    match value {
        Value::Text(text) if column_type == ColumnType::Json => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::from(text.as_str()))
        }
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Decimal(decimal) => Json::from(decimal.to_string()),
        Value::Boolean(truth) => Json::from(*truth),
        Value::Date(day) => Json::from(day.to_string()),
        Value::Moment(at) => Json::from(at.to_string()),
        Value::Id(id) => Json::from(id.to_string()),
        _ => Json::Null,
    }
}

/// The value that a column of a type shall hold; nothing when it cannot hold that.
pub(super) fn from_json(column_type: ColumnType, json: &Json) -> Option<Value> {
    let text = || json.as_str();
    Some(match column_type {
        _ if json.is_null() => Value::Blank,
        ColumnType::Text => Value::Text(text()?.to_owned()),
        ColumnType::Json => Value::Text(json.to_string()),
        ColumnType::Integer => Value::Integer(json.as_i64()?),
        ColumnType::Decimal => Value::Decimal(Decimal::from_str_exact(text()?).ok()?),
        ColumnType::Boolean => Value::Boolean(json.as_bool()?),
        ColumnType::Date => Value::Date(text()?.parse::<Date>().ok()?),
        ColumnType::Moment => Value::Moment(Moment::parse(text()?)?),
        ColumnType::Id => Value::Id(text()?.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let cases = [
            (ColumnType::Text, Value::Text("a\n\"甲\u{0}".into())),
            (ColumnType::Integer, Value::Integer(i64::MIN)),
            (ColumnType::Decimal, Value::Decimal(Decimal::new(-100, 2))),
            (ColumnType::Boolean, Value::Boolean(false)),
            (ColumnType::Date, Value::Date(Date::constant(-1, 2, 28))),
            (ColumnType::Moment, Value::Moment(Moment(1_700_000_000_000_001))),
            (ColumnType::Id, Value::Id(uuid::Uuid::from_u128(7))),
            (ColumnType::Json, Value::Text(r#"[{"b":1,"a":"x"}]"#.into())),
            (ColumnType::Text, Value::Blank),
        ];
        for (column_type, value) in cases {
            let json = to_json(column_type, &value);
            assert_eq!(from_json(column_type, &json), Some(value), "{json}");
        }
        assert_eq!(from_json(ColumnType::Integer, &Json::from("1")), None);
        assert_eq!(from_json(ColumnType::Date, &Json::from("2026-02-30")), None);
    }
}
