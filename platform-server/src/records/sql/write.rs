//! Rows as SQL: insert many, update one, link tables, full text.
//!
//! Shape:  callers hand over values whose references are already numbers.

use std::sync::Arc;

use engine_core::{
    entity::{Entity, Field},
    key::EntityKey,
    kinds::{Kind, Storage},
    plan::shape,
    value::Value,
};

use uuid::Uuid;

use super::{Bind, Rows, Statement, codec, words::Document};
use crate::{
    database::Dialect,
    records::{
        names::{self, Name},
        record::Record,
    },
};

/// System columns of a record, in the order in which they are written.
const SYSTEM: [&str; 8] =
    ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner_id", "department_id"];

/// The columns of an entity's own fields and companions, in order.
fn field_columns(entity: &Entity) -> Vec<(&Arc<Field>, Vec<Name>)> {
    entity
        .fields
        .values()
        .filter(|f| matches!(f.kind.rules().storage(), Storage::Columns(_) | Storage::Derived))
        .map(|field| {
            let mut all: Vec<Name> = codec::columns(field).into_iter().map(|c| c.name).collect();
            all.extend(codec::companion_columns(field));
            (field, all)
        })
        .collect()
}

/// What is bound for a field's columns and companions. A reference's value is the target's number.
fn field_binds(field: &Field, value: &Value) -> Vec<Bind> {
    let mut all = match (shape(field).kind, value) {
        (Kind::Reference, Value::Integer(n)) => vec![Bind::Integer(Some(*n))],
        (Kind::Reference, _) => vec![Bind::Integer(None)],
        _ => codec::binds(field, value),
    };
    all.extend(codec::companion_binds(field, value));
    all
}

/// How the rows of an entity's table are written.
#[derive(Clone)]
pub struct Layout {
    rows: Rows,
    /// Fields with the place of their first bind.
    fields: Vec<(Arc<Field>, usize)>,
    searched: bool,
}

impl Layout {
    /// Of an entity; rows carry one duplicate key for each of its rules.
    pub fn of(dialect: Dialect, entity: &Entity) -> Layout {
        let mut rows = Rows::new(dialect, "INSERT INTO ", &names::table(&entity.key)).columns(&SYSTEM);
        rows = rows.column(&Name::fixed("batch"));
        let mut fields = Vec::new();
        let mut at = SYSTEM.len() + 1;
        for (field, names) in field_columns(entity) {
            fields.push((field.clone(), at));
            at += names.len();
            rows = names.iter().fold(rows, Rows::column);
        }
        for rule in 0..entity.duplicate.as_ref().map_or(0, |d| d.matches.len()) {
            rows = rows.column(&crate::records::ddl::duplicate_column(rule));
        }
        let searched = dialect == Dialect::Postgres && entity.fields.values().any(|f| f.search);
        if searched {
            rows = rows.cast(&Name::fixed("search"), "tsvector");
        }
        Layout { rows: rows.numbered(" RETURNING \"n\""), fields, searched }
    }

    /// No rows yet.
    pub fn rows(&self) -> Rows {
        self.rows.clone()
    }

    /// What is bound for a record, but for its references, its duplicate keys and its full text.
    pub fn binds(&self, record: &Record, batch: Option<Uuid>) -> Vec<Bind> {
        let mut binds = Vec::with_capacity(SYSTEM.len() + self.fields.len() * 2 + 4);
        binds.extend(SYSTEM.map(|key| system_bind(key, record.get(key))));
        binds.push(Bind::Id(batch));
        for (field, _) in &self.fields {
            binds.extend(field_binds(field, record.get(field.key.as_str())));
        }
        binds
    }

    /// Binds what was settled since: the department, the fields that were `late`, and references as the numbers `stored`
    /// knows; then what follows the fields.
    pub fn settle(
        &self,
        binds: &mut Vec<Bind>,
        record: &Record,
        (late, stored): (impl Fn(&Field) -> bool, impl Fn(&Field, &Value) -> Value),
        same: Vec<Option<String>>,
        document: &Document,
    ) {
        let department = SYSTEM.len() - 1;
        binds[department] = system_bind(SYSTEM[department], record.get(SYSTEM[department]));
        for (field, at) in &self.fields {
            let value = record.get(field.key.as_str());
            let settled = match field.kind {
                _ if late(field) => field_binds(field, value),
                Kind::Reference => field_binds(field, &stored(field, value)),
                _ => continue,
            };
            for (place, bind) in binds[*at..].iter_mut().zip(settled) {
                *place = bind;
            }
        }
        binds.extend(same.into_iter().map(Bind::Text));
        if self.searched {
            binds.push(Bind::Text(Some(document.text().to_owned())));
        }
    }
}

fn system_bind(key: &str, value: &Value) -> Bind {
    match (key, value) {
        ("version", _) => Bind::from(value),
        ("created_at" | "updated_at" | "deleted_at", Value::Moment(at)) => Bind::Moment(Some(*at)),
        ("created_at" | "updated_at" | "deleted_at", _) => Bind::Moment(None),
        (_, Value::Id(id)) => Bind::Id(Some(*id)),
        _ => Bind::Id(None),
    }
}

