//! Regular expressions, which run in time linear in the text.
//!
//! Errors: `#VALUE!` for a pattern that is none, `#LIMIT!` for one that compiles too large.
//! Source: docs/spec/formulas.md §9 "Text"; the syntax is that of the `regex` crate: no look-around, no back-references.

use std::sync::Arc;

use super::arguments::text;
use super::{Arguments, Outcome};
use crate::formula::limits;
use crate::formula::value::{ErrorCode, Value};
use crate::pattern::{self, Regex};

/// The compiled form of a pattern.
pub(in crate::formula) fn compile(pattern: &str) -> Result<Regex, ErrorCode> {
    pattern::bounded(pattern, limits::REGEX)
        .map_err(|error| if pattern::too_large(&error) { ErrorCode::Limit } else { ErrorCode::Value })
}

/// The pattern and the text, which is paid for by what matching may cost.
fn pattern(a: &Arguments<'_>) -> Result<(Regex, Arc<str>), ErrorCode> {
    let (subject, pattern) = (a.text(0)?, a.text(1)?);
    if pattern.chars().count() > limits::PATTERN {
        return Err(ErrorCode::Limit);
    }
    a.machine.charge(subject.len() / 2)?;
    Ok((a.machine.regex(&pattern)?, subject))
}

pub(super) fn matches(a: &Arguments<'_>) -> Outcome {
    let (pattern, subject) = pattern(a)?;
    Ok(Value::Boolean(pattern.is_match(&subject)))
}

/// The first group when the pattern has one, else the whole match.
pub(super) fn extract(a: &Arguments<'_>) -> Outcome {
    let (pattern, subject) = pattern(a)?;
    let found = pattern.captures(&subject).ok_or(ErrorCode::NotAvailable)?;
    text(found.get(usize::from(found.len() > 1)).map_or("", |part| part.as_str()))
}
