//! What a demonstration brought along, so that it can go again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The third migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let (uuid, word, moment, end) = if postgres {
            ("UUID", "TEXT COLLATE \"C\"", "BIGINT", "")
        } else {
            ("BLOB", "TEXT", "INTEGER", " STRICT")
        };
        for statement in [
            format!(
                "CREATE TABLE demo_apps (app {word} PRIMARY KEY, state {word} NOT NULL, at {moment} NOT NULL){end}"
            ),
            format!(
                "CREATE TABLE demo_items (id {uuid} PRIMARY KEY, app {word} NOT NULL, kind {word} NOT NULL, \
                 name {word} NOT NULL){end}"
            ),
        ] {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
