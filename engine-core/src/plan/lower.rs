//! Formulas of the clock → terms that a database computes while it reads.
//!
//! Shape:  `Entity × Field × Viewer → Option<Term>`; the term gives what evaluation in memory gives, to the last digit, on
//!         both databases. What cannot promise that is not lowered, and then not filtered or sorted by.
//! Units:  every number carries the largest magnitude it may have; what could leave 64 bits is not lowered.
//! Source: docs/adr/0010-lower-formulas-of-the-clock.md, docs/spec/formulas.md §10.

use std::{cmp::Ordering, sync::Arc};

use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    Viewer, shape,
    term::{Comparing, Term},
    types::types,
};
use crate::{
    entity::{Entity, Field},
    formula::{self, Context, Expression, FieldPath, Formula, Node, Operator, Value},
    kinds::{Kind, Storage},
};

/// No number of a term may be larger, so that a sum of two and a doubled one still fit 64 bits.
const LARGEST: i128 = 4_000_000_000_000_000_000;
/// Magnitude of a field of eighteen digits.
const EIGHTEEN: i128 = 1_000_000_000_000_000_000;
/// Days between any two days.
const DAYS: i128 = 4_000_000;
/// Decimal places of a quotient, as formulas keep them.
const QUOTIENT: u32 = 12;
/// Formulas that read formulas go no deeper.
const DEEPEST: usize = 8;
/// Largest term, by parts.
const MOST_PARTS: usize = 300;

/// What kind of value a term gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gives {
    Blank,
    Number { scale: u32, most: i128 },
    Day,
    Moment,
    Truth,
    Text,
}

/// A term and what is known of it.
struct Lowered {
    term: Term,
    gives: Gives,
    /// Whether it may be absent.
    absent: bool,
    /// Whether absent may also mean that the formula fails, which is no blank to what is computed from it.
    fails: bool,
    parts: usize,
}

/// Lowers a formula that depends on the clock, as its field shows it.
pub fn lower(entity: &Entity, field: &Field, viewer: &Viewer) -> Option<Term> {
    let lowering = Lowering { entity, context: Context::at(viewer.now, viewer.zone.clone()), depth: 0 };
    lowering.field_term(field).map(|lowered| lowered.term)
}

struct Lowering<'a> {
    entity: &'a Entity,
    context: Context,
    depth: usize,
}

