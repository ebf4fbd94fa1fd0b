//! Publishing a set of drafts: all of it or nothing.
//!
//! Shape:  assemble what would be → list what is wrong → expand the tables → one transaction writes versions and moves
//!         the epoch → swap the pointer. Expanding only adds, so a publish that dies half-way is simply run again.
//! Source: DESIGN §4.

use std::{collections::BTreeMap, sync::Arc};

use engine_core::{
    definition::DefinitionKind,
    issue::{Issue, Message},
    key::DefinitionKey,
    kinds::ColumnType,
    value::Value,
};
use serde_json::json;

use super::{
    Catalog, CatalogError, Document, Snapshot, Work,
    assemble::assemble,
    backfill,
    compatible::incompatible,
    pending,
    store::{change, delete_draft, sha256, text},
    usages::Place,
};
use crate::{
    database::Dialect,
    records::{
        changes::Stamp,
        connection::Connection,
        ddl::{self, SchemaChange},
        error::StoreError,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// What a publish did, or would do.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Kind, key and version of each.
    pub published: Vec<(DefinitionKind, DefinitionKey, i64)>,
    /// What happens to the tables, in words.
    pub plan: Vec<Message>,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Bodies to publish.
    pub documents: Vec<Document>,
    /// Definitions to withdraw; refused while others use them.
    pub withdrawn: Vec<Place>,
    /// Whether only to say what would happen.
    pub dry_run: bool,
    /// The version that each document was made from, 0 where there was none; absent when it does not matter.
    pub based_on: Option<i64>,
}

impl Catalog {
    /// Publishes drafts by kind and key.
    ///
    /// # Errors
    /// When one is missing or anything in the set is wrong; nothing is published then.
    pub async fn publish_drafts(
        &self,
        places: &[Place],
        dry_run: bool,
        stamp: Stamp,
    ) -> Result<Published, CatalogError> {
        let drafts = self.drafts().await?;
        let mut documents = Vec::with_capacity(places.len());
        let mut missing = Vec::new();
        for (i, (kind, key)) in places.iter().enumerate() {
            match drafts.iter().find(|d| d.document.kind == *kind && d.document.key == *key) {
                Some(draft) => documents.push(draft.document.clone()),
                None => missing.push(Issue::new(
                    "no_draft",
                    format!("/drafts/{i}"),
                    format!("“{key}”没有草稿"),
                    format!("there is no draft of `{key}`"),
                )),
            }
        }
        if !missing.is_empty() {
            return Err(CatalogError::Issues(missing));
        }
        self.publish(Publication { documents, dry_run, ..Publication::default() }, stamp).await
    }

    /// Publishes a set.
    ///
    /// # Errors
    /// When anything in it is wrong or based on another version than the published one; nothing is published then.
    pub async fn publish(&self, publication: Publication, stamp: Stamp) -> Result<Published, CatalogError> {
        let _one_at_a_time = self.publishing.lock().await;
        self.reload().await?;
        let current = self.snapshot();
        let published = |d: &Document| {
            current.documents.get(&(d.kind, d.key.clone())).map_or(0, |published| published.version)
        };
        if publication.based_on.is_some_and(|base| publication.documents.iter().any(|d| published(d) != base))
        {
            return Err(CatalogError::Stale);
        }
        for place in &publication.withdrawn {
            let users = super::usages(&current, place);
            if users.iter().any(|u| !publication.withdrawn.contains(&u.by)) {
                return Err(CatalogError::Used(users));
            }
        }
        let documents = self.with_versions(publication.documents).await?;
        let (mut next, mut issues) =
            assemble(merged(&current, &documents, &publication.withdrawn), current.epoch + 1);
        issues.extend(incompatible(&current, &next));
        self.reused_keys(&next, &documents, &mut issues).await?;
        if !issues.is_empty() {
            return Err(CatalogError::Issues(issues));
        }
        let changes = self.schema_changes(&next).await?;
        let outcome = Published {
            published: documents.iter().map(|d| (d.kind, d.key.clone(), d.version)).collect(),
            plan: changes.iter().map(ddl::in_words).collect(),
        };
        if publication.dry_run {
            return Ok(outcome);
        }
        self.expand(changes).await?;
        let withdrawn = publication.withdrawn;
        let works = backfill::needed(&current, &next);
        self.writer
            .write(move |t| Box::pin(async move { switch(t, &documents, &withdrawn, works, &stamp).await }))
            .await?;
        let mut held = self.reader.acquire().await?;
        next.computing = pending::computing(&mut held.connection()).await?;
        self.current.store(Arc::new(next));
        Ok(outcome)
    }

    /// Publishes an old version anew, as the next one; data stays.
    ///
    /// # Errors
    /// When there is no such version, or it no longer fits the rest.
    pub async fn roll_back(
        &self,
        kind: DefinitionKind,
        key: &DefinitionKey,
        version: i64,
        stamp: Stamp,
    ) -> Result<Published, CatalogError> {
        let body = self.version(kind, key, version).await?;
        let document =
            Document::new(kind, key.as_str(), body).map_err(|issue| CatalogError::Issues(vec![issue]))?;
        self.publish(Publication { documents: vec![document], ..Publication::default() }, stamp).await
    }

    /// Numbers documents after the last version there ever was, also of definitions that were withdrawn meanwhile.
    async fn with_versions(&self, mut documents: Vec<Document>) -> Result<Vec<Document>, CatalogError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let mut sql =
            Statement::start(connection.dialect(), "SELECT kind, key, MAX(version) FROM definition_versions");
        sql.push(" GROUP BY kind, key");
        let rows =
            connection.fetch_as(sql, &[ColumnType::Text, ColumnType::Text, ColumnType::Integer]).await?;
        for document in &mut documents {
            let last = rows.iter().find_map(|row| match row.as_slice() {
                [Value::Text(kind), Value::Text(key), Value::Integer(n)] => {
                    (kind == document.kind.word() && key == document.key.as_str()).then_some(*n)
                }
                _ => None,
            });
            document.version = last.unwrap_or(0) + 1;
        }
        Ok(documents)
    }

    async fn schema_changes(&self, next: &Snapshot) -> Result<Vec<SchemaChange>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let dialect = connection.dialect();
        let existing = ddl::existing(&mut connection).await?;
        let mut keys: Vec<_> = next.entities.keys().collect();
        keys.sort();
        Ok(keys
            .into_iter()
            .flat_map(|key| ddl::changes(dialect, &ddl::shape(&next.entities[key].entity), &existing))
            .collect())
    }

    /// Runs the steps: those that may share a transaction in one, the rest one by one.
    async fn expand(&self, changes: Vec<SchemaChange>) -> Result<(), StoreError> {
        let dialect = self.reader.dialect();
        let (together, alone): (Vec<_>, Vec<_>) = changes.into_iter().partition(|c| c.transactional(dialect));
        if !together.is_empty() {
            self.writer
                .write(move |t| Box::pin(async move { run(&mut t.connection, &together).await }))
                .await?;
        }
        if !alone.is_empty() {
            let mut held = self.reader.acquire().await?;
            run(&mut held.connection(), &alone).await?;
        }
        Ok(())
    }
}

