//! What a formula computes with.
//!
//! Shape:  `Value`, one closed enum; lists are flat; an error is a value like any other.
//! Units:  numbers are exact decimals; a moment is UTC microseconds.
//! Source: docs/spec/formulas.md §2 and §5.

use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::types::{Item, Type};
use crate::issue::Message;
use crate::moment::Moment;

/// A value read, passed on or returned by a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing was entered.
    Blank,
    /// An exact decimal of at most 28 digits.
    Number(Decimal),
    /// Text.
    Text(Arc<str>),
    /// True or false.
    Boolean(bool),
    /// A day without a zone.
    Date(Date),
    /// A point in time.
    Moment(Moment),
    /// A time on no particular day.
    Time(Time),
    /// Several values, such as one column of a sub-table. Never holds another list.
    List(Arc<[Value]>),
    /// A computation that failed.
    Error(ErrorCode),
}

impl Value {
    /// Text from anything that becomes an `Arc<str>`.
    pub fn text(text: impl Into<Arc<str>>) -> Value {
        Value::Text(text.into())
    }

    /// Whether nothing was entered: blank, white space alone, or a list of nothing but such.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Blank => true,
            Value::Text(text) => text.chars().all(char::is_whitespace),
            Value::List(items) => items.iter().all(Value::is_blank),
            _ => false,
        }
    }

    /// Whether this is an error, or a list that holds one.
    pub fn is_error(&self) -> bool {
        match self {
            Value::Error(_) => true,
            Value::List(items) => items.iter().any(Value::is_error),
            _ => false,
        }
    }

    /// The type of this value.
    pub fn value_type(&self) -> Type {
        match self {
            Value::Blank => Type::BLANK,
            Value::Number(_) => Type::NUMBER,
            Value::Text(_) => Type::TEXT,
            Value::Boolean(_) => Type::BOOLEAN,
            Value::Date(_) => Type::DATE,
            Value::Moment(_) => Type::MOMENT,
            Value::Time(_) => Type::TIME,
            Value::Error(_) => Type::ANY,
            Value::List(items) => {
                let item = items.iter().map(Value::value_type).reduce(Type::join).unwrap_or(Type::BLANK);
                Type { item: item.item, list: true }
            }
        }
    }
}

impl From<Decimal> for Value {
    fn from(number: Decimal) -> Value {
        Value::Number(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Value {
        Value::Boolean(truth)
    }
}

impl From<ErrorCode> for Value {
    fn from(code: ErrorCode) -> Value {
        Value::Error(code)
    }
}

impl From<Result<Value, ErrorCode>> for Value {
    fn from(result: Result<Value, ErrorCode>) -> Value {
        result.unwrap_or_else(Value::Error)
    }
}

impl From<Item> for Type {
    fn from(item: Item) -> Type {
        Type { item, list: false }
    }
}

/// Why a computation failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorCode {
    /// `#DIV/0!`
    Division,
    /// `#VALUE!`
    Value,
    /// `#REF!`
    Reference,
    /// `#NAME?`
    Name,
    /// `#NUM!`
    Number,
    /// `#N/A`
    NotAvailable,
    /// `#CYCLE!`
    Cycle,
    /// `#PENDING!`
    Pending,
    /// `#LIMIT!`
    Limit,
}

impl ErrorCode {
    const ALL: [ErrorCode; 9] = [
        ErrorCode::Division,
        ErrorCode::Value,
        ErrorCode::Reference,
        ErrorCode::Name,
        ErrorCode::Number,
        ErrorCode::NotAvailable,
        ErrorCode::Cycle,
        ErrorCode::Pending,
        ErrorCode::Limit,
    ];

    /// How it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::Division => "#DIV/0!",
            ErrorCode::Value => "#VALUE!",
            ErrorCode::Reference => "#REF!",
            ErrorCode::Name => "#NAME?",
            ErrorCode::Number => "#NUM!",
            ErrorCode::NotAvailable => "#N/A",
            ErrorCode::Cycle => "#CYCLE!",
            ErrorCode::Pending => "#PENDING!",
            ErrorCode::Limit => "#LIMIT!",
        }
    }

    /// The error written so.
    pub fn parse(text: &str) -> Option<ErrorCode> {
        ErrorCode::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// What it means, for the person who filled in the form.
    pub fn message(self) -> Message {
        match self {
            ErrorCode::Division => Message::new("除数为零", "division by zero"),
            ErrorCode::Value => Message::new("值的类型不对", "a value of the wrong type"),
            ErrorCode::Reference => Message::new("字段不存在", "a field that does not exist"),
            ErrorCode::Name => Message::new("函数不存在", "a function that does not exist"),
            ErrorCode::Number => Message::new("数字或日期超出范围", "a number or date out of range"),
            ErrorCode::NotAvailable => Message::new("没有找到对应的值", "no value was found"),
            ErrorCode::Cycle => Message::new("公式循环引用了自己", "the formula refers to itself"),
            ErrorCode::Pending => Message::new("将在联网后计算", "will be computed when online"),
            ErrorCode::Limit => {
                Message::new("计算量或结果过大", "too much computation or too large a result")
            }
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
