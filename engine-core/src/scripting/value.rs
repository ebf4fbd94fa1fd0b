//! What passes between a script and its caller.
//!
//! Shape:  `Value → ScriptValue → Dynamic` on the way in, `Dynamic → ScriptValue → JSON` on the way out; the JSON is
//!         what a client would send, so that the write path validates a script as it validates anybody.
//! Errors: a function, a record or a list nested too deep cannot leave a script.
//! Source: docs/spec/scripts.md "Values".

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{Array, Dynamic, Map};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::limits;
use super::record::{RecordFields, RecordView, Rows, RowsView};
use crate::moment::{Date, Moment};
use crate::value::Value;

/// A value as a script sees it. Choices, ids and times of day are texts.
#[derive(Clone, Debug, Default)]
pub enum ScriptValue {
    /// Nothing; `()` in a script.
    #[default]
    Blank,
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// An exact number.
    Decimal(Decimal),
    /// Text.
    Text(String),
    /// A day.
    Date(Date),
    /// A point in time.
    Moment(Moment),
    /// Several values.
    List(Vec<ScriptValue>),
    /// Named parts: an amount with its currency, an address, a file.
    Object(BTreeMap<String, ScriptValue>),
    /// A record read field by field, such as the target of a reference.
    Record(Arc<dyn RecordFields>),
    /// Rows read one by one, such as a sub-table.
    Rows(Arc<dyn Rows>),
}

