//! A tree to a value.
//!
//! Shape:  `Node × Fields × Context → Value`; single-value parameters and operators work item by item on lists.
//! Units:  one operation per node and operator, per item computed, per 8 items or 64 bytes of text walked over.
//! Errors: values; when the operations run out the result is `#LIMIT!` whatever the formula does with errors.
//! Source: docs/spec/formulas.md §3 to §6.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::moment::TimeZone;
use crate::pattern::Regex;
use rust_decimal::Decimal;

use super::context::{Context, Fields};
use super::convert;
use super::functions::{self, Arguments, Function, Run};
use super::limits;
use super::number;
use super::operate;
use super::tree::{Expression, FieldPath, Node, Operator, Span};
use super::value::{ErrorCode, Value};

type Result<T> = std::result::Result<T, ErrorCode>;

/// A value and, when it is an error, where it arose.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The result.
    pub value: Value,
    /// The innermost expression that failed.
    pub fault: Option<Span>,
}

/// One evaluation under way.
pub(super) struct Machine<'a> {
    fields: &'a dyn Fields,
    pub(super) context: &'a Context,
    left: Cell<u32>,
    exhausted: Cell<bool>,
    fault: Cell<Option<Span>>,
    /// The last regular expression, since a column asks for the same one again and again.
    regex: RefCell<Option<(String, Regex)>>,
}

impl<'a> Machine<'a> {
    pub(super) fn run(node: &Node, fields: &'a dyn Fields, context: &'a Context) -> Outcome {
        let (left, exhausted, fault) = (Cell::new(limits::OPERATIONS), Cell::new(false), Cell::new(None));
        let machine = Machine { fields, context, left, exhausted, fault, regex: RefCell::new(None) };
        let value = machine.value(node);
        if machine.exhausted.get() {
            return Outcome { value: ErrorCode::Limit.into(), fault: Some(node.at) };
        }
        let fault = if value.is_error() { machine.fault.get() } else { None };
        Outcome { value, fault }
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.context.zone
    }

    /// Takes operations from the budget.
    pub(super) fn charge(&self, operations: usize) -> Result<()> {
        let left = u32::try_from(operations).ok().and_then(|cost| self.left.get().checked_sub(cost));
        match left {
            Some(left) if !self.exhausted.get() => {
                self.left.set(left);
                Ok(())
            }
            _ => {
                self.exhausted.set(true);
                Err(ErrorCode::Limit)
            }
        }
    }

    /// Takes the price of handling a text.
    pub(super) fn charge_text(&self, text: &str) -> Result<()> {
        self.charge(text.len() / 64)
    }

    /// The compiled form of a regular expression.
    pub(super) fn regex(&self, expression: &str) -> Result<Regex> {
        if let Some((_, known)) = self.regex.borrow().as_ref().filter(|(last, _)| last == expression) {
            return Ok(known.clone());
        }
        self.charge(limits::REGEX_PRICE)?;
        let compiled = functions::compile_pattern(expression)?;
        self.regex.replace(Some((expression.to_owned(), compiled.clone())));
        Ok(compiled)
    }

    /// Takes the price of walking over a list.
    pub(super) fn charge_items(&self, items: usize) -> Result<()> {
        self.charge(items / 8)
    }

    /// The value of a node.
    pub(super) fn value(&self, node: &Node) -> Value {
        let value = Value::from(self.charge(1).and_then(|()| self.expression(&node.expression)));
        if self.fault.get().is_none() && value.is_error() {
            self.fault.set(Some(node.at));
        }
        value
    }

    /// Forgets where an error arose that has been dealt with.
    pub(super) fn forgive(&self) {
        self.fault.set(None);
    }

    fn expression(&self, expression: &Expression) -> Result<Value> {
        match expression {
            Expression::Blank => Ok(Value::Blank),
            Expression::Number(number) => Ok(Value::Number(*number)),
            Expression::Text(text) => Ok(Value::Text(text.clone())),
            Expression::Boolean(truth) => Ok(Value::Boolean(*truth)),
            Expression::Field(path) => self.field(path),
            Expression::Negate(inner) => self.each(&self.value(inner), &|value| {
                number::subtract(Decimal::ZERO, convert::number(value)?).map(Value::Number)
            }),
            Expression::Percent(inner) => self.each(&self.value(inner), &|value| {
                number::multiply(convert::number(value)?, Decimal::new(1, 2)).map(Value::Number)
            }),
            Expression::Chain { operators, operands } => self.chain(operators, operands),
            Expression::Call { function, arguments } => self.call(function, arguments),
        }
    }

