//! Formulas as short lists.
//!
//! Shape:  a text, truth or `null` as it is; else a list of a mark and its parts: `["n","1.20"]`, `["f","items.price"]`,
//!         `["-",x]`, `["%",x]`, `["o","+ -",a,b,c]` for a chain, `["c","SUM",a,b]` for a call. Each step nests by one
//!         list. Where a step was written is not said.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{Expression, FieldPath, Formula, Node, Operator, Span};
use crate::packed::{Packed, parts};

/// How each operator is marked; the marks of those that the check writes are of their own.
const MARKS: [(Operator, &str); 16] = [
    (Operator::Equal, "="),
    (Operator::NotEqual, "<>"),
    (Operator::Less, "<"),
    (Operator::LessOrEqual, "<="),
    (Operator::Greater, ">"),
    (Operator::GreaterOrEqual, ">="),
    (Operator::Join, "&"),
    (Operator::Add, "+"),
    (Operator::Subtract, "-"),
    (Operator::Multiply, "*"),
    (Operator::Divide, "/"),
    (Operator::Power, "^"),
    (Operator::DatePlus, "d+"),
    (Operator::PlusDate, "+d"),
    (Operator::DateMinus, "d-"),
    (Operator::Elapsed, "d-d"),
];

fn mark(operator: Operator) -> &'static str {
    MARKS.iter().find(|(known, _)| *known == operator).map_or("", |(_, mark)| mark)
}

fn operator(mark: &str) -> Option<Operator> {
    MARKS.iter().find(|(_, known)| *known == mark).map(|(operator, _)| *operator)
}

fn list<'a>(mark: &str, rest: impl Iterator<Item = &'a Node>) -> Json {
    std::iter::once(Json::String(mark.to_owned())).chain(rest.map(Packed::pack)).collect()
}

fn named<'a>(mark: &str, name: &str, rest: impl Iterator<Item = &'a Node>) -> Json {
    let head = [mark, name].into_iter().map(|text| Json::String(text.to_owned()));
    head.chain(rest.map(Packed::pack)).collect()
}

impl Packed for Node {
    fn pack(&self) -> Json {
        match &self.expression {
            Expression::Blank => Json::Null,
            Expression::Text(text) => Json::String(text.to_string()),
            Expression::Boolean(truth) => Json::Bool(*truth),
            Expression::Number(number) => named("n", &number.to_string(), std::iter::empty()),
            Expression::Field(path) => named("f", path.as_str(), std::iter::empty()),
            Expression::Negate(inner) => list("-", std::iter::once(&**inner)),
            Expression::Percent(inner) => list("%", std::iter::once(&**inner)),
            Expression::Chain { operators, operands } => {
                let marks: Vec<&str> = operators.iter().map(|operator| mark(*operator)).collect();
                named("o", &marks.join(" "), operands.iter())
            }
            Expression::Call { function, arguments } => named("c", function, arguments.iter()),
        }
    }

    fn unpack(json: &Json) -> Option<Node> {
        let expression = match json {
            Json::Null => Expression::Blank,
            Json::String(text) => Expression::Text(text.as_str().into()),
            Json::Bool(truth) => Expression::Boolean(*truth),
            _ => step(json)?,
        };
        Some(Node { expression, at: Span::default() })
    }
}

fn step(json: &Json) -> Option<Expression> {
    let mut parts = parts(json)?;
    let word = parts.json()?.as_str()?;
    if let "-" | "%" = word {
        let inner = Box::new(parts.next()?);
        return Some(if word == "-" { Expression::Negate(inner) } else { Expression::Percent(inner) });
    }
    let name = parts.json()?.as_str()?;
    let mut rest = Vec::new();
    while let Some(json) = parts.json() {
        rest.push(Node::unpack(json)?);
    }
    Some(match word {
        "n" => Expression::Number(name.parse().ok()?),
        "f" => Expression::Field(FieldPath::parse(name).ok()?),
        "o" => {
            let operators: Vec<Operator> = name.split(' ').map(operator).collect::<Option<_>>()?;
            if rest.len() != operators.len() + 1 {
                return None;
            }
            Expression::Chain { operators, operands: rest }
        }
        "c" => Expression::Call { function: Arc::from(name), arguments: rest },
        _ => return None,
    })
}

impl Packed for Formula {
    fn pack(&self) -> Json {
        self.tree.pack()
    }

    fn unpack(json: &Json) -> Option<Formula> {
        Node::unpack(json).map(|tree| Formula { tree })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_formula_is_the_same_again() {
        for text in [
            "1.50 + {a} - 2%",
            "IF({a}=\"x\",,-{b.c})",
            "SUM({items.price})*2^-1&TRUE",
            "{a}<>{b}",
            "(1+2)*3/4>=5",
        ] {
            let formula = super::super::parse(text).expect(text);
            assert_eq!(Formula::unpack(&formula.pack()), Some(formula), "{text}");
        }
    }

    #[test]
    fn every_operator_has_a_mark_of_its_own() {
        for (known, text) in MARKS {
            assert_eq!((operator(text), mark(known)), (Some(known), text));
        }
    }

    #[test]
    fn what_nobody_packed_is_no_formula() {
        for json in
            [serde_json::json!(["o", "+", ["n", "1"]]), serde_json::json!(["x", "y"]), serde_json::json!([])]
        {
            assert_eq!(Formula::unpack(&json), None, "{json}");
        }
    }
}
