//! Definitions, the change log, and what records need beside their own tables.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The second migration.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(&spell(statement, postgres)).await?;
        }
        if postgres {
            for statement in ON_POSTGRES {
                manager.get_connection().execute_unprepared(statement).await?;
            }
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Column types are written as words and spelled per database; `TXID` is filled by PostgreSQL itself.
pub(crate) fn spell(statement: &str, postgres: bool) -> String {
    let words: &[(&str, &str, &str)] = &[
        ("UUID", "BLOB", "UUID"),
        ("MOMENT", "INTEGER", "TIMESTAMPTZ"),
        ("DAY", "INTEGER", "DATE"),
        ("NUMBER", "INTEGER", "BIGINT"),
        ("BYTES", "BLOB", "BYTEA"),
        ("FLAG", "INTEGER", "BOOLEAN"),
        ("WORD", "TEXT", "TEXT COLLATE \"C\""),
        ("TXID", "INTEGER", "XID8 DEFAULT pg_current_xact_id()"),
        ("TABLE_END", "STRICT", ""),
    ];
    words.iter().fold(statement.to_owned(), |text, (word, sqlite, other)| {
        text.replace(&format!("{{{word}}}"), if postgres { other } else { sqlite })
    })
}

/// SQLite's writer numbers changes itself and gives them their position at once.
const ON_POSTGRES: [&str; 2] = [
    "CREATE SEQUENCE change_numbers",
    "CREATE INDEX changes_waiting ON changes (txid, seq) WHERE position IS NULL",
];

const STATEMENTS: &[&str] = &[
    "CREATE TABLE definitions (kind {WORD} NOT NULL, key {WORD} NOT NULL, app {WORD} NOT NULL, version {NUMBER} NOT NULL, \
     body TEXT NOT NULL, PRIMARY KEY (kind, key)) {TABLE_END}",
    "CREATE TABLE definition_drafts (kind {WORD} NOT NULL, key {WORD} NOT NULL, app {WORD} NOT NULL, body TEXT NOT NULL, \
     etag {WORD} NOT NULL, updated_at {MOMENT} NOT NULL, updated_by {UUID}, PRIMARY KEY (kind, key)) {TABLE_END}",
    "CREATE TABLE definition_versions (kind {WORD} NOT NULL, key {WORD} NOT NULL, version {NUMBER} NOT NULL, \
     body TEXT NOT NULL, sha256 {WORD} NOT NULL, at {MOMENT} NOT NULL, actor {UUID}, PRIMARY KEY (kind, key, version)) \
     {TABLE_END}",
    "CREATE TABLE catalog_state (id {NUMBER} PRIMARY KEY, epoch {NUMBER} NOT NULL, fence {NUMBER} NOT NULL) {TABLE_END}",
    "INSERT INTO catalog_state (id, epoch, fence) VALUES (1, 0, 0)",
    "CREATE TABLE backfills (entity {WORD} PRIMARY KEY, epoch {NUMBER} NOT NULL, work TEXT NOT NULL, next_n {NUMBER} NOT NULL, \
     last_n {NUMBER} NOT NULL, txid {TXID}) {TABLE_END}",
    "CREATE TABLE changes (seq {NUMBER} PRIMARY KEY, position {NUMBER} UNIQUE, at {MOMENT} NOT NULL, actor {UUID}, \
     subject {WORD} NOT NULL, record_id {UUID} NOT NULL, record_n {NUMBER} NOT NULL, action {WORD} NOT NULL, batch {UUID}, \
     digest {BYTES} NOT NULL, chain {BYTES}, txid {TXID}) {TABLE_END}",
    "CREATE INDEX changes_record ON changes (record_id, seq)",
    "CREATE INDEX changes_subject ON changes (subject, at)",
    "CREATE INDEX changes_batch ON changes (batch) WHERE batch IS NOT NULL",
    "CREATE TABLE change_details (seq {NUMBER} PRIMARY KEY, salt {BYTES} NOT NULL, fields TEXT NOT NULL, why TEXT) \
     {TABLE_END}",
    "CREATE TABLE counters (entity {WORD} NOT NULL, field {WORD} NOT NULL, period {WORD} NOT NULL, value {NUMBER} NOT NULL, \
     PRIMARY KEY (entity, field, period)) {TABLE_END}",
    "CREATE TABLE record_shares (id {UUID} PRIMARY KEY, entity {WORD} NOT NULL, record_id {UUID} NOT NULL, \
     principal_kind {WORD} NOT NULL, principal_id {UUID} NOT NULL, level {WORD} NOT NULL, until {DAY}, \
     created_at {MOMENT} NOT NULL, created_by {UUID}) {TABLE_END}",
    "CREATE INDEX record_shares_principal ON record_shares (principal_id, entity)",
    "CREATE INDEX record_shares_record ON record_shares (record_id)",
    "CREATE TABLE idempotency (actor {UUID} NOT NULL, key {WORD} NOT NULL, request {WORD} NOT NULL, status {NUMBER} NOT NULL, \
     body TEXT NOT NULL, at {MOMENT} NOT NULL, PRIMARY KEY (actor, key)) {TABLE_END}",
    "CREATE INDEX idempotency_at ON idempotency (at)",
    "CREATE TABLE batches (id {UUID} PRIMARY KEY, entity {WORD} NOT NULL, kind {WORD} NOT NULL, actor {UUID}, \
     at {MOMENT} NOT NULL, undone_at {MOMENT}) {TABLE_END}",
];
