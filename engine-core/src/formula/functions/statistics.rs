//! Counting, averages, and lists such as the columns of sub-tables.
//!
//! Source: docs/spec/formulas.md §9 "Lists".

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::arguments::list;
use super::numbers;
use super::{
    Arguments, Function, MANY, NUMBER, Outcome, Parameter as P, Returns, Run, first_as_list, first_item,
};
use crate::formula::convert;
use crate::formula::criterion::Criterion;
use crate::formula::number;
use crate::formula::operate;
use crate::formula::spelling;
use crate::formula::tree::Node;
use crate::formula::types::Type;
use crate::formula::value::{ErrorCode, Value};

type Result<T> = std::result::Result<T, ErrorCode>;

const fn counting(
    name: &'static str,
    parameters: &'static [P],
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, (1, MANY), parameters, NUMBER, Run::Eager(run), help)
}

const fn choosing(
    name: &'static str,
    run: fn(&Arguments<'_>) -> Outcome,
    help: (&'static str, &'static str),
) -> Function {
    Function::new(name, (2, 2), &[P::Ordered, P::Number], Returns::By(nth_type), Run::Eager(run), help)
}

/// The family.
pub(super) const FUNCTIONS: &[Function] = &[
    counting("COUNT", &[P::Values], count, ("数字和日期的个数", "how many are numbers or dates")),
    counting(
        "COUNTA",
        &[P::Values],
        |a| how_many(a, |v| !v.is_blank()),
        ("不为空的个数", "how many are not blank"),
    ),
    counting(
        "COUNTBLANK",
        &[P::Values],
        |a| how_many(a, Value::is_blank),
        ("为空的个数", "how many are blank"),
    ),
    counting("AVERAGE", &[P::Numbers], |a| mean(&a.numbers(0, MANY)?), ("平均值", "the mean")),
    counting("MEDIAN", &[P::Numbers], median, ("中位数", "the median")),
    choosing("LARGE", |a| nth(a, true), ("第几大的值", "the k-th largest")),
    choosing("SMALL", |a| nth(a, false), ("第几小的值", "the k-th smallest")),
    counting(
        "SUMPRODUCT",
        &[P::Numbers],
        sum_product,
        ("各列逐项相乘后求和", "the sum of products item by item"),
    ),
    Function::new(
        "SUMIF",
        (2, 3),
        &[P::Values, P::Criterion, P::Values],
        NUMBER,
        Run::Eager(|a| number::sum(&numbers_if(a)?).map(Value::Number)),
        ("对符合条件的项求和", "the sum of the items that meet a criterion"),
    ),
    Function::new(
        "SUMIFS",
        (3, MANY),
        &[P::Values, P::Values, P::Criterion],
        NUMBER,
        Run::Eager(sum_ifs),
        ("对符合全部条件的项求和", "the sum of the items that meet all criteria"),
    )
    .repeating(2),
    Function::new(
        "COUNTIF",
        (2, 2),
        &[P::Values, P::Criterion],
        NUMBER,
        Run::Eager(count_ifs),
        ("符合条件的个数", "how many meet a criterion"),
    ),
    Function::new(
        "COUNTIFS",
        (2, MANY),
        &[P::Values, P::Criterion],
        NUMBER,
        Run::Eager(count_ifs),
        ("符合全部条件的个数", "how many meet all criteria"),
    )
    .repeating(2),
    Function::new(
        "AVERAGEIF",
        (2, 3),
        &[P::Values, P::Criterion, P::Values],
        NUMBER,
        Run::Eager(|a| mean(&numbers_if(a)?)),
        ("符合条件的项的平均值", "the mean of the items that meet a criterion"),
    ),
    Function::new(
        "UNIQUE",
        (1, 1),
        &[P::Values],
        Returns::By(first_as_list),
        Run::Eager(unique),
        ("去掉重复和空值后的列表", "the list without repetitions and blanks"),
    ),
    Function::new(
        "INDEX",
        (2, 2),
        &[P::Values, P::Number],
        Returns::By(first_item),
        Run::Eager(index),
        ("列表中的第几项", "the n-th item of a list"),
    ),
];

fn number_of(count: usize) -> Outcome {
    Ok(Value::Number(Decimal::from(count)))
}

fn how_many(a: &Arguments<'_>, counts: fn(&Value) -> bool) -> Outcome {
    let mut total = 0;
    for index in 0..a.values.len() {
        total += a.items(index)?.iter().filter(|value| counts(value)).count();
    }
    number_of(total)
}

fn count(a: &Arguments<'_>) -> Outcome {
    let mut total = 0;
    for index in 0..a.values.len() {
        let alone = !matches!(a.any(index), Value::List(_));
        let counts = |value: &&Value| match value {
            Value::Number(_) | Value::Date(_) | Value::Moment(_) | Value::Time(_) => true,
            Value::Boolean(_) => alone,
            Value::Text(text) => alone && spelling::read(text).is_some(),
            _ => false,
        };
        total += a.items(index)?.iter().filter(counts).count();
    }
    number_of(total)
}

fn mean(numbers: &[Decimal]) -> Outcome {
    number::divide(number::sum(numbers)?, Decimal::from(numbers.len())).map(Value::Number)
}

fn median(a: &Arguments<'_>) -> Outcome {
    let mut numbers = a.numbers(0, MANY)?;
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => Err(ErrorCode::Number),
        odd if odd % 2 == 1 => Ok(Value::Number(numbers[middle])),
        _ => mean(&numbers[middle - 1..=middle]),
    }
}

