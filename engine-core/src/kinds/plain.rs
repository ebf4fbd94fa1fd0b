//! How a value is written and shown when its kind asks for nothing more: the variant alone decides.

use serde_json::{Map, Value as Json, json};

use super::Reader;
use crate::{
    issue::Language,
    value::{Address, FileReference, GeoPoint, Row, Value},
};

/// The JSON form; decimals keep the scale they were read with.
pub(super) fn write(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Text(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Decimal(number) => json!(number.to_string()),
        Value::Money(money) => json!({ "amount": money.amount.to_string(), "currency": money.code() }),
        Value::Boolean(yes) => json!(yes),
        Value::Date(date) => json!(date.to_string()),
        Value::Time(time) => json!(time.to_string()),
        Value::Moment(moment) => json!(moment.to_string()),
        Value::Id(id) => json!(id.to_string()),
        _ if value.is_blank() => Json::Null,
        Value::DateRange(range) => json!({ "start": range.start.to_string(), "end": range.end.to_string() }),
        Value::GeoPoint(point) => write_point(point),
        Value::Json(json) => json.as_ref().clone(),
        Value::Address(address) => write_address(address),
        Value::Files(files) => files.iter().map(write_file).collect(),
        Value::List(items) => items.iter().map(write).collect(),
        Value::Rows(rows) => rows.iter().map(write_row).collect(),
    }
}

fn write_address(address: &Address) -> Json {
    let mut map = Map::new();
    for (name, part) in address.parts() {
        if !part.is_empty() {
            map.insert(name.into(), part.into());
        }
    }
    if map.is_empty() { Json::Null } else { Json::Object(map) }
}

fn write_point(point: &GeoPoint) -> Json {
    let mut map = Map::new();
    map.insert("lat".into(), point.lat.to_string().into());
    map.insert("lng".into(), point.lng.to_string().into());
    if let Some(metres) = point.accuracy {
        map.insert("accuracy".into(), metres.into());
    }
    if !point.name.is_empty() {
        map.insert("name".into(), point.name.as_str().into());
    }
    Json::Object(map)
}

/// A file known by its id alone is written so.
fn write_file(file: &FileReference) -> Json {
    if file.name.is_empty() {
        return json!({ "id": file.id.to_string() });
    }
    json!({ "id": file.id.to_string(), "name": file.name, "size": file.size, "type": file.media_type })
}

fn write_row(row: &Row) -> Json {
    let mut map = Map::new();
    if let Some(id) = row.id {
        map.insert("id".into(), json!(id.to_string()));
    }
    for (key, value) in &row.values {
        if !value.is_blank() {
            map.insert(key.to_string(), write(value));
        }
    }
    Json::Object(map)
}

/// What a person reads.
pub(super) fn show(value: &Value, reader: &Reader) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money(money) => format!("{} {}", money.code(), money.amount),
        Value::Boolean(yes) => yes_or_no(*yes, reader.language).to_owned(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Moment(moment) => {
            reader.zone.to_datetime(moment.timestamp()).strftime("%Y-%m-%d %H:%M").to_string()
        }
        Value::Id(id) => id.to_string(),
        Value::DateRange(range) => format!("{}/{}", range.start, range.end),
        Value::GeoPoint(point) => format!("{},{}", point.lat, point.lng),
        Value::Json(json) => json.to_string(),
        Value::Address(address) => address.parts().map(|(_, part)| part).concat(),
        Value::Files(files) => join(files.iter().map(|file| file.name.clone()), reader),
        Value::List(items) => join(items.iter().map(|item| show(item, reader)), reader),
        Value::Rows(rows) => match reader.language {
            Language::Chinese => format!("{} 行", rows.len()),
            Language::English => format!("{} rows", rows.len()),
        },
    }
}

/// 是 or 否.
fn yes_or_no(yes: bool, language: Language) -> &'static str {
    match (language, yes) {
        (Language::Chinese, true) => "是",
        (Language::Chinese, false) => "否",
        (Language::English, true) => "Yes",
        (Language::English, false) => "No",
    }
}

/// Several shown values as one line.
pub(super) fn join(items: impl Iterator<Item = String>, reader: &Reader) -> String {
    let mark = match reader.language {
        Language::Chinese => "、",
        Language::English => ", ",
    };
    items.collect::<Vec<_>>().join(mark)
}
