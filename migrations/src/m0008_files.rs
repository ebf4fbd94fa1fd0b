//! Files that were uploaded, and the records that hold them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m0002_records::spell;

/// The eighth migration.
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

/// A row is there before its content is, without `digest` until all of that has come in: what a crash leaves behind is
/// found by its row. `expires_at` is null while a record holds the file. `owner_kind` says whose id `owner` is. `field`
/// of a claim is a key, or the key of a sub-table and of its field with a dot between them. Times are microseconds.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE files (id {UUID} PRIMARY KEY NOT NULL, owner_kind {WORD} NOT NULL, owner {UUID} NOT NULL, \
     name TEXT NOT NULL, size {NUMBER} NOT NULL, media_type {WORD} NOT NULL, digest {WORD}, created_at {NUMBER} NOT NULL, \
     expires_at {NUMBER}) {TABLE_END}",
    "CREATE INDEX files_expires_at ON files (expires_at)",
    "CREATE TABLE file_claims (file {UUID} NOT NULL, entity {WORD} NOT NULL, record {UUID} NOT NULL, field {WORD} NOT NULL, \
     PRIMARY KEY (file, record, field)) {TABLE_END}",
    "CREATE INDEX file_claims_record ON file_claims (record)",
];