impl Lowering<'_> {
    /// A formula as its field stores it: rounded to its scale, absent where it fails or does not fit.
    fn field_term(&self, field: &Field) -> Option<Lowered> {
        if self.depth > DEEPEST {
            return None;
        }
        let parsed = formula::parse(field.formula.as_deref()?).ok()?;
        let (resolved, _, issues) = parsed.resolve(&types(self.entity));
        let lowered = issues.is_empty().then(|| self.node(resolved.tree())).flatten()?;
        let shape = shape(field);
        let done =
            |term, gives| Some(Lowered { term, gives, absent: true, fails: false, parts: lowered.parts });
        match (shape.kind, lowered.gives) {
            (_, Gives::Blank) => done(Term::Blank, Gives::Blank),
            (Kind::Decimal, Gives::Number { .. }) => {
                let parts = lowered.parts;
                let rounded = lowered.rounded(shape.scale)?;
                let Gives::Number { most, .. } = rounded.gives else { return None };
                let limit = i64::try_from(EIGHTEEN).ok()?;
                let fits = most < EIGHTEEN;
                let term = if fits { rounded.term } else { Term::Below(Box::new(rounded.term), limit) };
                let gives = Gives::Number { scale: shape.scale, most: most.min(EIGHTEEN) };
                Some(Lowered { term, gives, absent: true, fails: false, parts: parts * 2 })
            }
            (Kind::Boolean, Gives::Truth)
            | (Kind::Date, Gives::Day)
            | (Kind::Datetime, Gives::Moment)
            | (Kind::Text, Gives::Text) => done(lowered.term, lowered.gives),
            _ => None,
        }
    }

    fn node(&self, node: &Node) -> Option<Lowered> {
        let lowered = match self.constant(node) {
            Some(constant) => constant,
            None => match &node.expression {
                Expression::Field(path) => self.field(path)?,
                Expression::Negate(inner) => zero().minus(self.node(inner)?)?,
                Expression::Chain { operators, operands } => self.chain(operators, operands)?,
                Expression::Call { function, arguments } => self.call(function, arguments)?,
                _ => return None,
            },
        };
        (lowered.parts <= MOST_PARTS).then_some(lowered)
    }

    /// What reads no field is computed here and now.
    fn constant(&self, node: &Node) -> Option<Lowered> {
        let formula = Formula::try_from(node.clone()).ok()?;
        if !formula.depends().fields.is_empty() {
            return None;
        }
        let value = formula.evaluate(&|_: &FieldPath| Value::Blank, &self.context);
        let (term, gives) = match value {
            Value::Number(number) => return number_of(number),
            Value::Boolean(truth) => (Term::Truth(truth), Gives::Truth),
            Value::Date(day) => (Term::Day(day), Gives::Day),
            Value::Moment(moment) => (Term::Moment(moment), Gives::Moment),
            value if value.is_blank() => (Term::Blank, Gives::Blank),
            Value::Text(text) => (Term::Text(text), Gives::Text),
            _ => return None,
        };
        let absent = gives == Gives::Blank;
        Some(Lowered { term, gives, absent, fails: false, parts: 1 })
    }

    fn field(&self, path: &FieldPath) -> Option<Lowered> {
        let field = self.own(path)?;
        if field.volatile {
            let deeper =
                Lowering { entity: self.entity, context: self.context.clone(), depth: self.depth + 1 };
            return deeper.field_term(field);
        }
        let shape = shape(field);
        let most = match (shape.kind, field.kind) {
            (whole, own) if whole.is_whole() && own == whole => 1 << 53,
            _ => EIGHTEEN,
        };
        let field = field.clone();
        let (term, gives) = match shape.kind {
            whole if whole.is_whole() => (Term::NumberField(field), Gives::Number { scale: 0, most }),
            Kind::Decimal | Kind::Percent | Kind::Money => {
                (Term::NumberField(field), Gives::Number { scale: shape.scale, most })
            }
            Kind::Date => (Term::DayField(field), Gives::Day),
            Kind::Datetime => (Term::MomentField(field), Gives::Moment),
            Kind::Boolean => (Term::TruthField(field), Gives::Truth),
            _ => return None,
        };
        Some(Lowered { term, gives, absent: gives != Gives::Truth, fails: false, parts: 1 })
    }

    /// A field that lies in the record's own row.
    fn own(&self, path: &FieldPath) -> Option<&Arc<Field>> {
        let mut keys = path.keys();
        let field = self.entity.field(keys.next()?)?;
        let stored = matches!(field.kind.values().storage(), Storage::Columns(_) | Storage::Derived);
        (stored && keys.next().is_none()).then_some(field)
    }

    fn chain(&self, operators: &[Operator], operands: &[Node]) -> Option<Lowered> {
        if let ([operator], [left, right]) = (operators, operands)
            && let Some(choice) = self.choice(*operator, left, right)
        {
            return Some(choice);
        }
        let mut operands = operands.iter();
        let mut sum = self.node(operands.next()?)?;
        for (operator, operand) in operators.iter().zip(operands) {
            let right = self.node(operand)?;
            sum = match operator {
                Operator::Add => sum.plus(right)?,
                Operator::Subtract => sum.minus(right)?,
                Operator::Multiply => sum.times(right)?,
                Operator::Divide => sum.over(&right)?,
                Operator::Elapsed => sum.since(right)?,
                _ => sum.compared(comparing(*operator)?, right)?,
            };
        }
        Some(sum)
    }

    /// A choice beside a text: the options that read the same.
    fn choice(&self, operator: Operator, left: &Node, right: &Node) -> Option<Lowered> {
        let (path, other) = match (&left.expression, &right.expression) {
            (Expression::Field(path), _) => (path, right),
            (_, Expression::Field(path)) => (path, left),
            _ => return None,
        };
        let field = self.own(path).filter(|field| field.kind == Kind::Choice)?;
        let constant = self.constant(other)?;
        let Term::Text(wanted) = constant.term else { return None };
        let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
        let same = |key: &&String| lower(key) == lower(&wanted);
        let keys: Vec<String> =
            field.options.iter().map(|option| &option.key).filter(same).cloned().collect();
        let found = Term::OneOf(field.clone(), keys);
        let term = match operator {
            Operator::Equal => found,
            Operator::NotEqual => Term::Not(Box::new(found)),
            _ => return None,
        };
        Some(truth(term, 2))
    }

    fn call(&self, function: &str, arguments: &[Node]) -> Option<Lowered> {
        match (function, arguments) {
            ("IF", [condition, then]) => self.either(condition, then, None),
            ("IF", [condition, then, otherwise]) => self.either(condition, then, Some(otherwise)),
            ("AND" | "OR", all) => {
                let all: Vec<Lowered> = all.iter().map(|node| self.truth(node)).collect::<Option<_>>()?;
                let parts = all.iter().map(|one| one.parts).sum::<usize>() + 1;
                let terms = all.into_iter().map(|one| one.term).collect();
                Some(truth(if function == "AND" { Term::And(terms) } else { Term::Or(terms) }, parts))
            }
            ("NOT", [inner]) => {
                let inner = self.truth(inner)?;
                Some(truth(Term::Not(Box::new(inner.term)), inner.parts + 1))
            }
            ("ISBLANK", [Node { expression: Expression::Field(path), .. }]) => {
                let field = self.own(path).filter(|field| !field.volatile)?;
                let plain =
                    matches!(field.kind.values().storage(), Storage::Columns(parts) if parts.len() == 1);
                let plain = plain && !field.kind.holds_files();
                plain.then(|| truth(Term::IsBlank(field.clone()), 1))
            }
            ("DAYS", [end, start]) => self.day(end)?.since(self.day(start)?),
            ("DATEDIF", [start, end, unit]) => {
                let unit = self.constant(unit)?;
                if !matches!(&unit.term, Term::Text(unit) if unit.eq_ignore_ascii_case("D")) {
                    return None;
                }
                let forward = Comparing { order: Ordering::Greater, negated: true };
                let right_way = self.day(start)?.compared(forward, self.day(end)?)?;
                let elapsed = self.day(end)?.since(self.day(start)?)?;
                let parts = right_way.parts + elapsed.parts + 1;
                let term = Term::If(Box::new(right_way.term), Box::new(elapsed.term), Box::new(Term::Blank));
                Some(Lowered { term, gives: elapsed.gives, absent: true, fails: true, parts })
            }
            _ => None,
        }
    }

    fn truth(&self, node: &Node) -> Option<Lowered> {
        self.node(node).filter(|lowered| lowered.gives == Gives::Truth && !lowered.absent)
    }

    fn day(&self, node: &Node) -> Option<Lowered> {
        self.node(node).filter(|lowered| lowered.gives == Gives::Day && !lowered.fails)
    }

    fn either(&self, condition: &Node, then: &Node, otherwise: Option<&Node>) -> Option<Lowered> {
        let condition = self.truth(condition)?;
        let then = self.node(then)?;
        let otherwise = match otherwise {
            Some(node) => self.node(node)?,
            None => Lowered { term: Term::Blank, gives: Gives::Blank, absent: true, fails: false, parts: 1 },
        };
        let (then, otherwise) = alike(then, otherwise)?;
        let gives = match (then.gives, otherwise.gives) {
            (Gives::Number { scale, most }, Gives::Number { most: other, .. }) => {
                Gives::Number { scale, most: most.max(other) }
            }
            (Gives::Blank, gives) | (gives, _) => gives,
        };
        Some(Lowered {
            gives,
            absent: then.absent || otherwise.absent,
            fails: then.fails || otherwise.fails,
            parts: condition.parts + then.parts + otherwise.parts + 1,
            term: Term::If(Box::new(condition.term), Box::new(then.term), Box::new(otherwise.term)),
        })
    }
}

