//! A condition as SQL, with the same two-valued answers as `engine_core::plan::matches`.
//!
//! Source: docs/spec/filters.md; property-tested against evaluation in memory on both databases.

use engine_core::{
    entity::{Entity, Field},
    kinds::{ColumnType, Kind, Storage},
    plan::{Column, Comparison, Condition, Share, Test},
    value::Value,
};

use super::{Alias, Bind, Lowering, Statement, codec, expression::is_number, words};
use crate::records::names;

/// Conditions written side by side.
const LONGEST_RUN: usize = 64;

impl Lowering<'_> {
    /// Appends a condition in parentheses. Unknown never comes out: what cannot be compared does not hold.
    pub fn condition(&mut self, sql: &mut Statement, alias: Alias, condition: &Condition) {
        match condition {
            Condition::True => {
                sql.push("1 = 1");
            }
            Condition::False => {
                sql.push("1 = 0");
            }
            Condition::And(all) => self.list(sql, alias, all, " AND "),
            Condition::Or(any) => self.list(sql, alias, any, " OR "),
            Condition::Not(inner) => {
                sql.push("(");
                self.condition(sql, alias, inner);
                sql.push(") IS NOT TRUE");
            }
            Condition::Test(test) => self.test(sql, alias, test),
            Condition::Exists { entity, via, condition } => self.exists(sql, alias, entity, via, condition),
            Condition::Shared(share) => self.shared(sql, alias, share),
            Condition::Except(numbers) => {
                sql.alias(alias).push(".\"n\" NOT IN (");
                sql.join(numbers, ", ", |sql, n| {
                    sql.number(*n);
                });
                sql.push(")");
            }
            Condition::Rule(inner) => self.unnarrowed(|this| this.condition(sql, alias, inner)),
        }
    }

    /// Long lists are written as a balanced tree: SQLite reads `a OR b OR c` as one that is as deep as it is long, and
    /// takes no more than 1,000 levels.
    fn list(&mut self, sql: &mut Statement, alias: Alias, items: &[Condition], between: &'static str) {
        sql.push("(");
        if items.len() > LONGEST_RUN {
            let (first, second) = items.split_at(items.len() / 2);
            self.list(sql, alias, first, between);
            sql.push(between);
            self.list(sql, alias, second, between);
        } else {
            sql.join(items, between, |sql, c| self.condition(sql, alias, c));
        }
        sql.push(")");
    }

    fn exists(&mut self, sql: &mut Statement, alias: Alias, entity: &Entity, via: &Field, inner: &Condition) {
        let child = self.alias();
        sql.push("EXISTS (SELECT 1 FROM ").name(&names::table(&entity.key)).push(" ").alias(child);
        sql.push(" WHERE ").column(child, &names::column(via, "")).push(" = ").alias(alias).push(".\"n\"");
        sql.push(" AND ").alias(child).push(".\"deleted_at\" IS NULL");
        self.scope(sql, child, &entity.key);
        sql.push(" AND ");
        self.condition(sql, child, inner);
        sql.push(")");
    }

    fn shared(&mut self, sql: &mut Statement, alias: Alias, share: &Share) {
        sql.alias(alias)
            .push(".\"id\" IN (SELECT \"record_id\" FROM \"record_shares\" WHERE \"principal_id\" IN (");
        sql.join(&share.principals, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(") AND (\"until\" IS NULL OR \"until\" >= ").bind(Bind::Date(Some(share.today))).push(")");
        if share.edit {
            sql.push(" AND \"level\" = 'edit'");
        }
        sql.push(")");
    }

    fn test(&mut self, sql: &mut Statement, alias: Alias, test: &Test) {
        match test.column.field.kind.rules().storage() {
            Storage::Links(_) => self.links(sql, alias, test),
            Storage::Children => self.children(sql, alias, test),
            _ => self.scalar(sql, alias, test),
        }
    }

    fn scalar(&mut self, sql: &mut Statement, alias: Alias, test: &Test) {
        let column = &test.column;
        let compare = |this: &mut Self, sql: &mut Statement, operator: &'static str, value: &Value| {
            this.raw(sql, alias, column);
            sql.push(operator);
            this.operand(sql, column, value);
        };
        match &test.comparison {
            Comparison::Eq(value) => compare(self, sql, " = ", value),
            Comparison::Lt(value) => compare(self, sql, " < ", value),
            Comparison::Lte(value) => compare(self, sql, " <= ", value),
            Comparison::Gt(value) => compare(self, sql, " > ", value),
            Comparison::Gte(value) => compare(self, sql, " >= ", value),
            Comparison::Ne(value) => {
                sql.push("(");
                compare(self, sql, " = ", value);
                sql.push(") IS NOT TRUE");
            }
            Comparison::In(values) => self.one_of(sql, alias, column, values),
            Comparison::NotIn(values) => {
                sql.push("(");
                self.one_of(sql, alias, column, values);
                sql.push(") IS NOT TRUE");
            }
            Comparison::Contains(part) => self.like(sql, alias, column, part, true),
            Comparison::StartsWith(part) => self.like(sql, alias, column, part, false),
            Comparison::Empty => self.blank(sql, alias, column, " IS NULL", " AND "),
            Comparison::NotEmpty => self.blank(sql, alias, column, " IS NOT NULL", " OR "),
            Comparison::HasAny(_) | Comparison::HasAll(_) => {
                sql.push("1 = 0");
            }
        }
    }

    fn one_of(&mut self, sql: &mut Statement, alias: Alias, column: &Column, values: &[Value]) {
        self.raw(sql, alias, column);
        sql.push(" IN (");
        sql.join(values, ", ", |sql, value| self.operand(sql, column, value));
        sql.push(")");
    }

    /// A value as the column stores it; a number too precise for the column keeps its digits, so that nothing is
    /// equal to it and order stays right.
    fn operand(&mut self, sql: &mut Statement, column: &Column, value: &Value) {
        if is_number(column) {
            let target = column.shape().target.as_ref().expect("a reference has a target");
            sql.push("(SELECT \"n\" FROM ").name(&names::table(target)).push(" WHERE \"id\" = ");
            sql.bind(Bind::from(value)).push(")");
            return;
        }
        match (&codec::column(column), value.number()) {
            (Some(c), Some(number)) if c.column_type == ColumnType::Decimal => {
                sql.bind(Bind::Decimal(Some(number), c.scale));
            }
            (Some(c), Some(number)) if c.column_type == ColumnType::Integer && !number.is_integer() => {
                sql.bind(Bind::Decimal(Some(number), 0));
            }
            (Some(c), _) => {
                sql.bind(codec::bind(c, value));
            }
            _ => {
                sql.bind(Bind::from(value));
            }
        }
    }

    fn like(&mut self, sql: &mut Statement, alias: Alias, column: &Column, part: &str, anywhere: bool) {
        sql.push("(");
        if anywhere
            && self.with_full_text
            && column.term.is_none()
            && in_full_text(column)
            && let Some(query) = words::substring(self.dialect, part)
        {
            self.full_text(sql, alias, &column.entity, query, None);
            sql.push(" AND ");
        }
        let escaped = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = if anywhere { format!("%{escaped}%") } else { format!("{escaped}%") };
        self.folded(sql, alias, column);
        sql.push(" LIKE ").bind(Bind::Text(Some(pattern))).push(" ESCAPE '\\')");
    }

    /// Appends the folded text of a column; the whole of an address is its parts in a row.
    fn folded(&mut self, sql: &mut Statement, alias: Alias, column: &Column) {
        let parts = codec::folded_parts(&column.field);
        if column.term.is_some() {
            self.spelled(sql, alias, column, engine_core::text::fold);
        } else if column.part.is_empty() && parts.len() > 1 {
            sql.join(parts, " || ", |sql, part| {
                sql.push("COALESCE(");
                self.folded(sql, alias, &Column { part, ..column.clone() });
                sql.push(", '')");
            });
        } else if parts.contains(&column.part) {
            sql.push("COALESCE(");
            self.through(sql, alias, column, column.hops.len(), &mut |sql, at| {
                sql.column(at, &names::folded_column(&column.field, column.part));
            });
            sql.push(", ");
            self.raw(sql, alias, column);
            sql.push(")");
        } else {
            sql.push("LOWER(");
            self.raw(sql, alias, column);
            sql.push(")");
        }
    }

    /// Appends that every column of a field is blank, or that one is not.
    fn blank(
        &mut self,
        sql: &mut Statement,
        alias: Alias,
        column: &Column,
        is: &'static str,
        between: &'static str,
    ) {
        let parts = codec::telling_parts(&column.field);
        if column.part.is_empty() && parts.len() > 1 {
            sql.push("(");
            sql.join(parts, between, |sql, part| {
                self.raw(sql, alias, &Column { part, ..column.clone() });
                sql.push(is);
            });
            sql.push(")");
        } else {
            self.raw(sql, alias, column);
            sql.push(is);
        }
    }

    /// Appends that full text finds the record. SQLite does not look at numbers up to a floor.
    pub fn full_text(
        &mut self,
        sql: &mut Statement,
        alias: Alias,
        entity: &Entity,
        query: String,
        floor: Option<&dyn Fn(&mut Statement)>,
    ) {
        match self.dialect {
            crate::database::Dialect::Sqlite => {
                let table = names::text_table(&entity.key);
                sql.alias(alias).push(".\"n\" IN (SELECT rowid FROM ").name(&table);
                sql.push(" WHERE ").name(&table).push(" MATCH ").bind(Bind::Text(Some(query)));
                if let Some(floor) = floor {
                    sql.push(" AND rowid > ");
                    floor(sql);
                }
                sql.push(")");
            }
            crate::database::Dialect::Postgres => {
                sql.alias(alias)
                    .push(".\"search\" @@ CAST(")
                    .bind(Bind::Text(Some(query)))
                    .push(" AS tsquery)")
                    .hangs_on_values();
            }
        }
    }

    fn links(&mut self, sql: &mut Statement, alias: Alias, test: &Test) {
        let column = &test.column;
        let table = names::link_table(&column.entity, &column.field);
        let member = |this: &mut Self, sql: &mut Statement, values: &[Value]| {
            this.through(sql, alias, column, column.hops.len(), &mut |sql, at| {
                sql.alias(at).push(".\"n\"");
            });
            sql.push(" IN (SELECT \"n\" FROM ").name(&table);
            if !values.is_empty() {
                sql.push(" WHERE \"value\" IN (");
                sql.join(values, ", ", |sql, value| link_operand(sql, &column.field, value));
                sql.push(")");
            }
            sql.push(")");
        };
        match &test.comparison {
            Comparison::HasAny(values) if !values.is_empty() => member(self, sql, values),
            Comparison::HasAll(values) if !values.is_empty() => {
                sql.push("(");
                sql.join(values, " AND ", |sql, value| member(self, sql, std::slice::from_ref(value)));
                sql.push(")");
            }
            Comparison::NotEmpty | Comparison::HasAll(_) => member(self, sql, &[]),
            Comparison::Empty => {
                sql.push("(");
                member(self, sql, &[]);
                sql.push(") IS NOT TRUE");
            }
            _ => {
                sql.push("1 = 0");
            }
        }
    }

    fn children(&mut self, sql: &mut Statement, alias: Alias, test: &Test) {
        let Some(rows) = &test.column.field.target else {
            sql.push("1 = 0");
            return;
        };
        if test.comparison == Comparison::Empty {
            sql.push("NOT ");
        }
        let child = self.alias();
        sql.push("EXISTS (SELECT 1 FROM ").name(&names::table(rows)).push(" ").alias(child);
        sql.push(" WHERE ").alias(child).push(".\"parent_n\" = ");
        self.through(sql, alias, &test.column, test.column.hops.len(), &mut |sql, at| {
            sql.alias(at).push(".\"n\"");
        });
        sql.push(")");
    }
}

/// Whether full text knows the words of a column.
pub(super) fn in_full_text(column: &Column) -> bool {
    column.hops.is_empty() && column.field.search
}

fn link_operand(sql: &mut Statement, field: &Field, value: &Value) {
    match (field.kind, &field.target) {
        (Kind::References, Some(target)) => {
            sql.push("(SELECT \"n\" FROM ").name(&names::table(target)).push(" WHERE \"id\" = ");
            sql.bind(Bind::from(value)).push(")");
        }
        _ => {
            sql.bind(Bind::from(value));
        }
    }
}
