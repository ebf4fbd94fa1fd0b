//! Records that somebody looked at and said are not the same.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m0002_records::spell;

/// The sixth migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(&spell(statement, postgres)).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `one` is the smaller id of a pair.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE records_apart (entity {WORD} NOT NULL, one {UUID} NOT NULL, other {UUID} NOT NULL, actor {UUID}, \
     at {MOMENT} NOT NULL, PRIMARY KEY (one, other)) {TABLE_END}",
    "CREATE INDEX records_apart_other ON records_apart (other)",
];