fn nth_type(types: &[Type], nodes: &[Node]) -> Type {
    numbers::one_of(&types[..1], nodes)
}

fn nth(a: &Arguments<'_>, from_largest: bool) -> Outcome {
    let mut found = numbers::ordered(a, 1)?;
    numbers::sort(a, &mut found);
    if from_largest {
        found.reverse();
    }
    let place = number::whole(number::round(a.number(1)?, 0, number::Rounding::Up)?)?;
    let place =
        usize::try_from(place).ok().and_then(|place| place.checked_sub(1)).ok_or(ErrorCode::Number)?;
    found.get(place).cloned().ok_or(ErrorCode::Number)
}

/// What is no number counts as zero.
fn sum_product(a: &Arguments<'_>) -> Outcome {
    let lists = (0..a.values.len()).map(|index| a.items(index)).collect::<Result<Vec<_>>>()?;
    let length = lists.first().map_or(0, |first| first.len());
    if lists.iter().any(|list| list.len() != length) {
        return Err(ErrorCode::Value);
    }
    let mut total = Decimal::ZERO;
    for row in 0..length {
        let mut product = Decimal::ONE;
        for list in &lists {
            product = match &list[row] {
                Value::Number(number) => number::multiply(product, *number)?,
                Value::Error(code) => return Err(*code),
                _ => Decimal::ZERO,
            };
        }
        total = number::add(total, product)?;
    }
    Ok(Value::Number(total))
}

/// Which rows meet all criteria given as pairs from an index on.
fn rows(a: &Arguments<'_>, from: usize) -> Result<Vec<bool>> {
    let length = a.items(from)?.len();
    let mut rows = vec![true; length];
    for index in (from..a.values.len()).step_by(2) {
        let items = a.items(index)?;
        if items.len() != length || !a.has(index + 1) {
            return Err(ErrorCode::Value);
        }
        let criterion = Criterion::parse(a.any(index + 1), a.machine)?;
        for (row, item) in rows.iter_mut().zip(items) {
            a.machine.charge(criterion.price(item))?;
            *row = *row && criterion.matches(item, a.zone());
        }
    }
    Ok(rows)
}

/// The numbers of one argument in the rows chosen.
fn chosen(a: &Arguments<'_>, index: usize, rows: &[bool]) -> Result<Vec<Decimal>> {
    let items = a.items(index)?;
    if items.len() != rows.len() {
        return Err(ErrorCode::Value);
    }
    let mut numbers = Vec::new();
    for (item, _) in items.iter().zip(rows).filter(|(_, chosen)| **chosen) {
        match item {
            Value::Number(number) => numbers.push(*number),
            Value::Error(code) => return Err(*code),
            _ => {}
        }
    }
    Ok(numbers)
}

/// Arguments of `SUMIF`: where to look, what for, and what to take, which is where to look when left out.
fn numbers_if(a: &Arguments<'_>) -> Result<Vec<Decimal>> {
    let pair = Arguments { values: &a.values[..2], machine: a.machine };
    chosen(a, if a.has(2) { 2 } else { 0 }, &rows(&pair, 0)?)
}

fn sum_ifs(a: &Arguments<'_>) -> Outcome {
    number::sum(&chosen(a, 0, &rows(a, 1)?)?).map(Value::Number)
}

fn count_ifs(a: &Arguments<'_>) -> Outcome {
    number_of(rows(a, 0)?.into_iter().filter(|chosen| *chosen).count())
}

/// Text that differs only in case is one; the first spelling stays.
fn unique(a: &Arguments<'_>) -> Outcome {
    let (mut kept, mut seen) = (Vec::new(), BTreeSet::new());
    for item in a.items(0)?.iter().filter(|item| !item.is_blank()) {
        let text = convert::text(item, a.zone())?;
        let kind = item.value_type().item.name().1;
        a.machine.charge_text(&text)?;
        if seen.insert((kind, operate::lower(&text).collect::<String>())) {
            kept.push(item.clone());
        }
    }
    list(kept)
}

fn index(a: &Arguments<'_>) -> Outcome {
    let items = a.items(0)?;
    let place = usize::try_from(a.whole(1, 1)?).ok().and_then(|place| place.checked_sub(1));
    place.and_then(|place| items.get(place)).cloned().ok_or(ErrorCode::Reference)
}
