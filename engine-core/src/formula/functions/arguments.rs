//! The arguments of one call, read as the types a function wants.
//!
//! Errors: what the conversion says; `#LIMIT!` for a text or list that grows too long.
//! Source: docs/spec/formulas.md §4 and §6.

use std::sync::Arc;

use crate::moment::TimeZone;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::Outcome;
use crate::formula::convert;
use crate::formula::evaluate::Machine;
use crate::formula::limits;
use crate::formula::number;
use crate::formula::value::{ErrorCode, Value};
use crate::moment::Moment;

type Result<T> = std::result::Result<T, ErrorCode>;

/// The evaluated arguments of a call.
pub(in crate::formula) struct Arguments<'a> {
    pub(in crate::formula) values: &'a [Value],
    pub(in crate::formula) machine: &'a Machine<'a>,
}

impl<'a> Arguments<'a> {
    pub(super) fn zone(&self) -> &'a TimeZone {
        self.machine.zone()
    }

    pub(super) fn has(&self, index: usize) -> bool {
        index < self.values.len()
    }

    /// The argument as it is; blank when left out.
    pub(super) fn any(&self, index: usize) -> &'a Value {
        self.values.get(index).unwrap_or(&Value::Blank)
    }

    pub(super) fn number(&self, index: usize) -> Result<Decimal> {
        convert::number(self.any(index))
    }

    /// The whole part of a number; `absent` when the argument is left out.
    pub(super) fn whole(&self, index: usize, absent: i64) -> Result<i64> {
        if self.has(index) { number::whole(self.number(index)?) } else { Ok(absent) }
    }

    pub(super) fn text(&self, index: usize) -> Result<Arc<str>> {
        let text = convert::text(self.any(index), self.zone())?;
        self.machine.charge_text(&text)?;
        Ok(text)
    }

    pub(super) fn boolean(&self, index: usize) -> Result<bool> {
        convert::boolean(self.any(index))
    }

    pub(super) fn day(&self, index: usize) -> Result<Date> {
        convert::day(self.any(index), self.zone())
    }

    pub(super) fn local(&self, index: usize) -> Result<DateTime> {
        convert::local(self.any(index), self.zone())
    }

    pub(super) fn moment(&self, index: usize) -> Result<Moment> {
        convert::moment(self.any(index), self.zone())
    }

    pub(super) fn time(&self, index: usize) -> Result<Time> {
        convert::time(self.any(index), self.zone())
    }

    /// The argument as a list, a single value as a list of one.
    pub(super) fn items(&self, index: usize) -> Result<&'a [Value]> {
        let items = match self.any(index) {
            Value::List(items) => items.as_ref(),
            single => std::slice::from_ref(single),
        };
        self.machine.charge_items(items.len())?;
        Ok(items)
    }

    /// The numbers among all arguments from an index on: in a list what is no number is passed over, alone it is converted
    /// and only blank is passed over.
    pub(super) fn numbers(&self, from: usize, to: usize) -> Result<Vec<Decimal>> {
        let mut numbers = Vec::new();
        for index in from..to.min(self.values.len()) {
            let alone = !matches!(self.any(index), Value::List(_));
            for item in self.items(index)? {
                match item {
                    Value::Number(number) => numbers.push(*number),
                    Value::Error(code) => return Err(*code),
                    other if alone && !other.is_blank() => numbers.push(convert::number(other)?),
                    _ => {}
                }
            }
        }
        Ok(numbers)
    }
}

/// Refuses a text that has grown too long.
pub(in crate::formula) fn fits(text: &str) -> Result<()> {
    let long = text.len() > limits::TEXT_RESULT && text.chars().count() > limits::TEXT_RESULT;
    if long { Err(ErrorCode::Limit) } else { Ok(()) }
}

/// A computed text within the limit.
pub(super) fn text(text: impl Into<Arc<str>>) -> Outcome {
    let text = text.into();
    fits(&text)?;
    Ok(Value::Text(text))
}

/// A computed list within the limit.
pub(super) fn list(items: Vec<Value>) -> Outcome {
    if items.len() > limits::LIST {
        return Err(ErrorCode::Limit);
    }
    Ok(Value::List(items.into()))
}

/// A text that grows piece by piece and stops at the limit.
#[derive(Default)]
pub(super) struct Growing {
    text: String,
    characters: usize,
}

impl Growing {
    pub(super) fn push(&mut self, piece: &str) -> Result<()> {
        self.characters += piece.chars().count();
        if self.characters > limits::TEXT_RESULT {
            return Err(ErrorCode::Limit);
        }
        self.text.push_str(piece);
        Ok(())
    }

    pub(super) fn ends_with_space(&self) -> bool {
        self.text.ends_with(char::is_whitespace)
    }

    pub(super) fn finish(self) -> Outcome {
        text(self.text)
    }
}
