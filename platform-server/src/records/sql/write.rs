//! Rows as SQL: insert many, update one, link tables, full text.
//!
//! Shape:  callers hand over values whose references are already numbers.

use engine_core::{
    entity::{Entity, Field},
    key::EntityKey,
    kinds::{Kind, Storage},
    plan::shape,
    value::Value,
};

use super::{Bind, Statement, codec, words};
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
fn field_columns(entity: &Entity) -> Vec<(&Field, Vec<Name>)> {
    entity
        .fields
        .values()
        .filter(|f| matches!(f.kind.rules().storage(), Storage::Columns(_) | Storage::Derived))
        .map(|field| {
            let mut all: Vec<Name> = codec::columns(field).into_iter().map(|c| c.name).collect();
            all.extend(codec::companion_columns(field));
            (field.as_ref(), all)
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

/// How many rows one INSERT may hold for an entity, by SQLite's 32,766 binds.
pub fn rows_per_insert(entity: &Entity) -> usize {
    let columns: usize = field_columns(entity).iter().map(|(_, names)| names.len()).sum();
    (30_000 / (columns + SYSTEM.len() + 10)).clamp(1, 500)
}

/// A record about to be inserted, with what lies beside its fields.
pub struct NewRow {
    /// The record.
    pub record: Record,
    /// Its duplicate keys, one per rule.
    pub same: Vec<Option<String>>,
    /// The words it is found under; empty when nothing of it is searched.
    pub words: Vec<String>,
}

/// `INSERT … RETURNING "n", "id"` of records.
pub fn insert(dialect: Dialect, entity: &Entity, rows: &[NewRow], batch: Option<uuid::Uuid>) -> Statement {
    let fields = field_columns(entity);
    let rules = entity.duplicate.as_ref().map_or(0, |d| d.matches.len());
    let mut sql = Statement::start(dialect, "INSERT INTO ");
    sql.name(&names::table(&entity.key)).push(" (");
    sql.join(SYSTEM, ", ", |sql, key| {
        sql.name(&Name::fixed(key));
    });
    sql.push(", \"batch\"");
    for name in fields.iter().flat_map(|(_, names)| names) {
        sql.push(", ").name(name);
    }
    for i in 0..rules {
        sql.push(", ").name(&crate::records::ddl::duplicate_column(i));
    }
    let searched = dialect == Dialect::Postgres && entity.fields.values().any(|f| f.search);
    if searched {
        sql.push(", \"search\"");
    }
    sql.push(") VALUES ");
    sql.join(rows, ", ", |sql, NewRow { record, same, words }| {
        sql.push("(");
        sql.join(SYSTEM, ", ", |sql, key| {
            sql.bind(system_bind(key, record.get(key)));
        });
        sql.push(", ").bind(Bind::Id(batch));
        for (field, _) in &fields {
            for bind in field_binds(field, record.get(field.key.as_str())) {
                sql.push(", ").bind(bind);
            }
        }
        for key in same {
            sql.push(", ").bind(Bind::Text(key.clone()));
        }
        if searched {
            sql.push(", CAST(").bind(Bind::Text(Some(words::document(dialect, words)))).push(" AS tsvector)");
        }
        sql.push(")");
    });
    sql.push(" RETURNING \"n\", \"id\"");
    sql
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

/// Inserts the several values of a field for many records: `(n, position, value)`.
pub fn insert_links(
    dialect: Dialect,
    entity: &Entity,
    field: &Field,
    rows: &[(i64, i64, Bind)],
) -> Statement {
    let mut sql = Statement::start(dialect, "INSERT INTO ");
    sql.name(&names::link_table(entity, field)).push(" (\"n\", \"position\", \"value\") VALUES ");
    sql.join(rows, ", ", |sql, (n, position, value)| {
        sql.push("(")
            .bind(Bind::Integer(Some(*n)))
            .push(", ")
            .bind(Bind::Integer(Some(*position)))
            .push(", ");
        sql.bind(value.clone()).push(")");
    });
    sql
}

/// Deletes the several values of a field of one record.
pub fn delete_links(dialect: Dialect, entity: &Entity, field: &Field, n: i64) -> Statement {
    let mut sql = Statement::start(dialect, "DELETE FROM ");
    sql.name(&names::link_table(entity, field)).push(" WHERE \"n\" = ").bind(Bind::Integer(Some(n)));
    sql
}

/// Puts records into full text, or anew: their numbers and what [`words::document`] makes of their words.
pub fn index_text(dialect: Dialect, entity: &EntityKey, rows: &[(i64, String)]) -> Statement {
    match dialect {
        Dialect::Sqlite => {
            let mut sql = Statement::start(dialect, "INSERT OR REPLACE INTO ");
            sql.name(&names::text_table(entity)).push(" (rowid, words) VALUES ");
            sql.join(rows, ", ", |sql, (n, document)| {
                sql.push("(").bind(Bind::Integer(Some(*n))).push(", ");
                sql.bind(Bind::Text(Some(document.clone()))).push(")");
            });
            sql
        }
        Dialect::Postgres => {
            let mut sql = Statement::start(dialect, "UPDATE ");
            sql.name(&names::table(entity))
                .push(" t0 SET \"search\" = CAST(v.words AS tsvector) FROM (VALUES ");
            sql.join(rows, ", ", |sql, (n, document)| {
                sql.push("(CAST(").bind(Bind::Integer(Some(*n))).push(" AS BIGINT), CAST(");
                sql.bind(Bind::Text(Some(document.clone()))).push(" AS TEXT))");
            });
            sql.push(") AS v (n, words) WHERE t0.\"n\" = v.n");
            sql
        }
    }
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
