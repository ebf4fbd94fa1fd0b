//! A value as it stands in an exported cell: numbers and days stay what they are, the rest is what a person reads.

use std::borrow::Cow;

use engine_core::{
    entity::Field,
    kinds::{Kind, Reader},
    plan::shape,
    value::Value,
};
use jiff::civil;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Names of users, departments and records, for the ids in what is exported.
pub trait Titles {
    /// What the reader may see of an id in a field; the id itself is shown when there is nothing.
    fn title(&self, field: &Field, id: Uuid) -> Option<String>;
}

/// What an exported cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// An exact number.
    Number(Decimal),
    /// An exact ratio, shown as a percentage.
    Ratio(Decimal),
    /// A day.
    Date(civil::Date),
    /// A day and time in the reader's zone.
    DateTime(civil::DateTime),
}

impl Shown {
    /// The same as text, exact.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Shown::Blank => Cow::Borrowed(""),
            Shown::Text(text) => Cow::Borrowed(text),
            Shown::Number(number) | Shown::Ratio(number) => Cow::Owned(number.to_string()),
            Shown::Date(date) => Cow::Owned(date.to_string()),
            Shown::DateTime(moment) => Cow::Owned(moment.strftime("%Y-%m-%d %H:%M:%S").to_string()),
        }
    }
}

/// The cell of a value.
pub fn shown(field: &Field, value: &Value, reader: &Reader, titles: &dyn Titles) -> Shown {
    let field = shape(field);
    if value.is_blank() {
        return Shown::Blank;
    }
    match value {
        // Nobody reads a cell of seconds.
        Value::Integer(number) if field.kind != Kind::Duration => Shown::Number(Decimal::from(*number)),
        Value::Decimal(number) if field.kind == Kind::Percent => Shown::Ratio(*number),
        Value::Decimal(number) => Shown::Number(*number),
        Value::Money(money) if money.currency == field.currency => Shown::Number(money.amount),
        Value::Money(money) => Shown::Text(format!("{} {}", money.code(), money.amount)),
        Value::Date(date) => Shown::Date(*date),
        Value::Moment(moment) => Shown::DateTime(moment.timestamp().to_zoned(reader.zone.clone()).datetime()),
        Value::Id(id) => Shown::Text(titles.title(field, *id).unwrap_or_else(|| id.to_string())),
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Id(_))) => {
            let names = items.iter().filter_map(|item| match item {
                Value::Id(id) => Some(titles.title(field, *id).unwrap_or_else(|| id.to_string())),
                _ => None,
            });
            Shown::Text(names.collect::<Vec<_>>().join("、"))
        }
        _ => Shown::Text(field.kind.rules().show(field, value, reader)),
    }
}
