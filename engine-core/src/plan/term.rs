//! What a database can compute of a formula while it reads.
//!
//! Units:  numbers are whole: a decimal of scale 2 is its hundredths. Days count from 1970-01-01.
//! Source: docs/adr/0010-lower-formulas-of-the-clock.md.

use std::{cmp::Ordering, sync::Arc};

use crate::{
    entity::Field,
    moment::{Date, Moment},
};

/// An expression over the stored columns of one record. Absent is blank, and what the formula could not compute.
#[derive(Clone, Debug)]
pub enum Term {
    /// Nothing.
    Blank,
    /// A number, scaled.
    Number(i64),
    /// A day.
    Day(Date),
    /// A point in time.
    Moment(Moment),
    /// A text.
    Text(Arc<str>),
    /// Yes or no.
    Truth(bool),
    /// A stored number, scaled to its field's scale.
    NumberField(Arc<Field>),
    /// A stored day.
    DayField(Arc<Field>),
    /// A stored point in time.
    MomentField(Arc<Field>),
    /// Whether a stored yes or no is yes.
    TruthField(Arc<Field>),
    /// Whether a stored choice is one of these.
    OneOf(Arc<Field>, Vec<String>),
    /// Whether a stored value is blank.
    IsBlank(Arc<Field>),
    /// A number, or zero where it is absent.
    OrZero(Box<Term>),
    /// The sum of numbers of one scale.
    Add(Box<Term>, Box<Term>),
    /// The difference of numbers of one scale.
    Subtract(Box<Term>, Box<Term>),
    /// The product; the scales add up.
    Multiply(Box<Term>, Box<Term>),
    /// A number over a positive one, rounded half away from zero.
    Over(Box<Term>, i64),
    /// A number, absent unless its magnitude is below another.
    Below(Box<Term>, i64),
    /// The days from the second to the first.
    Elapsed(Box<Term>, Box<Term>),
    /// Two numbers of one scale compare so.
    Numbers(Comparing, Box<Term>, Box<Term>),
    /// Two days compare so; an absent one lies before all others.
    Days(Comparing, Box<Term>, Box<Term>),
    /// Two points in time compare so; an absent one lies before all others.
    Moments(Comparing, Box<Term>, Box<Term>),
    /// All hold.
    And(Vec<Term>),
    /// One holds.
    Or(Vec<Term>),
    /// It does not hold.
    Not(Box<Term>),
    /// The second if the first holds, else the third.
    If(Box<Term>, Box<Term>, Box<Term>),
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparing {
    /// The orders for which it holds.
    pub order: Ordering,
    /// Whether it holds for all others instead.
    pub negated: bool,
}
