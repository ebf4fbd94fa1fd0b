//! A term as SQL: what a formula of the clock gives, computed while reading.
//!
//! Units:  numbers are whole on both databases, 64-bit on SQLite, NUMERIC on PostgreSQL; days count from 1970-01-01. Only
//!         the outermost value is brought into the form of its field's column.
//! Source: docs/adr/0010-lower-formulas-of-the-clock.md; property-tested against evaluation in memory.

use std::cmp::Ordering;

use engine_core::{
    entity::Field,
    kinds::ColumnType,
    moment::days,
    plan::{Comparing, Term, shape},
};

use super::{Alias, Bind, Statement, codec};
use crate::{database::Dialect, records::names};

/// What lies before everything, on SQLite and on PostgreSQL.
type Before = (&'static str, &'static str);

/// Writes a term as the column of its field; texts as `spell` has them, so that a folded or a sorting one can be asked
/// for.
pub fn value(sql: &mut Statement, at: Alias, field: &Field, term: &Term, spell: fn(&str) -> String) {
    let writer = Writer { at, spell };
    let Some(column) = codec::columns(shape(field)).into_iter().next() else {
        sql.push("NULL");
        return;
    };
    let postgres = sql.dialect() == Dialect::Postgres;
    match column.column_type {
        ColumnType::Decimal if postgres => {
            sql.push("(");
            writer.any(sql, term);
            sql.push(" * ")
                .push(PARTS[usize::try_from(column.scale).unwrap_or(0).min(PARTS.len() - 1)])
                .push(")");
        }
        ColumnType::Date if postgres => {
            sql.push("(DATE '1970-01-01' + CAST(");
            writer.any(sql, term);
            sql.push(" AS INTEGER))");
        }
        ColumnType::Boolean => writer.yes_or_no(sql, term),
        _ => writer.any(sql, term),
    }
}

/// One over ten to the power of the place.
const PARTS: [&str; 7] = ["1", "0.1", "0.01", "0.001", "0.0001", "0.00001", "0.000001"];

struct Writer {
    at: Alias,
    spell: fn(&str) -> String,
}

impl Writer {
    /// Appends a boolean as a column holds it: a branch may be blank.
    fn yes_or_no(&self, sql: &mut Statement, term: &Term) {
        match term {
            Term::Blank => {
                sql.push("NULL");
            }
            Term::TruthField(field) => self.column(sql, field),
            Term::If(condition, then, otherwise) => {
                sql.push("(CASE WHEN ");
                self.truth(sql, condition);
                sql.push(" THEN ");
                self.yes_or_no(sql, then);
                sql.push(" ELSE ");
                self.yes_or_no(sql, otherwise);
                sql.push(" END)");
            }
            condition => {
                sql.push("(CASE WHEN ");
                self.truth(sql, condition);
                sql.push_for(" THEN 1 ELSE 0 END)", " THEN TRUE ELSE FALSE END)");
            }
        }
    }

    fn any(&self, sql: &mut Statement, term: &Term) {
        match term {
            Term::Blank => {
                sql.push("NULL");
            }
            Term::Number(number) => self.number(sql, *number),
            Term::Day(day) => self.number(sql, i64::from(days(*day))),
            Term::Moment(moment) => {
                sql.push_for("", "CAST(").bind(Bind::Moment(Some(*moment))).push_for("", " AS TIMESTAMPTZ)");
            }
            Term::Text(text) => {
                let spelled = (self.spell)(text);
                sql.push_for("", "CAST(").bind(Bind::Text(Some(spelled)));
                sql.push_for("", " AS TEXT) COLLATE \"C\"");
            }
            Term::NumberField(field) => self.number_field(sql, field),
            Term::DayField(field) => {
                sql.push_for("", "CAST(");
                self.column(sql, field);
                sql.push_for("", " - DATE '1970-01-01' AS NUMERIC)");
            }
            Term::MomentField(field) => self.column(sql, field),
            Term::OrZero(inner) => {
                sql.push("COALESCE(");
                self.any(sql, inner);
                sql.push(", 0)");
            }
            Term::Add(a, b) => self.pair(sql, a, " + ", b),
            Term::Subtract(a, b) | Term::Elapsed(a, b) => self.pair(sql, a, " - ", b),
            Term::Multiply(a, b) => self.pair(sql, a, " * ", b),
            Term::Over(inner, by) => self.over(sql, inner, *by),
            Term::Below(inner, limit) => {
                sql.push("(CASE WHEN ABS(");
                self.any(sql, inner);
                sql.push(") < ").number(*limit).push(" THEN ");
                self.any(sql, inner);
                sql.push(" END)");
            }
            Term::If(condition, then, otherwise) => {
                sql.push("(CASE WHEN ");
                self.truth(sql, condition);
                sql.push(" THEN ");
                self.any(sql, then);
                sql.push(" ELSE ");
                self.any(sql, otherwise);
                sql.push(" END)");
            }
            condition => self.truth(sql, condition),
        }
    }