/// Two branches as one kind of value, numbers at one scale; blank goes with everything.
fn alike(then: Lowered, otherwise: Lowered) -> Option<(Lowered, Lowered)> {
    match (then.gives, otherwise.gives) {
        (Gives::Number { scale: a, .. }, Gives::Number { scale: b, .. }) => {
            Some((then.finer(a.max(b))?, otherwise.finer(a.max(b))?))
        }
        (a, b) if a == b || a == Gives::Blank || b == Gives::Blank => Some((then, otherwise)),
        _ => None,
    }
}

fn comparing(operator: Operator) -> Option<Comparing> {
    let (order, negated) = match operator {
        Operator::Equal => (Ordering::Equal, false),
        Operator::NotEqual => (Ordering::Equal, true),
        Operator::Less => (Ordering::Less, false),
        Operator::GreaterOrEqual => (Ordering::Less, true),
        Operator::Greater => (Ordering::Greater, false),
        Operator::LessOrEqual => (Ordering::Greater, true),
        _ => return None,
    };
    Some(Comparing { order, negated })
}

fn truth(term: Term, parts: usize) -> Lowered {
    Lowered { term, gives: Gives::Truth, absent: false, fails: false, parts }
}

fn zero() -> Lowered {
    Lowered {
        term: Term::Number(0),
        gives: Gives::Number { scale: 0, most: 0 },
        absent: false,
        fails: false,
        parts: 1,
    }
}

