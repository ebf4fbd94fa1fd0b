//! A column as SQL: directly, or through references by scalar sub-queries that apply the target's row rule at each hop.
//!
//! Source: DESIGN §9: each hop of a path goes by the row rule of what it leads to.

use std::collections::HashMap;

use engine_core::{
    key::EntityKey,
    kinds::Kind,
    plan::{Column, Condition, shape},
};

use super::{Alias, Statement, term};
use crate::{database::Dialect, records::names};

/// Row rules of the entities that a plan touches beside its own; an entity without an entry is unrestricted.
pub type Scopes = HashMap<EntityKey, Condition>;

/// What lowering needs to know and remember: the dialect, the row rules and the next free alias.
pub struct Lowering<'a> {
    /// Whose SQL.
    pub dialect: Dialect,
    /// Row rules of other entities.
    pub scopes: &'a Scopes,
    /// Whether full text narrows down what holds a part of a text, before the texts themselves are compared.
    pub with_full_text: bool,
    next: u16,
    inside_rule: bool,
}

impl<'a> Lowering<'a> {
    /// Starts lowering; alias `t0` is the plan's own table.
    pub fn new(dialect: Dialect, scopes: &'a Scopes) -> Lowering<'a> {
        Lowering { dialect, scopes, with_full_text: true, next: 1, inside_rule: false }
    }

    /// The alias of the plan's own table.
    pub const ROOT: Alias = Alias(0);

    /// A fresh alias.
    pub fn alias(&mut self) -> Alias {
        let alias = Alias(self.next);
        self.next += 1;
        alias
    }

    /// Appends the column's value as a person sees it: references as the target's id.
    pub fn value(&mut self, sql: &mut Statement, alias: Alias, column: &Column) {
        if is_number(column) {
            let target = self.alias();
            let table = names::table(column.shape().target.as_ref().expect("a reference has a target"));
            sql.push("(SELECT ").alias(target).push(".\"id\" FROM ").name(&table).push(" ").alias(target);
            sql.push(" WHERE ").alias(target).push(".\"n\" = ");
            self.raw(sql, alias, column);
            sql.push(")");
        } else {
            self.raw(sql, alias, column);
        }
    }

    /// Appends the column as it is stored: references as the target's number.
    pub fn raw(&mut self, sql: &mut Statement, alias: Alias, column: &Column) {
        self.spelled(sql, alias, column, str::to_owned);
    }

    /// Appends the column with the texts of a computed one spelled so.
    pub fn spelled(&mut self, sql: &mut Statement, alias: Alias, column: &Column, spell: fn(&str) -> String) {
        self.through(sql, alias, column, column.hops.len(), &mut |sql, at| match &column.term {
            Some(term) => term::value(sql, at, &column.field, term, spell),
            None => {
                sql.column(at, &names::column(&column.field, column.part));
            }
        });
    }

    /// Appends what `last` writes about the row that the first `hops` references lead to.
    pub fn through(
        &mut self,
        sql: &mut Statement,
        alias: Alias,
        column: &Column,
        hops: usize,
        last: &mut dyn FnMut(&mut Statement, Alias),
    ) {
        let Some(index) = hops.checked_sub(1) else { return last(sql, alias) };
        let hop = &column.hops[index];
        let at = self.alias();
        sql.push("(SELECT ");
        last(sql, at);
        sql.push(" FROM ").name(&names::table(&hop.target.key)).push(" ").alias(at);
        sql.push(" WHERE ").alias(at).push(".\"n\" = ");
        self.through(sql, alias, column, index, &mut |sql, before| {
            sql.column(before, &names::column(&hop.field, ""));
        });
        sql.push(" AND ").alias(at).push(".\"deleted_at\" IS NULL");
        self.scope(sql, at, &hop.target.key);
        sql.push(")");
    }

    /// Lowers a row rule: what it looks through is not narrowed in turn.
    pub fn unnarrowed(&mut self, lower: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.inside_rule, true);
        lower(self);
        self.inside_rule = outer;
    }

    /// Appends ` AND (row rule)` of an entity, if it has one.
    pub fn scope(&mut self, sql: &mut Statement, alias: Alias, entity: &EntityKey) {
        if let Some(rule) = self.scopes.get(entity).filter(|_| !self.inside_rule) {
            sql.push(" AND ");
            self.condition(sql, alias, rule);
        }
    }
}

/// Whether the column holds the number of a record rather than a value.
pub fn is_number(column: &Column) -> bool {
    shape(&column.field).kind == Kind::Reference && column.field.key.as_str() != "id"
}
