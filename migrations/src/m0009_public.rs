//! What was sent through public forms, the values that are not expected twice, and the server's own secret.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m0002_records::spell;

/// The ninth migration.
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

/// `state` is `taken`, `held` or `rejected`; `record` is there once there is one, and `held_values` are what it will be made
/// of. `session` is the number of the challenge that was answered, which is good for one submission. `device` and the digests of values
/// are keyed with the secret, so that nobody guesses them; `address` is the network, not the sender. A consent is its
/// text, the version of it, and the moment of the row.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE public_submissions (id {UUID} PRIMARY KEY NOT NULL, form {WORD} NOT NULL, version {NUMBER} NOT NULL, \
     entity {WORD} NOT NULL, state {WORD} NOT NULL, reasons TEXT NOT NULL, held_values TEXT, parameters TEXT NOT NULL, \
     session {UUID}, device {WORD}, address {WORD} NOT NULL, agent TEXT NOT NULL, consent TEXT, consent_version {WORD}, \
     at {MOMENT} NOT NULL, record {UUID}, decided_by {UUID}, decided_at {MOMENT}) {TABLE_END}",
    "CREATE UNIQUE INDEX public_submissions_session ON public_submissions (session)",
    "CREATE INDEX public_submissions_state ON public_submissions (form, state, id)",
    "CREATE INDEX public_submissions_device ON public_submissions (form, device, at)",
    "CREATE TABLE public_values (form {WORD} NOT NULL, field {WORD} NOT NULL, digest {WORD} NOT NULL, submission {UUID} NOT NULL, \
     PRIMARY KEY (form, field, digest, submission)) {TABLE_END}",
    "CREATE INDEX public_values_submission ON public_values (submission)",
    "CREATE TABLE server_secrets (name {WORD} PRIMARY KEY NOT NULL, secret {BYTES} NOT NULL) {TABLE_END}",
];
