//! Schema of the system tables.
//!
//! Shape:  one file per migration, run in order, all pending ones in one transaction.
//! Errors: a failed migration leaves the database as it was.
//!
//! Architecture Invariant: a migration that has shipped is never edited, and none weakens a setting.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m0001_identity;
mod m0002_records;
mod m0003_demo;
mod m0004_transfers;
mod m0005_idempotency;
mod m0006_apart;
mod m0007_holder;
mod m0008_files;
mod m0009_public;

/// The list of migrations.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_identity::Migration),
            Box::new(m0002_records::Migration),
            Box::new(m0003_demo::Migration),
            Box::new(m0004_transfers::Migration),
            Box::new(m0005_idempotency::Migration),
            Box::new(m0006_apart::Migration),
            Box::new(m0007_holder::Migration),
            Box::new(m0008_files::Migration),
            Box::new(m0009_public::Migration),
        ]
    }
}
