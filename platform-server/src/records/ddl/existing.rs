//! What the database holds now.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    database::Dialect,
    records::{connection::Connection, error::StoreError, sql::Statement},
};

/// Tables with their columns, and the names of our indexes.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// Column names by table name.
    pub tables: BTreeMap<String, BTreeSet<String>>,
    /// Index names by table name; on PostgreSQL without those that a broken build left invalid.
    pub indexes: BTreeMap<String, BTreeSet<String>>,
    /// Indexes that a broken build left invalid.
    pub invalid: BTreeSet<String>,
}

/// Reads what the database holds.
///
/// # Errors
/// When the database does not answer.
pub async fn existing(connection: &mut Connection<'_>) -> Result<Existing, StoreError> {
    let dialect = connection.dialect();
    let mut existing = Existing::default();
    let columns = Statement::start(
        dialect,
        match dialect {
            Dialect::Sqlite => {
                "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            }
            Dialect::Postgres => {
                "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = current_schema()"
            }
        },
    );
    for (table, column) in connection.pairs(columns).await? {
        existing.tables.entry(table).or_default().insert(column);
    }
    let indexes = Statement::start(
        dialect,
        match dialect {
            Dialect::Sqlite => {
                "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND name LIKE 'i\\_%' ESCAPE '\\'"
            }
            Dialect::Postgres => {
                "SELECT t.relname::text, i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
             JOIN pg_class t ON t.oid = x.indrelid WHERE x.indisvalid AND i.relname LIKE 'i\\_%' \
             AND t.relnamespace = current_schema()::regnamespace"
            }
        },
    );
    for (table, index) in connection.pairs(indexes).await? {
        existing.indexes.entry(table).or_default().insert(index);
    }
    if dialect == Dialect::Postgres {
        let invalid = Statement::start(
            dialect,
            "SELECT i.relname::text, '' FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
             WHERE NOT x.indisvalid AND i.relname LIKE 'i\\_%' AND i.relnamespace = current_schema()::regnamespace",
        );
        existing.invalid = connection.pairs(invalid).await?.into_iter().map(|(name, _)| name).collect();
    }
    Ok(existing)
}
