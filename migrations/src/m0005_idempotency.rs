//! Answers to requests with an `Idempotency-Key`: reserved before the effect, kept with their headers and with the
//! rights that were asked for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m0002_records::spell;

/// The fifth migration.
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

/// What was kept for a day is given up: it does not say which rights it took. `status` is 0 while a request is under way;
/// no `body` means that the answer is not given again.
const STATEMENTS: &[&str] = &[
    "DROP TABLE idempotency",
    "CREATE TABLE idempotency (actor {UUID} NOT NULL, key {WORD} NOT NULL, request {WORD} NOT NULL, status {NUMBER} NOT NULL, \
     headers TEXT NOT NULL, body TEXT, rights TEXT NOT NULL, at {MOMENT} NOT NULL, PRIMARY KEY (actor, key)) {TABLE_END}",
    "CREATE INDEX idempotency_at ON idempotency (at)",
];