    fn number(&self, sql: &mut Statement, number: i64) {
        sql.push_for("(", "CAST(").number(number).push_for(")", " AS NUMERIC)");
    }

    fn column(&self, sql: &mut Statement, field: &Field) {
        sql.column(self.at, &names::column(field, ""));
    }

    fn number_field(&self, sql: &mut Statement, field: &Field) {
        if sql.dialect() == Dialect::Sqlite {
            return self.column(sql, field);
        }
        let column = codec::columns(field).into_iter().next();
        sql.push("(CAST(");
        self.column(sql, field);
        sql.push(" AS NUMERIC) * ");
        let scale = column.filter(|c| c.column_type == ColumnType::Decimal).map_or(0, |c| c.scale);
        sql.number(10_i64.pow(scale.min(18))).push(")");
    }

    fn pair(&self, sql: &mut Statement, a: &Term, between: &'static str, b: &Term) {
        sql.push("(");
        self.any(sql, a);
        sql.push(between);
        self.any(sql, b);
        sql.push(")");
    }

    /// Half away from zero: half of the divisor is added away from zero before the rest is cut off.
    fn over(&self, sql: &mut Statement, inner: &Term, by: i64) {
        sql.push_for("((", "DIV(");
        self.any(sql, inner);
        sql.push(" + (CASE WHEN ");
        self.any(sql, inner);
        sql.push(" < 0 THEN ").number(-(by / 2)).push(" ELSE ").number(by / 2).push(" END)");
        sql.push_for(") / ", ", ").number(by).push(")");
    }

    /// Appends a condition that is never unknown.
    fn truth(&self, sql: &mut Statement, term: &Term) {
        match term {
            Term::Truth(truth) => {
                sql.push(if *truth { "1 = 1" } else { "1 = 0" });
            }
            Term::TruthField(field) => {
                sql.push("(");
                self.column(sql, field);
                sql.push(") IS TRUE");
            }
            Term::IsBlank(field) => {
                self.column(sql, field);
                sql.push(" IS NULL");
            }
            Term::OneOf(_, keys) if keys.is_empty() => {
                sql.push("1 = 0");
            }
            Term::OneOf(field, keys) => {
                sql.push("(");
                self.column(sql, field);
                sql.push(" IN (");
                sql.join(keys, ", ", |sql, key| {
                    sql.bind(Bind::Text(Some(key.clone())));
                });
                sql.push(")) IS TRUE");
            }
            Term::Numbers(how, a, b) => self.compared(sql, *how, a, b, None),
            Term::Days(how, a, b) => self.compared(sql, *how, a, b, Some(("-100000000", "-100000000"))),
            Term::Moments(how, a, b) => {
                let before = ("-9223372036854775807", "CAST('-infinity' AS TIMESTAMPTZ)");
                self.compared(sql, *how, a, b, Some(before));
            }
            Term::And(all) => self.list(sql, all, " AND "),
            Term::Or(any) => self.list(sql, any, " OR "),
            Term::Not(inner) => {
                sql.push("(");
                self.truth(sql, inner);
                sql.push(") IS NOT TRUE");
            }
            Term::If(condition, then, otherwise) => {
                sql.push("(CASE WHEN ");
                self.truth(sql, condition);
                sql.push(" THEN ");
                self.truth(sql, then);
                sql.push(" ELSE ");
                self.truth(sql, otherwise);
                sql.push(" END) IS TRUE");
            }
            _ => {
                sql.push("1 = 0");
            }
        }
    }

    fn list(&self, sql: &mut Statement, terms: &[Term], between: &'static str) {
        sql.push("(");
        sql.join(terms, between, |sql, term| {
            sql.push("(");
            self.truth(sql, term);
            sql.push(")");
        });
        sql.push(")");
    }

    fn compared(&self, sql: &mut Statement, how: Comparing, a: &Term, b: &Term, before: Option<Before>) {
        let mark = match (how.order, how.negated) {
            (Ordering::Equal, false) => " = ",
            (Ordering::Equal, true) => " <> ",
            (Ordering::Less, false) => " < ",
            (Ordering::Less, true) => " >= ",
            (Ordering::Greater, false) => " > ",
            (Ordering::Greater, true) => " <= ",
        };
        self.or_before(sql, a, before);
        sql.push(mark);
        self.or_before(sql, b, before);
    }

    /// Appends a day or point in time, where it may be absent as one before all others.
    fn or_before(&self, sql: &mut Statement, term: &Term, before: Option<Before>) {
        match (term, before) {
            (Term::DayField(_) | Term::MomentField(_) | Term::If(..), Some((sqlite, postgres))) => {
                sql.push("COALESCE(");
                self.any(sql, term);
                sql.push(", ").push_for(sqlite, postgres).push(")");
            }
            _ => self.any(sql, term),
        }
    }
}
