//! The moment of a publish: tables are expanded, versions written and the epoch moved.
//!
//! Shape:  what may stand in a transaction stands in the one that switches, which first moves the epoch on from the one
//!         that was judged; indexes that PostgreSQL builds beside its writers come before it. Expanding only adds, so a
//!         publish that dies half-way is simply run again.
//! Errors: [`StoreError::Outdated`] when another process published since, [`StoreError::Issues`] when a draft waits that
//!         must not; nothing is switched then.

use std::collections::BTreeMap;

use engine_core::{definition::DefinitionKind, key::DefinitionKey};
use serde_json::json;

use super::{
    Catalog, Document, Work, crash, pending,
    store::{change, delete_draft, open_drafts, sha256, text},
    usages::Place,
};
use crate::{
    database::Dialect,
    records::{
        changes::{Change, Stamp},
        connection::Connection,
        ddl::{self, SchemaChange},
        error::StoreError,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// What is switched to.
pub(super) struct Switch {
    /// The epoch that it was judged by.
    pub(super) epoch: i64,
    /// Versions to write.
    pub(super) documents: Vec<Document>,
    /// The drafts that they were read from, with the etag each had then.
    pub(super) drafts: Vec<(Place, String)>,
    /// Whether a draft of one of them refuses the switch.
    pub(super) unless_drafted: bool,
    /// Definitions that go, and their last versions, which stay and can be rolled back to.
    pub(super) withdrawn: Vec<(Place, i64)>,
    /// What is to be computed for the records there are.
    pub(super) works: BTreeMap<String, Work>,
    /// Who, when.
    pub(super) stamp: Stamp,
}

impl Catalog {
    /// Expands the tables and switches.
    pub(super) async fn carry_out(
        &self,
        changes: Vec<SchemaChange>,
        switch: Switch,
    ) -> Result<(), StoreError> {
        let dialect = self.reader.dialect();
        let (mut together, alone): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|c| c.transactional(dialect));
        crash::before_switch().await;
        if !alone.is_empty() {
            let first = std::mem::take(&mut together);
            self.writer.write(move |t| Box::pin(async move { run(&mut t.connection, &first).await })).await?;
            let mut held = self.reader.acquire().await?;
            run(&mut held.connection(), &alone).await?;
        }
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    move_on(&mut t.connection, switch.epoch).await?;
                    run(&mut t.connection, &together).await?;
                    write(t, switch).await
                })
            })
            .await
    }
}

/// Moves the epoch on from the one that was judged.
async fn move_on(connection: &mut Connection<'_>, judged: i64) -> Result<(), StoreError> {
    let mut sql = Statement::start(
        connection.dialect(),
        "UPDATE catalog_state SET epoch = epoch + 1 WHERE id = 1 AND epoch = ",
    );
    sql.bind(Bind::Integer(Some(judged)));
    if connection.execute(sql).await? == 1 { Ok(()) } else { Err(StoreError::Outdated) }
}

async fn run(connection: &mut Connection<'_>, changes: &[SchemaChange]) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    if dialect == Dialect::Postgres {
        connection.execute(Statement::start(dialect, "SET lock_timeout = '5s'")).await?;
    }
    for change in changes {
        for statement in ddl::render(dialect, change) {
            connection.execute(statement).await?;
            crash::after_statement();
        }
    }
    if dialect == Dialect::Postgres {
        connection.execute(Statement::start(dialect, "SET lock_timeout = DEFAULT")).await?;
    }
    Ok(())
}

async fn write(transaction: &mut Transaction<'_>, switch: Switch) -> Result<(), StoreError> {
    let Switch { documents, drafts, unless_drafted, withdrawn, works, stamp, .. } = switch;
    if unless_drafted {
        let waiting = open_drafts(&mut transaction.connection, &documents).await?;
        if !waiting.is_empty() {
            return Err(StoreError::Issues(waiting));
        }
    }
    let mut log = Vec::new();
    for document in &documents {
        log.push(publish(&mut transaction.connection, document, &stamp).await?);
    }
    for ((kind, key), etag) in &drafts {
        delete_draft(&mut transaction.connection, (*kind, key), Some(etag)).await?;
    }
    for ((kind, key), version) in &withdrawn {
        forget(&mut transaction.connection, *kind, key).await?;
        log.push(change((*kind, key), "withdraw", json!({ "version": version })));
    }
    pending::note(&mut transaction.connection, works).await?;
    transaction.log(&stamp, log).await
}

/// Writes a version and makes it the published one; what the log says of it.
async fn publish(
    connection: &mut Connection<'_>,
    document: &Document,
    stamp: &Stamp,
) -> Result<Change, StoreError> {
    let body = document.body.to_string();
    forget(connection, document.kind, &document.key).await?;
    let mut sql = Statement::start(
        connection.dialect(),
        "INSERT INTO definitions (kind, key, app, version, body) VALUES (",
    );
    sql.bind(text(document.kind.word())).push(", ").bind(text(document.key.as_str())).push(", ");
    sql.bind(text(document.app.as_str())).push(", ").bind(Bind::Integer(Some(document.version))).push(", ");
    sql.bind(text(&body)).push(")");
    connection.execute(sql).await?;
    let mut sql = Statement::start(
        connection.dialect(),
        "INSERT INTO definition_versions (kind, key, version, body, sha256, at, actor) VALUES (",
    );
    sql.bind(text(document.kind.word())).push(", ").bind(text(document.key.as_str())).push(", ");
    sql.bind(Bind::Integer(Some(document.version))).push(", ").bind(text(&body)).push(", ");
    sql.bind(text(&sha256(&body))).push(", ").bind(Bind::Moment(Some(stamp.at))).push(", ");
    sql.bind(Bind::Id(stamp.actor)).push(")");
    connection.execute(sql).await?;
    Ok(change((document.kind, &document.key), "publish", json!({ "version": document.version })))
}

async fn forget(
    connection: &mut Connection<'_>,
    kind: DefinitionKind,
    key: &DefinitionKey,
) -> Result<(), StoreError> {
    let mut sql = Statement::start(connection.dialect(), "DELETE FROM definitions WHERE kind = ");
    sql.bind(text(kind.word())).push(" AND key = ").bind(text(key.as_str()));
    connection.execute(sql).await?;
    Ok(())
}
