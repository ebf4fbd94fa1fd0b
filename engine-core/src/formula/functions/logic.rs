//! Conditions, blanks and errors.
//!
//! Source: docs/spec/formulas.md §9 "Logic".

use super::{BOOLEAN, Function, MANY, Outcome, Parameter as P, Returns, Run};
use crate::formula::convert;
use crate::formula::evaluate::Machine;
use crate::formula::operate;
use crate::formula::tree::Node;
use crate::formula::types::Type;
use crate::formula::value::{ErrorCode, Value};

use super::Arguments;

/// The family.
pub(super) const FUNCTIONS: &[Function] = &[
    Function::new(
        "IF",
        (2, 3),
        &[P::Boolean, P::Any, P::Any],
        Returns::By(|types, _| join(types.get(1..).unwrap_or_default())),
        Run::Lazy(if_),
        (
            "条件成立返回第二个参数，否则返回第三个；省略第三个则为空",
            "the second argument if the first is true, else the third or blank",
        ),
    ),
    Function::new(
        "IFS",
        (2, MANY),
        &[P::Boolean, P::Any],
        Returns::By(|types, _| join_every_second(types, 1)),
        Run::Lazy(ifs),
        (
            "返回第一个成立的条件后面的值；都不成立为 #N/A",
            "the value after the first true condition, else #N/A",
        ),
    )
    .repeating(2),
    Function::new(
        "SWITCH",
        (3, MANY),
        &[P::Any, P::Any, P::Any],
        Returns::By(|types, _| switch_type(types)),
        Run::Lazy(switch),
        (
            "把第一个参数与各值比较，返回相等者后面的结果；最后可跟默认值",
            "the result after the value equal to the first argument, else the default or #N/A",
        ),
    )
    .repeating(2),
    Function::new(
        "AND",
        (1, MANY),
        &[P::Truths],
        BOOLEAN,
        Run::Eager(and),
        ("全部成立时为真", "whether all are true"),
    ),
    Function::new(
        "OR",
        (1, MANY),
        &[P::Truths],
        BOOLEAN,
        Run::Eager(or),
        ("任一成立时为真", "whether any is true"),
    ),
    Function::new(
        "NOT",
        (1, 1),
        &[P::Boolean],
        BOOLEAN,
        Run::Eager(not),
        ("取反", "true for false and false for true"),
    ),
    Function::new(
        "XOR",
        (1, MANY),
        &[P::Truths],
        BOOLEAN,
        Run::Eager(xor),
        ("成立的个数为奇数时为真", "whether an odd number are true"),
    ),
    Function::new(
        "IFERROR",
        (2, 2),
        &[P::Values, P::Any],
        Returns::By(|types, _| join(types)),
        Run::Lazy(if_error),
        ("第一个参数出错时返回第二个", "the first argument unless it is an error, else the second"),
    ),
    Function::new(
        "ISBLANK",
        (1, 1),
        &[P::Values],
        BOOLEAN,
        Run::Eager(|a| Ok(a.any(0).is_blank().into())),
        ("是否为空", "whether nothing was entered"),
    ),
    Function::new(
        "ISERROR",
        (1, 1),
        &[P::Values],
        BOOLEAN,
        Run::Eager(|a| Ok(a.any(0).is_error().into())),
        ("是否出错", "whether it is an error"),
    ),
    Function::new(
        "COALESCE",
        (1, MANY),
        &[P::Any],
        Returns::By(|types, _| join(types)),
        Run::Lazy(coalesce),
        ("返回第一个不为空的值", "the first argument that is not blank"),
    ),
];

fn join(types: &[Type]) -> Type {
    types.iter().copied().reduce(Type::join).unwrap_or(Type::BLANK)
}

fn join_every_second(types: &[Type], from: usize) -> Type {
    types.iter().copied().skip(from).step_by(2).reduce(Type::join).unwrap_or(Type::BLANK)
}

fn switch_type(types: &[Type]) -> Type {
    let results = join_every_second(types, 2);
    match types.last() {
        Some(default) if types.len().is_multiple_of(2) => results.join(*default),
        _ => results,
    }
}

/// The value of a condition; a list is none.
fn condition(machine: &Machine<'_>, node: &Node) -> Result<bool, ErrorCode> {
    convert::boolean(&machine.value(node))
}

fn if_(machine: &Machine<'_>, nodes: &[Node]) -> Outcome {
    let chosen = if condition(machine, &nodes[0])? { nodes.get(1) } else { nodes.get(2) };
    Ok(chosen.map_or(Value::Blank, |node| machine.value(node)))
}

fn ifs(machine: &Machine<'_>, nodes: &[Node]) -> Outcome {
    for pair in nodes.chunks(2) {
        let [test, result] = pair else { return Err(ErrorCode::Value) };
        if condition(machine, test)? {
            return Ok(machine.value(result));
        }
    }
    Err(ErrorCode::NotAvailable)
}

fn switch(machine: &Machine<'_>, nodes: &[Node]) -> Outcome {
    let wanted = machine.value(&nodes[0]);
    if let Value::Error(code) = wanted {
        return Err(code);
    }
    for pair in nodes[1..].chunks(2) {
        let [case, result] = pair else { return Ok(machine.value(&pair[0])) };
        let case = machine.value(case);
        if let Value::Error(code) = case {
            return Err(code);
        }
        if operate::equal(&wanted, &case, machine.zone()) {
            return Ok(machine.value(result));
        }
    }
    Err(ErrorCode::NotAvailable)
}

/// The booleans among all arguments; in a list only booleans and numbers count.
fn truths(a: &Arguments<'_>) -> Result<Vec<bool>, ErrorCode> {
    let mut truths = Vec::new();
    for index in 0..a.values.len() {
        let alone = !matches!(a.any(index), Value::List(_));
        for item in a.items(index)? {
            match item {
                Value::Error(code) => return Err(*code),
                Value::Boolean(_) | Value::Number(_) => truths.push(convert::boolean(item)?),
                _ if alone => truths.push(convert::boolean(item)?),
                _ => {}
            }
        }
    }
    Ok(truths)
}

fn and(a: &Arguments<'_>) -> Outcome {
    Ok(truths(a)?.into_iter().all(|truth| truth).into())
}

fn or(a: &Arguments<'_>) -> Outcome {
    Ok(truths(a)?.into_iter().any(|truth| truth).into())
}

fn xor(a: &Arguments<'_>) -> Outcome {
    Ok(truths(a)?.into_iter().fold(false, |odd, truth| odd ^ truth).into())
}

fn not(a: &Arguments<'_>) -> Outcome {
    Ok((!a.boolean(0)?).into())
}

fn if_error(machine: &Machine<'_>, nodes: &[Node]) -> Outcome {
    let value = machine.value(&nodes[0]);
    if !value.is_error() {
        return Ok(value);
    }
    machine.forgive();
    Ok(machine.value(&nodes[1]))
}

fn coalesce(machine: &Machine<'_>, nodes: &[Node]) -> Outcome {
    for node in nodes {
        let value = machine.value(node);
        if !value.is_blank() {
            return Ok(value);
        }
    }
    Ok(Value::Blank)
}
