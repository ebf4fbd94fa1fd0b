//! Imports and exports: jobs that outlive a restart, and mappings kept for the next file.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m0002_records::spell;

/// The third migration.
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

/// `place` is the data directory that holds a job's files; moments are microseconds since 1970.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE imports (id {UUID} PRIMARY KEY, entity {WORD} NOT NULL, actor {UUID} NOT NULL, place {UUID} NOT NULL, \
     file TEXT NOT NULL, state {WORD} NOT NULL, done {NUMBER} NOT NULL, batch {UUID}, details TEXT NOT NULL, \
     created_at {NUMBER} NOT NULL, updated_at {NUMBER} NOT NULL) {TABLE_END}",
    "CREATE INDEX imports_place ON imports (place, state)",
    "CREATE TABLE import_mappings (entity {WORD} NOT NULL, name {WORD} NOT NULL, body TEXT NOT NULL, \
     updated_at {NUMBER} NOT NULL, updated_by {UUID} NOT NULL, PRIMARY KEY (entity, name)) {TABLE_END}",
    "CREATE TABLE exports (id {UUID} PRIMARY KEY, entity {WORD}, actor {UUID} NOT NULL, place {UUID} NOT NULL, \
     file TEXT NOT NULL, state {WORD} NOT NULL, count {NUMBER} NOT NULL, details TEXT NOT NULL, \
     created_at {NUMBER} NOT NULL, updated_at {NUMBER} NOT NULL) {TABLE_END}",
    "CREATE INDEX exports_place ON exports (place, state)",
];
