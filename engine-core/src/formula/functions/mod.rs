//! Every function a formula may call: one table per family, one list of all.
//!
//! Shape:  `Function { name, least, most, parameters, returns, run, … }`.
//! Source: docs/spec/formulas.md §9; names and meaning are Excel's unless written there.

mod arguments;
mod date;
mod logic;
mod math;
mod numbers;
mod regular;
mod statistics;
mod text;
mod workdays;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(super) use arguments::{Arguments, fits};
pub(super) use regular::compile as compile_pattern;

use super::evaluate::Machine;
use super::tree::Node;
use super::types::{Item, Type};
use super::value::{ErrorCode, Value};

type Outcome = Result<Value, ErrorCode>;

/// What a parameter takes. The first six are single values: a list given there is worked through item by item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A number.
    Number,
    /// Text; numbers and dates are written out.
    Text,
    /// A boolean.
    Boolean,
    /// A day or moment; blank makes the whole result blank.
    Date,
    /// A moment or time; blank makes the whole result blank.
    Clock,
    /// Any single value.
    Any,
    /// Numbers, singly or as lists.
    Numbers,
    /// Numbers, or dates, singly or as lists.
    Ordered,
    /// Booleans, singly or as lists.
    Truths,
    /// Anything, singly or as lists, errors included.
    Values,
    /// What `SUMIF` and its like search for.
    Criterion,
    /// Days off, singly or as a list.
    Days,
}

impl Parameter {
    pub(super) fn is_single(self) -> bool {
        use Parameter::{Any, Boolean, Clock, Date, Number, Text};
        matches!(self, Number | Text | Boolean | Date | Clock | Any)
    }

    pub(super) fn passes_errors_on(self) -> bool {
        self.is_single() || self == Parameter::Criterion
    }

    pub(super) fn is_dated(self) -> bool {
        matches!(self, Parameter::Date | Parameter::Clock)
    }
}

/// What a function yields.
#[derive(Clone, Copy)]
pub(super) enum Returns {
    /// Always the same.
    Is(Type),
    /// As the arguments have it.
    By(fn(&[Type], &[Node]) -> Type),
}

/// How a function computes.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// From the values of all arguments.
    Eager(fn(&Arguments<'_>) -> Outcome),
    /// From the arguments it chooses to evaluate.
    Lazy(fn(&Machine<'_>, &[Node]) -> Outcome),
}

/// A function of the language.
pub struct Function {
    /// In capitals.
    pub name: &'static str,
    /// Fewest arguments.
    pub least: usize,
    /// Most arguments.
    pub most: usize,
    /// What each argument must be; the last `repeat` of them repeat.
    pub parameters: &'static [Parameter],
    /// How many of the last parameters repeat.
    pub repeat: usize,
    /// Whether the result changes with the clock.
    pub volatile: bool,
    /// What it does, in Chinese.
    pub chinese: &'static str,
    /// What it does, in English.
    pub english: &'static str,
    pub(super) returns: Returns,
    pub(super) run: Run,
}

/// As many arguments as wanted.
const MANY: usize = 255;

impl Function {
    const fn new(
        name: &'static str,
        (least, most): (usize, usize),
        parameters: &'static [Parameter],
        returns: Returns,
        run: Run,
        (chinese, english): (&'static str, &'static str),
    ) -> Function {
        // Who writes a formula reads them; a page that evaluates a form does not carry them.
        let (chinese, english) = if cfg!(feature = "whole") { (chinese, english) } else { ("", "") };
        Function { name, least, most, parameters, repeat: 1, volatile: false, chinese, english, returns, run }
    }

    const fn repeating(self, repeat: usize) -> Function {
        Function { repeat, ..self }
    }

    const fn volatile(self) -> Function {
        Function { volatile: true, ..self }
    }

    /// What the argument at an index must be.
    pub fn parameter(&self, index: usize) -> Parameter {
        let count = self.parameters.len();
        let index = match index.checked_sub(count) {
            None => index,
            Some(beyond) => count.saturating_sub(self.repeat) + beyond % self.repeat.max(1),
        };
        self.parameters.get(index).copied().unwrap_or(Parameter::Any)
    }
}

const NUMBER: Returns = Returns::Is(Type::NUMBER);
const TEXT: Returns = Returns::Is(Type::TEXT);
const BOOLEAN: Returns = Returns::Is(Type::BOOLEAN);
const DATE: Returns = Returns::Is(Type::DATE);

/// One of the items of the first argument.
fn first_item(types: &[Type], _: &[Node]) -> Type {
    types.first().map_or(Type::ANY, |first| first.item.into())
}

/// The items of the first argument, as a list.
fn first_as_list(types: &[Type], _: &[Node]) -> Type {
    Type::list_of(types.first().map_or(Item::Any, |first| first.item))
}

/// Functions that read what lies outside the formula, such as other records or who is asking: known by name, not yet
/// answered.
const REMOTE: [&str; 8] = ["LOOKUP", "VLOOKUP", "ROLLUP", "LINKCOUNT", "PREVIOUS", "USER", "DEPT", "SEQ"];

/// Whether a name belongs to a function that reads what lies outside the formula.
pub(super) fn is_remote(name: &str) -> bool {
    REMOTE.contains(&name)
}

static ALL: LazyLock<BTreeMap<&'static str, &'static Function>> = LazyLock::new(|| {
    let families: [&'static [Function]; 5] =
        [logic::FUNCTIONS, math::FUNCTIONS, statistics::FUNCTIONS, text::FUNCTIONS, date::FUNCTIONS];
    families.into_iter().flatten().map(|function| (function.name, function)).collect()
});

/// The function of a name in capitals.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    ALL.get(name).copied()
}

/// All functions by name.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    ALL.values().copied()
}
