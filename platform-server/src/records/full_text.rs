//! Full text of what is written.
//!
//! Shape:  PostgreSQL is told at once. SQLite is told at the end of a group of writes, outside its savepoints: FTS5 writes
//!         out what it holds in memory whenever a savepoint or a statement of many rows begins, and each time is a segment
//!         that must be merged with others later.
//! Errors: as the statement's own.

use engine_core::key::EntityKey;
use indexmap::IndexMap;

use super::{
    connection::Connection,
    error::StoreError,
    sql::{Bind, words::Document, write},
    sqlite::SqliteConnection,
};
use crate::database::Dialect;

/// Most records taken out by one statement.
const RECORDS: usize = 2_000;

/// What full text shall know of a record; nothing when it shall forget it.
pub(super) type Text = (EntityKey, i64, Option<Document>);

impl Connection<'_> {
    /// Puts records into full text, by their words.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn index(&mut self, entity: &EntityKey, rows: Vec<(i64, Document)>) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(connection) => {
                let texts = rows.into_iter().map(|(n, document)| (entity.clone(), n, Some(document)));
                connection.texts.extend(texts);
                Ok(())
            }
            Connection::Postgres(_) => self.execute(write::index_text(entity, &rows)).await.map(drop),
        }
    }

    /// Takes records out of full text.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget(&mut self, entity: &EntityKey, numbers: &[i64]) -> Result<(), StoreError> {
        match self {
            Connection::Sqlite(connection) => {
                connection.texts.extend(numbers.iter().map(|n| (entity.clone(), *n, None)));
                Ok(())
            }
            Connection::Postgres(_) if numbers.is_empty() => Ok(()),
            Connection::Postgres(_) => {
                self.execute(write::forget_text(Dialect::Postgres, entity, numbers)).await.map(drop)
            }
        }
    }
}

/// Tells SQLite what a group of writes has gathered; what was said last of a record counts.
pub(super) async fn tell(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut entities: IndexMap<EntityKey, IndexMap<i64, Option<Document>>> = IndexMap::new();
    for (entity, n, document) in connection.texts.drain(..) {
        entities.entry(entity).or_default().insert(n, document);
    }
    let mut connection = Connection::Sqlite(connection);
    for (entity, texts) in entities {
        let forgotten: Vec<i64> = texts.iter().filter(|(_, text)| text.is_none()).map(|(n, _)| *n).collect();
        for chunk in forgotten.chunks(RECORDS) {
            connection.execute(write::forget_text(Dialect::Sqlite, &entity, chunk)).await?;
        }
        let mut known = write::texts(&entity);
        for (n, document) in texts.into_iter().filter_map(|(n, text)| Some((n, text?))) {
            known.add(vec![Bind::Integer(Some(n)), Bind::Text(Some(document.into_text()))]);
        }
        connection.insert(known).await?;
    }
    Ok(())
}