/// `UPDATE` of one record from one version to the next. `changed` are the fields to write.
pub fn update(
    dialect: Dialect,
    entity: &Entity,
    record: &Record,
    changed: &[&Field],
    expected_version: i64,
    same: &[Option<String>],
) -> Statement {
    let mut sql = Statement::start(dialect, "UPDATE ");
    sql.name(&names::table(&entity.key)).push(" SET ");
    let system = ["version", "updated_at", "updated_by", "owner_id", "department_id", "deleted_at"];
    sql.join(system, ", ", |sql, key| {
        sql.name(&Name::fixed(key)).push(" = ").bind(system_bind(key, record.get(key)));
    });
    set_fields(&mut sql, record, changed);
    set_same(&mut sql, same);
    sql.push(" WHERE \"n\" = ").bind(Bind::Integer(Some(record.n)));
    sql.push(" AND \"version\" = ").bind(Bind::Integer(Some(expected_version)));
    sql
}

/// `UPDATE` of derived fields and duplicate keys alone: the version stays.
pub fn update_derived(
    dialect: Dialect,
    entity: &Entity,
    record: &Record,
    changed: &[&Field],
    same: &[Option<String>],
) -> Statement {
    let mut sql = Statement::start(dialect, "UPDATE ");
    sql.name(&names::table(&entity.key)).push(" SET \"n\" = \"n\"");
    set_fields(&mut sql, record, changed);
    set_same(&mut sql, same);
    sql.push(" WHERE \"n\" = ").bind(Bind::Integer(Some(record.n)));
    sql
}

fn set_same(sql: &mut Statement, same: &[Option<String>]) {
    for (i, key) in same.iter().enumerate() {
        let column = crate::records::ddl::duplicate_column(i);
        sql.push(", ").name(&column).push(" = ").bind(Bind::Text(key.clone()));
    }
}

fn set_fields(sql: &mut Statement, record: &Record, changed: &[&Field]) {
    for field in changed {
        let mut all: Vec<Name> = codec::columns(field).into_iter().map(|c| c.name).collect();
        all.extend(codec::companion_columns(field));
        for (name, bind) in all.iter().zip(field_binds(field, record.get(field.key.as_str()))) {
            sql.push(", ").name(name).push(" = ").bind(bind);
        }
    }
}

/// The several values of a field of many records, none yet: `n`, position and value.
pub fn links(dialect: Dialect, entity: &Entity, field: &Field) -> Rows {
    Rows::new(dialect, "INSERT INTO ", &names::link_table(entity, field)).columns(&["n", "position", "value"])
}

/// Deletes the several values of a field of one record.
pub fn delete_links(dialect: Dialect, entity: &Entity, field: &Field, n: i64) -> Statement {
    let mut sql = Statement::start(dialect, "DELETE FROM ");
    sql.name(&names::link_table(entity, field)).push(" WHERE \"n\" = ").bind(Bind::Integer(Some(n)));
    sql
}

/// What SQLite's full text knows of records, nothing yet: their numbers and their words.
pub fn texts(entity: &EntityKey) -> Rows {
    Rows::new(Dialect::Sqlite, "INSERT OR REPLACE INTO ", &names::text_table(entity))
        .columns(&["rowid", "words"])
}

/// Tells PostgreSQL anew by which words it finds records.
pub fn index_text(entity: &EntityKey, rows: &[(i64, Document)]) -> Statement {
    let mut sql = Statement::start(Dialect::Postgres, "UPDATE ");
    sql.name(&names::table(entity)).push(" t0 SET \"search\" = CAST(v.words AS tsvector) FROM (VALUES ");
    sql.join(rows, ", ", |sql, (n, document)| {
        sql.push("(CAST(").bind(Bind::Integer(Some(*n))).push(" AS BIGINT), CAST(");
        sql.bind(Bind::Text(Some(document.text().to_owned()))).push(" AS TEXT))");
    });
    sql.push(") AS v (n, words) WHERE t0.\"n\" = v.n");
    sql
}

/// Takes records out of full text.
pub fn forget_text(dialect: Dialect, entity: &EntityKey, numbers: &[i64]) -> Statement {
    let mut sql = match dialect {
        Dialect::Sqlite => {
            let mut sql = Statement::start(dialect, "DELETE FROM ");
            sql.name(&names::text_table(entity)).push(" WHERE rowid IN (");
            sql
        }
        Dialect::Postgres => {
            let mut sql = Statement::start(dialect, "UPDATE ");
            sql.name(&names::table(entity)).push(" SET \"search\" = NULL WHERE \"n\" IN (");
            sql
        }
    };
    sql.join(numbers, ", ", |sql, n| {
        sql.bind(Bind::Integer(Some(*n)));
    });
    sql.push(")");
    sql
}
