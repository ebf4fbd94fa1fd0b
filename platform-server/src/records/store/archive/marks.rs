//! Before and after records are restored: nothing there before, tables, indexes and the counters of the database after.

use engine_core::{issue::Message, kinds::ColumnType};

use super::StoreError;
use crate::{
    catalog::Snapshot,
    database::Dialect,
    records::{
        changes,
        connection::Connection,
        ddl::{self, SchemaChange},
        names::{self, Name},
        sql::{Bind, Statement},
    },
};

/// Tables in which something lies as soon as anybody has used an installation.
const USED: [&str; 6] =
    ["users", "departments", "teams", "definition_versions", "definition_drafts", "changes"];

/// Refuses an installation that holds anything.
///
/// # Errors
/// When it does.
pub async fn vacant(connection: &mut Connection<'_>) -> Result<(), StoreError> {
    let occupied = || {
        StoreError::Unsupported(Message::new(
            "这里已经有数据：只能还原到空的安装（新的数据目录或新的数据库）",
            "there is something in this installation already: an archive is restored into an empty one, a new data directory \
             or a new database",
        ))
    };
    for table in USED {
        let mut sql = Statement::start(connection.dialect(), "SELECT CAST(1 AS BIGINT) FROM ");
        sql.name(&Name::fixed(table)).push(" LIMIT 1");
        if connection.number(sql).await?.is_some() {
            return Err(occupied());
        }
    }
    let existing = ddl::existing(connection).await?;
    if existing.tables.keys().any(|table| table.starts_with("e_")) { Err(occupied()) } else { Ok(()) }
}

/// Moves the epoch on, so that every server reads what is published anew; nobody has published before.
///
/// # Errors
/// When somebody has.
pub async fn begin(connection: &mut Connection<'_>) -> Result<(), StoreError> {
    let sql = Statement::start(
        connection.dialect(),
        "UPDATE catalog_state SET epoch = epoch + 1 WHERE id = 1 AND epoch = 0",
    );
    if connection.execute(sql).await? == 1 { vacant(connection).await } else { Err(StoreError::Outdated) }
}

/// Makes the tables of what is published; their indexes, to be made once the records are there.
///
/// # Errors
/// When the database refuses.
pub async fn build(
    connection: &mut Connection<'_>,
    snapshot: &Snapshot,
) -> Result<Vec<Statement>, StoreError> {
    let existing = ddl::existing(connection).await?;
    let dialect = connection.dialect();
    let mut keys: Vec<_> = snapshot.entities.keys().collect();
    keys.sort();
    let shapes = keys.into_iter().map(|key| ddl::shape(&snapshot.entities[key].entity));
    let mut indexes = Vec::new();
    for change in shapes.flat_map(|shape| ddl::changes(dialect, &shape, &existing)) {
        let mut statements = ddl::render(dialect, &change);
        match change {
            SchemaChange::CreateIndex { .. } => indexes.append(&mut statements),
            // The column now, its index later; SQLite has no index of its own for full text.
            SchemaChange::AddText(..) if dialect == Dialect::Postgres => {
                indexes.extend(statements.drain(1..));
            }
            _ => {}
        }
        for statement in statements {
            connection.execute(statement).await?;
        }
    }
    Ok(indexes)
}

/// Sets the counters of the database behind every number that was ever given, those of purged records included.
///
/// # Errors
/// When the database refuses.
pub async fn finish(connection: &mut Connection<'_>, snapshot: &Snapshot) -> Result<(), StoreError> {
    for compiled in snapshot.entities.values().filter(|compiled| compiled.entity.parent.is_none()) {
        let (key, table) = (&compiled.entity.key, names::table(&compiled.entity.key));
        let mut sql =
            Statement::start(connection.dialect(), "SELECT CAST(COALESCE(MAX(\"n\"), 0) AS BIGINT) FROM ");
        sql.push("(SELECT MAX(\"n\") AS \"n\" FROM ").name(&table);
        sql.push(" UNION ALL SELECT MAX(\"record_n\") FROM \"changes\" WHERE \"subject\" = ");
        sql.bind(Bind::Text(Some(changes::subject(key)))).push(") AS given");
        let last = connection.number(sql).await?.unwrap_or(0);
        match connection.dialect() {
            Dialect::Postgres => {
                let mut sql =
                    Statement::start(Dialect::Postgres, "SELECT setval(CAST(pg_get_serial_sequence(CAST(");
                sql.bind(Bind::Text(Some(table.to_string()))).push(" AS TEXT), 'n') AS regclass), ");
                sql.number(last + 1).push(", false)");
                connection.fetch_as(sql, &[ColumnType::Integer]).await?;
            }
            Dialect::Sqlite => sqlite_mark(connection, &table, last).await?,
        }
    }
    if connection.dialect() == Dialect::Postgres {
        let sql = Statement::start(
            Dialect::Postgres,
            "SELECT setval('change_numbers', (SELECT COALESCE(MAX(\"seq\"), 0) + 1 FROM \"changes\"), false)",
        );
        connection.fetch_as(sql, &[ColumnType::Integer]).await?;
    }
    Ok(())
}

async fn sqlite_mark(connection: &mut Connection<'_>, table: &Name, last: i64) -> Result<(), StoreError> {
    let name = || Bind::Text(Some(table.as_str().to_owned()));
    let mut gone = Statement::start(Dialect::Sqlite, "DELETE FROM sqlite_sequence WHERE name = ");
    gone.bind(name());
    connection.execute(gone).await?;
    let mut mark = Statement::start(Dialect::Sqlite, "INSERT INTO sqlite_sequence (name, seq) VALUES (");
    mark.bind(name()).push(", ").bind(Bind::Integer(Some(last))).push(")");
    connection.execute(mark).await.map(drop)
}

/// Refuses to read records that a publish is still computing.
///
/// # Errors
/// [`StoreError::Computing`] while it does.
pub async fn settled(connection: &mut Connection<'_>) -> Result<(), StoreError> {
    let sql = Statement::start(connection.dialect(), "SELECT CAST(1 AS BIGINT) FROM backfills LIMIT 1");
    if connection.number(sql).await?.is_some() { Err(StoreError::Computing) } else { Ok(()) }
}