    fn field(&self, path: &FieldPath) -> Result<Value> {
        let value = self.fields.value(path);
        if let Value::List(items) = &value {
            if items.len() > limits::LIST {
                return Err(ErrorCode::Limit);
            }
            self.charge_items(items.len())?;
        }
        Ok(value)
    }

    fn each(&self, value: &Value, compute: &dyn Fn(&Value) -> Result<Value>) -> Result<Value> {
        let Value::List(items) = value else { return compute(value) };
        self.charge(items.len())?;
        Ok(Value::List(items.iter().map(|item| Value::from(compute(item))).collect()))
    }

    fn chain(&self, operators: &[Operator], operands: &[Node]) -> Result<Value> {
        let mut operands = operands.iter();
        let mut value = operands.next().map_or(Value::Blank, |first| self.value(first));
        for (operator, operand) in operators.iter().zip(operands) {
            let right = self.value(operand);
            self.charge(1)?;
            value = Value::from(self.operate(*operator, value, right));
        }
        Ok(value)
    }

    fn operate(&self, operator: Operator, left: Value, right: Value) -> Result<Value> {
        match (&left, &right) {
            (Value::List(_), _) | (_, Value::List(_)) => {
                let pair = [left, right];
                self.broadcast(&pair, &[true, true], &|items| self.single(operator, &items[0], &items[1]))
            }
            _ => self.single(operator, &left, &right),
        }
    }

    fn single(&self, operator: Operator, left: &Value, right: &Value) -> Result<Value> {
        let value = operate::apply(operator, left, right, self.zone())?;
        match &value {
            Value::Text(text) => self.charge_text(text).and_then(|()| functions::fits(text)).map(|()| value),
            _ => Ok(value),
        }
    }

    /// Computes item by item over the lists among some values; all must be of one length.
    fn broadcast(
        &self,
        values: &[Value],
        spread: &[bool],
        compute: &dyn Fn(&[Value]) -> Result<Value>,
    ) -> Result<Value> {
        let lists = values.iter().zip(spread).filter_map(|(value, spread)| match value {
            Value::List(items) if *spread => Some(items.len()),
            _ => None,
        });
        let (shortest, longest) = lists.fold((usize::MAX, 0), |(low, high), n| (low.min(n), high.max(n)));
        if longest > 0 && shortest != longest {
            return Err(ErrorCode::Value);
        }
        let mut row = values.to_vec();
        let mut items = Vec::with_capacity(longest);
        for index in 0..longest {
            self.charge(1)?;
            for ((slot, value), spread) in row.iter_mut().zip(values).zip(spread) {
                if let (Value::List(list), true) = (value, *spread) {
                    *slot = list[index].clone();
                }
            }
            items.push(match compute(&row) {
                Ok(Value::List(_)) => Value::Error(ErrorCode::Value),
                other => Value::from(other),
            });
        }
        Ok(Value::List(items.into()))
    }

    fn call(&self, name: &Arc<str>, nodes: &[Node]) -> Result<Value> {
        let Some(function) = functions::find(name) else {
            let pending = functions::is_remote(name);
            return Err(if pending { ErrorCode::Pending } else { ErrorCode::Name });
        };
        if nodes.len() < function.least || nodes.len() > function.most {
            return Err(ErrorCode::Value);
        }
        match function.run {
            Run::Lazy(run) => run(self, nodes),
            Run::Eager(run) => {
                let values: Vec<Value> = nodes.iter().map(|node| self.value(node)).collect();
                let spread: Vec<bool> =
                    (0..values.len()).map(|i| function.parameter(i).is_single()).collect();
                let lists =
                    values.iter().zip(&spread).any(|(v, spread)| *spread && matches!(v, Value::List(_)));
                if lists {
                    self.broadcast(&values, &spread, &|row| self.apply(function, run, row))
                } else {
                    self.apply(function, run, &values)
                }
            }
        }
    }

    fn apply(
        &self,
        function: &Function,
        run: fn(&Arguments<'_>) -> Result<Value>,
        values: &[Value],
    ) -> Result<Value> {
        for (index, value) in values.iter().enumerate() {
            let parameter = function.parameter(index);
            match value {
                Value::Error(code) if parameter.passes_errors_on() => return Err(*code),
                value if parameter.is_dated() && value.is_blank() => return Ok(Value::Blank),
                _ => {}
            }
        }
        run(&Arguments { values, machine: self })
    }
}
