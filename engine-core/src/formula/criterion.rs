//! What `SUMIF` and its like search for, and patterns with `*` and `?`.
//!
//! Shape:  `Criterion::parse(value)`, then `matches(item)`.
//! Source: docs/spec/formulas.md §9 "Criteria"; `~` takes the meaning from the next `*`, `?` or `~`, as in Excel.

use crate::moment::TimeZone;
use crate::pattern::{self, Regex};

use super::convert;
use super::evaluate::Machine;
use super::limits;
use super::operate;
use super::spelling;
use super::tree::Operator;
use super::value::{ErrorCode, Value};

/// A test on single values.
pub(super) struct Criterion {
    operator: Operator,
    wanted: Value,
    pattern: Option<Regex>,
}

impl Criterion {
    /// Reads `">=10"`, `"<>张三"`, `"A*"`, or a plain value to be equal to.
    pub(super) fn parse(value: &Value, machine: &Machine<'_>) -> Result<Criterion, ErrorCode> {
        let text = match value {
            Value::Text(text) => crate::text::half_width(text),
            Value::Error(code) => return Err(*code),
            Value::List(_) => return Err(ErrorCode::Value),
            other => {
                return Ok(Criterion { operator: Operator::Equal, wanted: other.clone(), pattern: None });
            }
        };
        const SIGNS: [(&str, Operator); 9] = [
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<>", Operator::NotEqual),
            ("≤", Operator::LessOrEqual),
            ("≥", Operator::GreaterOrEqual),
            ("≠", Operator::NotEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let signed = SIGNS.iter().find_map(|(sign, operator)| Some((text.strip_prefix(sign)?, *operator)));
        let (rest, operator) = signed.unwrap_or((&text, Operator::Equal));
        let wanted = wanted(rest, machine.zone());
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let pattern = match &wanted {
            Value::Text(text) if equality && text.contains(['*', '?', '~']) => {
                Some(machine.regex(&wildcard(text, true)?)?)
            }
            _ => None,
        };
        Ok(Criterion { operator, wanted, pattern })
    }

    /// Whether an item passes. Errors never do, and order is only asked between values of one type.
    pub(super) fn matches(&self, item: &Value, zone: &TimeZone) -> bool {
        if matches!(item, Value::Error(_)) {
            return false;
        }
        let equal = || match (&self.pattern, item, &self.wanted) {
            (Some(pattern), Value::Text(text), _) => pattern.is_match(text),
            (Some(_), ..) => false,
            (None, item, Value::Blank) => item.is_blank(),
            (None, Value::Blank, _) => false,
            (None, item, wanted) => operate::equal(item, wanted, zone),
        };
        match self.operator {
            Operator::Equal => equal(),
            Operator::NotEqual => !equal(),
            _ if item.is_blank() => false,
            operator => operate::apply(operator, item, &self.wanted, zone) == Ok(Value::Boolean(true)),
        }
    }

    /// The price of testing one item.
    pub(super) fn price(&self, item: &Value) -> usize {
        match item {
            Value::Text(text) if self.pattern.is_some() => 1 + text.len() / 8,
            Value::Text(text) => 1 + text.len() / 64,
            _ => 1,
        }
    }
}

fn wanted(text: &str, zone: &TimeZone) -> Value {
    if text.is_empty() {
        return Value::Blank;
    }
    if let Some(number) = spelling::read(text) {
        return Value::Number(number);
    }
    if let Ok(truth) = convert::boolean(&Value::text(text)) {
        return if text.trim().is_empty() { Value::text(text) } else { Value::Boolean(truth) };
    }
    convert::dated(&Value::text(text), zone)
}

/// A pattern with `*` and `?` as a regular expression that ignores case.
pub(super) fn wildcard(pattern: &str, whole: bool) -> Result<String, ErrorCode> {
    if pattern.chars().count() > limits::PATTERN {
        return Err(ErrorCode::Value);
    }
    let mut expression = String::from(if whole { "(?s)^" } else { "(?s)" });
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '*' => expression.push_str(".*?"),
            '?' => expression.push('.'),
            '~' => {
                let next = characters.next_if(|next| matches!(next, '*' | '?' | '~')).unwrap_or('~');
                pattern::any_case(next, &mut expression);
            }
            other => pattern::any_case(other, &mut expression),
        }
    }
    if whole {
        expression.push('$');
    }
    Ok(expression)
}
