//! What a field of a record holds.
//!
//! Shape:  one closed enum; blank is a value, so that "absent", `null`, empty and whitespace are one thing.
//! Units:  decimals, percents and money in major units, exact; never a float.
//! Source: DESIGN §5 "JSON forms" and docs/spec/kinds.md.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::moment::{Date, Moment, TimeOfDay};

/// An amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Major units.
    pub amount: Decimal,
    /// ISO 4217, three capital letters.
    pub currency: [u8; 3],
}

impl Money {
    /// The currency code as text.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.currency).unwrap_or("XXX")
    }
}

/// A place in China: 省, 市, 区 and the rest of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Address {
    /// 省 or 直辖市.
    pub province: String,
    /// 市.
    pub city: String,
    /// 区 or 县.
    pub district: String,
    /// Street, number and so on.
    pub detail: String,
}

impl Address {
    /// The parts with their JSON keys, from the largest to the smallest.
    pub fn parts(&self) -> [(&'static str, &str); 4] {
        [
            ("province", &self.province),
            ("city", &self.city),
            ("district", &self.district),
            ("detail", &self.detail),
        ]
    }
}

/// From one day to another, both included; the end is no earlier than the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
}

/// A point on the earth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GeoPoint {
    /// Degrees north, at six decimals.
    pub lat: Decimal,
    /// Degrees east, at six decimals.
    pub lng: Decimal,
    /// How far off it may be, in metres.
    pub accuracy: Option<i64>,
    /// What people call the place; may be empty.
    pub name: String,
}

/// A file attached to a record; its bytes lie in the file store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileReference {
    /// Server-minted id.
    pub id: Uuid,
    /// Name as uploaded.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Media type found by content.
    pub media_type: String,
}

/// One row of a sub-table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Id of a stored row; `None` for a new one.
    pub id: Option<Uuid>,
    /// Field key to value, in the order of the row's entity.
    pub values: Vec<(crate::key::FieldKey, Value)>,
}

/// The value of a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing: absent, null, empty or only white space.
    #[default]
    Blank,
    /// Text in NFC; also choices, phones, mails and links.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An exact number; also percents, where 0.05 is five percent.
    Decimal(Decimal),
    /// An amount in a currency.
    Money(Money),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(TimeOfDay),
    /// A point in time.
    Moment(Moment),
    /// A record, user or department.
    Id(Uuid),
    /// A place.
    Address(Box<Address>),
    /// From one day to another.
    DateRange(DateRange),
    /// A point on the earth.
    GeoPoint(Box<GeoPoint>),
    /// Any JSON, none of it blank as a whole.
    Json(Box<serde_json::Value>),
    /// Attached files.
    Files(Vec<FileReference>),
    /// Several choices, tags or ids, in order, each once.
    List(Vec<Value>),
    /// Rows of a sub-table, in order.
    Rows(Vec<Row>),
}

impl Value {
    /// The part of a composite, by the suffix of its column; a value itself by no suffix, blank for parts there are not.
    #[must_use]
    pub fn part(&self, part: &str) -> Value {
        let text = |text: &str| match text {
            "" => Value::Blank,
            text => Value::Text(text.to_owned()),
        };
        match (part, self) {
            ("", value) => value.clone(),
            ("__currency", Value::Money(money)) => text(money.code()),
            ("__province", Value::Address(address)) => text(&address.province),
            ("__city", Value::Address(address)) => text(&address.city),
            ("__district", Value::Address(address)) => text(&address.district),
            ("__detail", Value::Address(address)) => text(&address.detail),
            ("__start", Value::DateRange(range)) => Value::Date(range.start),
            ("__end", Value::DateRange(range)) => Value::Date(range.end),
            ("__lat", Value::GeoPoint(point)) => Value::Decimal(point.lat),
            ("__lng", Value::GeoPoint(point)) => Value::Decimal(point.lng),
            ("__accuracy", Value::GeoPoint(point)) => point.accuracy.map_or(Value::Blank, Value::Integer),
            ("__name", Value::GeoPoint(point)) => text(&point.name),
            _ => Value::Blank,
        }
    }

    /// Whether this is blank, which empty lists are too.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Blank => true,
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Files(files) => files.is_empty(),
            Value::Rows(rows) => rows.is_empty(),
            _ => false,
        }
    }

    /// The order of lists and of `lt`, `gt`, `between`: blank is smallest, text by code point. `None` when the two
    /// have no order between them.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Blank, Value::Blank) => Some(Ordering::Equal),
            (Value::Blank, _) => Some(Ordering::Less),
            (_, Value::Blank) => Some(Ordering::Greater),
            (Value::Text(a), Value::Text(b)) => Some(a.as_str().cmp(b.as_str())),
            (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
            (Value::Money(a), Value::Money(b)) => Some(a.amount.cmp(&b.amount)),
            (Value::Money(a), _) => Value::Decimal(a.amount).compare(other),
            (_, Value::Money(b)) => self.compare(&Value::Decimal(b.amount)),
            (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
            (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
            (Value::Id(a), Value::Id(b)) => Some(a.cmp(b)),
            (a, b) => Some(a.number()?.cmp(&b.number()?)),
        }
    }

    /// The exact number this stands for, if it stands for one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Integer(n) => Some(Decimal::from(*n)),
            Value::Decimal(d) => Some(*d),
            Value::Money(m) => Some(m.amount),
            _ => None,
        }
    }
}