impl PartialEq for ScriptValue {
    fn eq(&self, other: &ScriptValue) -> bool {
        use ScriptValue::{Blank, Boolean, Date, Decimal, Integer, List, Moment, Object, Record, Rows, Text};
        match (self, other) {
            (Blank, Blank) => true,
            (Boolean(a), Boolean(b)) => a == b,
            (Integer(a), Integer(b)) => a == b,
            (Decimal(a), Decimal(b)) => a == b,
            (Text(a), Text(b)) => a == b,
            (Date(a), Date(b)) => a == b,
            (Moment(a), Moment(b)) => a == b,
            (List(a), List(b)) => a == b,
            (Object(a), Object(b)) => a == b,
            (Record(a), Record(b)) => Arc::ptr_eq(a, b),
            (Rows(a), Rows(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// Why a value cannot leave a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAValue {
    /// A function, a range, a record or rows.
    Kind,
    /// Lists and maps nested too deep.
    Depth,
}

impl ScriptValue {
    /// The value inside the script engine.
    pub(super) fn into_dynamic(self) -> Dynamic {
        match self {
            ScriptValue::Blank => Dynamic::UNIT,
            ScriptValue::Boolean(yes) => yes.into(),
            ScriptValue::Integer(number) => number.into(),
            ScriptValue::Decimal(number) => number.into(),
            ScriptValue::Text(text) => text.into(),
            ScriptValue::Date(date) => Dynamic::from(date),
            ScriptValue::Moment(moment) => Dynamic::from(moment),
            ScriptValue::List(items) => {
                items.into_iter().map(ScriptValue::into_dynamic).collect::<Array>().into()
            }
            ScriptValue::Object(parts) => {
                parts.into_iter().map(|(key, part)| (key.into(), part.into_dynamic())).collect::<Map>().into()
            }
            ScriptValue::Record(fields) => Dynamic::from(RecordView::read_only(fields)),
            ScriptValue::Rows(rows) => Dynamic::from(RowsView(rows)),
        }
    }

    /// The value of a script, on its way out.
    pub(super) fn from_dynamic(value: &Dynamic, depth: usize) -> Result<ScriptValue, NotAValue> {
        if depth > limits::VALUE_DEPTH {
            return Err(NotAValue::Depth);
        }
        if value.is_unit() {
            return Ok(ScriptValue::Blank);
        }
        if let Ok(yes) = value.as_bool() {
            return Ok(ScriptValue::Boolean(yes));
        }
        if let Ok(number) = value.as_int() {
            return Ok(ScriptValue::Integer(number));
        }
        if let Ok(number) = value.as_decimal() {
            return Ok(ScriptValue::Decimal(number));
        }
        if let Ok(text) = value.as_immutable_string_ref() {
            return Ok(ScriptValue::Text(text.as_str().to_string()));
        }
        if let Ok(letter) = value.as_char() {
            return Ok(ScriptValue::Text(letter.to_string()));
        }
        if let Ok(items) = value.as_array_ref() {
            let items = items.iter().map(|item| ScriptValue::from_dynamic(item, depth + 1));
            return items.collect::<Result<_, _>>().map(ScriptValue::List);
        }
        if let Ok(parts) = value.as_map_ref() {
            let parts = parts
                .iter()
                .map(|(key, part)| Ok((key.to_string(), ScriptValue::from_dynamic(part, depth + 1)?)));
            return parts.collect::<Result<_, _>>().map(ScriptValue::Object);
        }
        if let Some(date) = value.clone().try_cast::<Date>() {
            return Ok(ScriptValue::Date(date));
        }
        value.clone().try_cast::<Moment>().map(ScriptValue::Moment).ok_or(NotAValue::Kind)
    }

    /// The JSON a client would send for this value: decimals and days as strings, blank as `null`.
    pub fn to_json(&self) -> Json {
        match self {
            ScriptValue::Blank | ScriptValue::Record(_) | ScriptValue::Rows(_) => Json::Null,
            ScriptValue::Boolean(yes) => json!(yes),
            ScriptValue::Integer(number) => json!(number),
            ScriptValue::Decimal(number) => json!(number.to_string()),
            ScriptValue::Text(text) => json!(text),
            ScriptValue::Date(date) => json!(date.to_string()),
            ScriptValue::Moment(moment) => json!(moment.to_string()),
            ScriptValue::List(items) => items.iter().map(ScriptValue::to_json).collect(),
            ScriptValue::Object(parts) => {
                Json::Object(parts.iter().map(|(key, part)| (key.clone(), part.to_json())).collect())
            }
        }
    }
}

/// An object of texts and numbers.
fn object<const N: usize>(parts: [(&str, ScriptValue); N]) -> ScriptValue {
    ScriptValue::Object(parts.into_iter().map(|(key, part)| (key.to_string(), part)).collect())
}

impl From<&Value> for ScriptValue {
    fn from(value: &Value) -> ScriptValue {
        let text = |text: &str| ScriptValue::Text(text.to_string());
        match value {
            Value::Blank => ScriptValue::Blank,
            Value::Text(content) => text(content),
            Value::Integer(number) => ScriptValue::Integer(*number),
            Value::Decimal(number) => ScriptValue::Decimal(*number),
            Value::Money(money) => {
                object([("amount", ScriptValue::Decimal(money.amount)), ("currency", text(money.code()))])
            }
            Value::Boolean(yes) => ScriptValue::Boolean(*yes),
            Value::Date(date) => ScriptValue::Date(*date),
            Value::Time(time) => ScriptValue::Text(time.to_string()),
            Value::Moment(moment) => ScriptValue::Moment(*moment),
            Value::Id(id) => ScriptValue::Text(id.to_string()),
            Value::Address(address) => object([
                ("province", text(&address.province)),
                ("city", text(&address.city)),
                ("district", text(&address.district)),
                ("detail", text(&address.detail)),
            ]),
            Value::DateRange(range) => {
                object([("start", ScriptValue::Date(range.start)), ("end", ScriptValue::Date(range.end))])
            }
            Value::GeoPoint(point) => object([
                ("lat", ScriptValue::Decimal(point.lat)),
                ("lng", ScriptValue::Decimal(point.lng)),
                ("accuracy", point.accuracy.map_or(ScriptValue::Blank, ScriptValue::Integer)),
                ("name", text(&point.name)),
            ]),
            Value::Json(json) => ScriptValue::Text(json.to_string()),
            Value::Files(files) => ScriptValue::List(
                files
                    .iter()
                    .map(|file| {
                        object([
                            ("id", ScriptValue::Text(file.id.to_string())),
                            ("name", text(&file.name)),
                            (
                                "size",
                                i64::try_from(file.size).map_or(ScriptValue::Blank, ScriptValue::Integer),
                            ),
                            ("type", text(&file.media_type)),
                        ])
                    })
                    .collect(),
            ),
            Value::List(items) => ScriptValue::List(items.iter().map(ScriptValue::from).collect()),
            Value::Rows(rows) => ScriptValue::List(
                rows.iter()
                    .map(|row| {
                        let id = row.id.map(|id| ("id".to_string(), ScriptValue::Text(id.to_string())));
                        let fields =
                            row.values.iter().map(|(key, value)| (key.as_str().to_string(), value.into()));
                        ScriptValue::Object(id.into_iter().chain(fields).collect())
                    })
                    .collect(),
            ),
        }
    }
}
