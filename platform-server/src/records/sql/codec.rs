//! Values ↔ columns: which columns a field has, what is bound when it is written, what is built when it is read.
//!
//! Units:  SQLite holds decimals as integers scaled by the field's scale, days since 1970, microseconds since 1970.
//! Source: docs/spec/kinds.md "columns"; references lie as the target's number `n`.

use engine_core::{
    entity::Field,
    kinds::{ColumnType, Kind, Storage, plain_text},
    moment::TimeOfDay,
    plan::{Column, shape},
    text,
    value::{Address, DateRange, FileReference, GeoPoint, Money, Value},
};
use serde_json::json;

use super::Bind;
use crate::records::names::{self, Name};

/// One physical column of a field.
#[derive(Clone, Debug, PartialEq)]
pub struct PhysicalColumn {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub column_type: ColumnType,
    /// Decimal places, for decimals.
    pub scale: u32,
}

/// The columns of a field in its entity's table, in order; none for links, sub-tables and lookups.
pub fn columns(field: &Field) -> Vec<PhysicalColumn> {
    let shape = shape(field);
    let place = |suffix: &str, column_type| PhysicalColumn {
        name: names::column(field, suffix),
        column_type,
        scale: if column_type == ColumnType::Decimal { shape.scale } else { 0 },
    };
    match (field.kind.rules().storage(), shape.kind) {
        (Storage::Joined, _) => Vec::new(),
        (Storage::Columns(_) | Storage::Derived, Kind::Reference) if field.key.as_str() != "id" => {
            vec![place("", ColumnType::Integer)]
        }
        (Storage::Columns(_) | Storage::Derived, kind) => match kind.rules().storage() {
            Storage::Columns(parts) => parts.iter().map(|(suffix, t)| place(suffix, *t)).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The column that a path ends at: the part of a composite, else the first.
pub fn column(path: &Column) -> Option<PhysicalColumn> {
    let mut columns = columns(&path.field);
    let wanted = names::column(&path.field, path.part);
    let place = columns.iter().position(|column| column.name == wanted)?;
    Some(columns.swap_remove(place))
}

/// The suffixes of the columns that say together whether a value is blank: all parts of a composite without a first
/// among them, else the main one alone.
pub fn telling_parts(field: &Field) -> Vec<&'static str> {
    match shape(field).kind {
        kind if !kind.has_only_parts() => vec![""],
        kind => match kind.rules().storage() {
            Storage::Columns(parts) => parts.iter().map(|(part, _)| *part).collect(),
            _ => Vec::new(),
        },
    }
}

fn has_companions(field: &Field) -> bool {
    matches!(field.kind.rules().storage(), Storage::Columns(_) | Storage::Derived)
        && !engine_core::key::SYSTEM_FIELDS.contains(&field.key.as_str())
}

/// The parts of a field that keep a folded copy for `contains`: `""` for plain text, the suffixes of an address.
pub fn folded_parts(field: &Field) -> &'static [&'static str] {
    match shape(field).kind {
        _ if !has_companions(field) => &[],
        Kind::Text
        | Kind::LongText
        | Kind::Email
        | Kind::Url
        | Kind::Phone
        | Kind::IdNumber
        | Kind::RichText
        | Kind::AutoNumber => &[""],
        Kind::Address => &["__province", "__city", "__district", "__detail"],
        Kind::GeoPoint => &["__name"],
        _ => &[],
    }
}

/// Whether a field keeps a pinyin copy for sorting.
pub fn sorts_apart(field: &Field) -> bool {
    has_companions(field) && shape(field).kind == Kind::Text
}

/// The columns that a field keeps beside its values, in the order of [`companion_binds`].
pub fn companion_columns(field: &Field) -> Vec<Name> {
    let folded = folded_parts(field).iter().map(|part| names::folded_column(field, part));
    folded.chain(sorts_apart(field).then(|| names::sort_column(field))).collect()
}

/// What is bound for them.
pub fn companion_binds(field: &Field, value: &Value) -> Vec<Bind> {
    let mut binds: Vec<Bind> = match (folded_parts(field).len(), value) {
        (0, _) => Vec::new(),
        (1, Value::Text(html)) if shape(field).kind == Kind::RichText => vec![folded_plain(html)],
        (1, Value::Text(text)) => vec![folded(text)],
        (1, Value::GeoPoint(point)) => {
            vec![filled(&point.name).map_or(Bind::Text(None), |name| folded(&name))]
        }
        (_, Value::Address(address)) => address.parts().iter().map(|(_, part)| folded(part)).collect(),
        (count, _) => vec![Bind::Text(None); count],
    };
    if sorts_apart(field) {
        binds.push(sorted(value));
    }
    binds
}

/// What is bound for a field's columns, companions excluded. References are bound by the caller, who knows `n`.
pub fn binds(field: &Field, value: &Value) -> Vec<Bind> {
    let shape = shape(field);
    match (shape.kind, value) {
        (Kind::Money, Value::Money(m)) => {
            vec![Bind::Decimal(Some(m.amount), shape.scale), Bind::Text(Some(m.code().to_owned()))]
        }
        (Kind::Money, _) => vec![Bind::Decimal(None, shape.scale), Bind::Text(None)],
        (Kind::Address, Value::Address(a)) => {
            [&a.province, &a.city, &a.district, &a.detail].map(|t| Bind::Text(filled(t))).into()
        }
        (Kind::Address, _) => vec![Bind::Text(None); 4],
        (Kind::DateRange, _) => ["__start", "__end"].map(|part| bind_part(field, value, part)).into(),
        (Kind::GeoPoint, _) => {
            ["__lat", "__lng", "__accuracy", "__name"].map(|part| bind_part(field, value, part)).into()
        }
        (kind, Value::Files(files)) if kind.holds_files() && !files.is_empty() => {
            let list: Vec<_> = files
                .iter()
                .map(|f| json!({"id": f.id, "name": f.name, "size": f.size, "type": f.media_type}))
                .collect();
            vec![Bind::Json(Some(serde_json::Value::Array(list).to_string()))]
        }
        (kind, _) if kind.holds_files() => vec![Bind::Json(None)],
        (Kind::Json, Value::Json(json)) => vec![Bind::Json(Some(json.to_string()))],
        _ => columns(field).first().map(|c| bind(c, value)).into_iter().collect(),
    }
}

fn bind_part(field: &Field, value: &Value, part: &str) -> Bind {
    let wanted = names::column(field, part);
    let column = columns(field).into_iter().find(|column| column.name == wanted);
    column.map_or(Bind::Text(None), |column| bind(&column, &value.part(part)))
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// One value for one column.
pub fn bind(column: &PhysicalColumn, value: &Value) -> Bind {
    match (column.column_type, value) {
        (ColumnType::Text, Value::Text(t)) => Bind::Text(Some(t.clone())),
        (ColumnType::Text, _) => Bind::Text(None),
        (ColumnType::Integer, Value::Integer(n)) => Bind::Integer(Some(*n)),
        (ColumnType::Integer, Value::Time(t)) => Bind::Integer(Some(i64::from(t.0))),
        (ColumnType::Integer, Value::Decimal(d)) => {
            Bind::Integer(rust_decimal::prelude::ToPrimitive::to_i64(d))
        }
        (ColumnType::Integer, _) => Bind::Integer(None),
        (ColumnType::Decimal, v) => Bind::Decimal(v.number(), column.scale),
        (ColumnType::Boolean, Value::Boolean(b)) => Bind::Boolean(Some(*b)),
        (ColumnType::Boolean, _) => Bind::Boolean(None),
        (ColumnType::Date, Value::Date(d)) => Bind::Date(Some(*d)),
        (ColumnType::Date, _) => Bind::Date(None),
        (ColumnType::Moment, Value::Moment(m)) => Bind::Moment(Some(*m)),
        (ColumnType::Moment, _) => Bind::Moment(None),
        (ColumnType::Id, Value::Id(id)) => Bind::Id(Some(*id)),
        (ColumnType::Id, _) => Bind::Id(None),
        (ColumnType::Json, Value::Text(t)) => Bind::Json(Some(t.clone())),
        (ColumnType::Json, _) => Bind::Json(None),
    }
}

/// A folded copy: nothing when folding changes nothing.
fn folded(text: &str) -> Bind {
    let folded = text::fold(text);
    Bind::Text((folded != text).then_some(folded))
}

/// The folded text of HTML without its tags.
fn folded_plain(html: &str) -> Bind {
    let folded = text::fold(&plain_text(html));
    Bind::Text((folded != html).then_some(folded))
}

fn sorted(value: &Value) -> Bind {
    match value {
        Value::Text(t) => Bind::Text(Some(text::sort_key(t))),
        _ => Bind::Text(None),
    }
}

/// Builds a field's value from what its columns held, each decoded by its type.
pub fn assemble(field: &Field, mut parts: Vec<Value>) -> Value {
    let shape = shape(field);
    match shape.kind {
        Kind::Money => match (parts.first().and_then(Value::number), parts.get(1)) {
            (Some(amount), Some(Value::Text(code))) => {
                let currency = code.as_bytes().try_into().unwrap_or(shape.currency);
                Value::Money(Money { amount, currency })
            }
            _ => Value::Blank,
        },
        Kind::Address => {
            let mut texts = parts.into_iter().map(|p| match p {
                Value::Text(t) => t,
                _ => String::new(),
            });
            let mut next = || texts.next().unwrap_or_default();
            let address = Address { province: next(), city: next(), district: next(), detail: next() };
            if address == Address::default() { Value::Blank } else { Value::Address(Box::new(address)) }
        }
        Kind::DateRange => match parts.as_slice() {
            [Value::Date(start), Value::Date(end)] => {
                Value::DateRange(DateRange { start: *start, end: *end })
            }
            _ => Value::Blank,
        },
        Kind::GeoPoint => point(&parts),
        Kind::Json => match parts.first() {
            Some(Value::Text(t)) => {
                serde_json::from_str(t).map_or(Value::Blank, |json| Value::Json(Box::new(json)))
            }
            _ => Value::Blank,
        },
        kind if kind.holds_files() => match parts.first() {
            Some(Value::Text(t)) => Value::Files(files(t)),
            _ => Value::Blank,
        },
        Kind::Time => match parts.first() {
            Some(Value::Integer(n)) => u16::try_from(*n).map_or(Value::Blank, |n| Value::Time(TimeOfDay(n))),
            _ => Value::Blank,
        },
        _ if parts.is_empty() => Value::Blank,
        _ => parts.swap_remove(0),
    }
}

fn point(parts: &[Value]) -> Value {
    let [Value::Decimal(lat), Value::Decimal(lng), accuracy, name] = parts else { return Value::Blank };
    let accuracy = if let Value::Integer(metres) = accuracy { Some(*metres) } else { None };
    let name = if let Value::Text(name) = name { name.clone() } else { String::new() };
    Value::GeoPoint(Box::new(GeoPoint { lat: *lat, lng: *lng, accuracy, name }))
}

fn files(text: &str) -> Vec<FileReference> {
    let list: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    list.iter()
        .filter_map(|f| {
            Some(FileReference {
                id: f["id"].as_str()?.parse().ok()?,
                name: f["name"].as_str()?.to_owned(),
                size: f["size"].as_u64()?,
                media_type: f["type"].as_str()?.to_owned(),
            })
        })
        .collect()
}
