//! The columns of an answer, alike for both databases.

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// A value beside the SQL.
pub(super) enum Argument {
    Text(String),
    Number(i64),
    Id(Uuid),
    /// Microseconds since 1970.
    Moment(i64),
    Decimal(Decimal),
}

/// What is selected of a customer; its tags follow.
pub(super) const SELECTED: &str = "id, version, created_at, created_by, updated_at, updated_by, owner_id, department_id, \
     f_name, f_short_code, f_phone, f_email, f_level, f_industry, f_region, f_annual_revenue, f_remark, \
     f_last_followed_at";

/// How a column is read.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Id,
    Moment,
    Decimal,
}

/// The columns of [`SELECTED`] by the names of an answer.
pub(super) const COLUMNS: [(&str, Kind); 18] = [
    ("id", Kind::Id),
    ("version", Kind::Number),
    ("created_at", Kind::Moment),
    ("created_by", Kind::Id),
    ("updated_at", Kind::Moment),
    ("updated_by", Kind::Id),
    ("owner_id", Kind::Id),
    ("department_id", Kind::Id),
    ("name", Kind::Text),
    ("short_code", Kind::Text),
    ("phone", Kind::Text),
    ("email", Kind::Text),
    ("level", Kind::Text),
    ("industry", Kind::Text),
    ("region", Kind::Text),
    ("annual_revenue", Kind::Decimal),
    ("remark", Kind::Text),
    ("last_followed_at", Kind::Moment),
];

/// A record from its columns and its tags.
pub(super) fn record(value: impl Fn(usize, Kind) -> Json, tags: Option<String>) -> Json {
    let mut map = Map::new();
    for (at, (key, kind)) in COLUMNS.iter().enumerate() {
        let value = value(at, *kind);
        if !value.is_null() {
            map.insert((*key).to_owned(), value);
        }
    }
    if let Some(tags) = tags {
        map.insert("tags".to_owned(), json!(tags.split(',').collect::<Vec<_>>()));
    }
    Json::Object(map)
}

/// A moment as text.
pub(super) fn moment(at: chrono::DateTime<chrono::Utc>) -> Json {
    Json::String(at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
}