fn merged(current: &Snapshot, documents: &[Document], withdrawn: &[Place]) -> Vec<Document> {
    let replaced = |place: &Place| {
        withdrawn.contains(place) || documents.iter().any(|d| d.kind == place.0 && d.key == place.1)
    };
    let kept = current.documents.iter().filter(|(place, _)| !replaced(place)).map(|(_, d)| d.clone());
    kept.chain(documents.iter().cloned()).collect()
}

async fn run(connection: &mut Connection<'_>, changes: &[SchemaChange]) -> Result<(), StoreError> {
    let dialect = connection.dialect();
    if dialect == Dialect::Postgres {
        connection.execute(Statement::start(dialect, "SET lock_timeout = '5s'")).await?;
    }
    for change in changes {
        for statement in ddl::render(dialect, change) {
            connection.execute(statement).await?;
            super::crash::after_statement();
        }
    }
    if dialect == Dialect::Postgres {
        connection.execute(Statement::start(dialect, "SET lock_timeout = DEFAULT")).await?;
    }
    Ok(())
}

async fn switch(
    transaction: &mut Transaction<'_>,
    documents: &[Document],
    withdrawn: &[Place],
    works: BTreeMap<String, Work>,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let mut log = Vec::new();
    for document in documents {
        let connection = &mut transaction.connection;
        let body = document.body.to_string();
        forget(connection, document.kind, &document.key).await?;
        let mut sql = Statement::start(
            connection.dialect(),
            "INSERT INTO definitions (kind, key, app, version, body) VALUES (",
        );
        sql.bind(text(document.kind.word())).push(", ").bind(text(document.key.as_str())).push(", ");
        sql.bind(text(document.app.as_str()))
            .push(", ")
            .bind(Bind::Integer(Some(document.version)))
            .push(", ");
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
        delete_draft(connection, document.kind, &document.key).await?;
        let fields = json!({ "name": format!("{}/{}", document.kind.word(), document.key), "version": document.version });
        log.push(change(document, "publish", fields));
    }
    for (kind, key) in withdrawn {
        forget(&mut transaction.connection, *kind, key).await?;
    }
    let mut sql =
        Statement::start(transaction.connection.dialect(), "UPDATE catalog_state SET epoch = epoch + 1");
    sql.push(" WHERE id = 1");
    transaction.connection.execute(sql).await?;
    pending::note(&mut transaction.connection, works).await?;
    transaction.log(stamp, log).await
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