fn number_of(number: Decimal) -> Option<Lowered> {
    let number = number.normalize();
    let whole = number.mantissa().to_i64()?;
    let most = i128::from(whole).abs();
    let gives = Gives::Number { scale: number.scale(), most };
    (most <= LARGEST && number.scale() <= QUOTIENT).then_some(Lowered {
        term: Term::Number(whole),
        gives,
        absent: false,
        fails: false,
        parts: 1,
    })
}

fn power(places: u32) -> Option<i64> {
    10_i64.checked_pow(places)
}

impl Lowered {
    /// A number as arithmetic takes it: blank is zero, a failure stays out.
    fn number(self) -> Option<(Term, u32, i128, usize)> {
        match self.gives {
            Gives::Number { scale, most } if !self.fails => {
                let term = if self.absent { Term::OrZero(Box::new(self.term)) } else { self.term };
                Some((term, scale, most, self.parts))
            }
            Gives::Blank => Some((Term::Number(0), 0, 0, 1)),
            _ => None,
        }
    }

    fn of(term: Term, scale: u32, most: i128, parts: usize) -> Option<Lowered> {
        let gives = Gives::Number { scale, most };
        (most <= LARGEST).then_some(Lowered { term, gives, absent: false, fails: false, parts })
    }

    /// The same number at a larger scale.
    fn finer(self, to: u32) -> Option<Lowered> {
        let Gives::Number { scale, most } = self.gives else { return Some(self) };
        let factor = power(to.checked_sub(scale)?)?;
        let most = most.checked_mul(factor.into()).filter(|most| *most <= LARGEST)?;
        let gives = Gives::Number { scale: to, most };
        if factor == 1 {
            return Some(Lowered { gives, ..self });
        }
        let term = Term::Multiply(Box::new(self.term), Box::new(Term::Number(factor)));
        Some(Lowered { term, gives, parts: self.parts + 1, ..self })
    }

    /// The same number at a scale, rounded half away from zero where that is smaller.
    fn rounded(self, to: u32) -> Option<Lowered> {
        let Gives::Number { scale, most } = self.gives else { return None };
        let Some(places) = scale.checked_sub(to).filter(|places| *places > 0) else { return self.finer(to) };
        let by = power(places)?;
        let gives = Gives::Number { scale: to, most: most / i128::from(by) + 1 };
        Some(Lowered { term: Term::Over(Box::new(self.term), by), gives, parts: self.parts * 2 + 1, ..self })
    }

