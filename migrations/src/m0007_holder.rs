//! Which process does a request with an `Idempotency-Key`, and whether anything of it was written.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m0002_records::spell;

/// The seventh migration.
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

/// Of what began before, nobody knows whether it wrote anything: it counts as if it did.
const STATEMENTS: &[&str] = &[
    "ALTER TABLE idempotency ADD COLUMN holder {UUID}",
    "ALTER TABLE idempotency ADD COLUMN wrote {NUMBER} NOT NULL DEFAULT 1",
];