    fn aligned(self, right: Lowered) -> Option<(Term, Term, u32, i128, usize)> {
        let (a, scale_a, most_a, parts_a) = self.number()?;
        let (b, scale_b, most_b, parts_b) = right.number()?;
        let scale = scale_a.max(scale_b);
        let a = Lowered::of(a, scale_a, most_a, parts_a)?.finer(scale)?;
        let b = Lowered::of(b, scale_b, most_b, parts_b)?.finer(scale)?;
        let (Gives::Number { most: most_a, .. }, Gives::Number { most: most_b, .. }) = (a.gives, b.gives)
        else {
            return None;
        };
        Some((a.term, b.term, scale, most_a + most_b, a.parts + b.parts + 1))
    }

    fn plus(self, right: Lowered) -> Option<Lowered> {
        let (a, b, scale, most, parts) = self.aligned(right)?;
        Lowered::of(Term::Add(Box::new(a), Box::new(b)), scale, most, parts)
    }

    fn minus(self, right: Lowered) -> Option<Lowered> {
        if self.gives == Gives::Day || right.gives == Gives::Day {
            return None;
        }
        let (a, b, scale, most, parts) = self.aligned(right)?;
        Lowered::of(Term::Subtract(Box::new(a), Box::new(b)), scale, most, parts)
    }

    fn times(self, right: Lowered) -> Option<Lowered> {
        let (a, scale_a, most_a, parts_a) = self.number()?;
        let (b, scale_b, most_b, parts_b) = right.number()?;
        let most = most_a.checked_mul(most_b)?;
        let scale = Some(scale_a + scale_b).filter(|scale| *scale <= QUOTIENT)?;
        Lowered::of(Term::Multiply(Box::new(a), Box::new(b)), scale, most, parts_a + parts_b + 1)
    }

    /// Over a constant: twelve places, as formulas keep them.
    fn over(self, right: &Lowered) -> Option<Lowered> {
        let (Term::Number(by), Gives::Number { scale: scale_b, .. }) = (&right.term, right.gives) else {
            return None;
        };
        let (a, scale_a, most_a, parts) = self.number()?;
        let factor = power((QUOTIENT + scale_b).checked_sub(scale_a)?)?;
        let most = most_a.checked_mul(factor.into()).filter(|most| *most <= LARGEST)?;
        let by = Some(*by).filter(|by| *by > 0)?;
        let scaled = Term::Multiply(Box::new(a), Box::new(Term::Number(factor)));
        Lowered::of(Term::Over(Box::new(scaled), by), QUOTIENT, most / i128::from(by) + 1, parts * 2 + 2)
    }

    fn since(self, start: Lowered) -> Option<Lowered> {
        let days = self.gives == Gives::Day && start.gives == Gives::Day && !self.fails && !start.fails;
        days.then(|| Lowered {
            absent: self.absent || start.absent,
            fails: false,
            parts: self.parts + start.parts + 1,
            gives: Gives::Number { scale: 0, most: DAYS },
            term: Term::Elapsed(Box::new(self.term), Box::new(start.term)),
        })
    }

    fn compared(self, how: Comparing, right: Lowered) -> Option<Lowered> {
        if self.fails || right.fails {
            return None;
        }
        let parts = self.parts + right.parts + 1;
        match (self.gives, right.gives) {
            (Gives::Number { .. }, Gives::Number { .. }) => {
                let (a, b, _, _, parts) = self.aligned(right)?;
                Some(truth(Term::Numbers(how, Box::new(a), Box::new(b)), parts))
            }
            (Gives::Day, Gives::Day) => {
                Some(truth(Term::Days(how, Box::new(self.term), Box::new(right.term)), parts))
            }
            (Gives::Moment, Gives::Moment) => {
                Some(truth(Term::Moments(how, Box::new(self.term), Box::new(right.term)), parts))
            }
            _ => None,
        }
    }
}
