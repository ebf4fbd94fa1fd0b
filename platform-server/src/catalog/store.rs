//! Drafts and versions in the database, and the pointer to the published whole.

use std::sync::Arc;

use arc_swap::ArcSwap;
use engine_core::{
    definition::DefinitionKind, issue::Issue, key::DefinitionKey, kinds::ColumnType, moment::Moment,
    value::Value,
};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Document, Snapshot, assemble::assemble};
use crate::records::{
    changes::{Change, Stamp},
    connection::Connection,
    error::StoreError,
    reader::Reader,
    sql::{Bind, Statement},
    writer::{Transaction, Writer},
};

/// The catalog.
#[derive(Clone)]
pub struct Catalog {
    pub(super) current: Arc<ArcSwap<Snapshot>>,
    pub(super) reader: Reader,
    pub(super) writer: Writer,
    pub(super) publishing: Arc<tokio::sync::Mutex<()>>,
}

/// The epoch before anything was read: no publish has it.
const NOTHING_LOADED: i64 = -1;

/// Why the catalog says no.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// There is no such definition, draft or version.
    #[error("not found")]
    NotFound,
    /// The draft changed since it was read.
    #[error("the draft changed meanwhile")]
    Stale,
    /// Everything that is wrong with the set.
    #[error("{} issues", .0.len())]
    Issues(Vec<Issue>),
    /// Others use it.
    #[error("used in {} places", .0.len())]
    Used(Vec<super::Usage>),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A draft as its author sees it.
#[derive(Clone, Debug)]
pub struct DraftView {
    /// The definition.
    pub document: Document,
    /// Changes with every save.
    pub etag: String,
}

/// One published version.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// Number.
    pub version: i64,
    /// Of the body.
    pub sha256: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub actor: Option<Uuid>,
}

impl Catalog {
    /// Loads what is published.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(reader: Reader, writer: Writer) -> Result<Catalog, StoreError> {
        let catalog = Catalog {
            current: Arc::new(ArcSwap::from_pointee(Snapshot {
                epoch: NOTHING_LOADED,
                ..Snapshot::default()
            })),
            reader,
            writer,
            publishing: Arc::new(tokio::sync::Mutex::new(())),
        };
        catalog.reload().await?;
        Ok(catalog)
    }

    /// The published whole.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Loads the whole anew when another process published since; whether it did.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reload(&self) -> Result<bool, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let epoch = epoch(&mut connection).await?;
        if epoch == self.current.load().epoch {
            return Ok(false);
        }
        let (snapshot, issues) = standing(&mut connection).await?;
        for issue in &issues {
            tracing::error!(pointer = issue.pointer, code = %issue.code, "a published definition is wrong and was left out");
        }
        self.current.store(Arc::new(snapshot));
        Ok(true)
    }

    /// A draft.
    ///
    /// # Errors
    /// When there is none.
    pub async fn draft(&self, kind: DefinitionKind, key: &DefinitionKey) -> Result<DraftView, CatalogError> {
        let mut held = self.reader.acquire().await?;
        let all = drafts(&mut held.connection()).await?;
        all.into_iter()
            .find(|d| d.document.kind == kind && d.document.key == *key)
            .ok_or(CatalogError::NotFound)
    }

    /// All drafts.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drafts(&self) -> Result<Vec<DraftView>, CatalogError> {
        let mut held = self.reader.acquire().await?;
        Ok(drafts(&mut held.connection()).await?)
    }

    /// What would be published with these documents in place of those of the same name; wrong ones are left out.
    pub fn with(&self, changed: &[Document]) -> Snapshot {
        self.trial(changed).0
    }

    /// The same, and everything that is wrong with it; pointers begin with `/{kind}/{key}`.
    pub fn trial(&self, changed: &[Document]) -> (Snapshot, Vec<Issue>) {
        let current = self.snapshot();
        let replaced =
            |place: &super::usages::Place| changed.iter().any(|d| d.kind == place.0 && d.key == place.1);
        let kept = current.documents.iter().filter(|(place, _)| !replaced(place)).map(|(_, d)| d.clone());
        let documents = kept.chain(changed.iter().cloned()).collect();
        assemble(documents, current.epoch)
    }

    /// Everything that would be wrong if a draft were published now.
    pub fn issues_of(&self, document: &Document) -> Vec<Issue> {
        let current = self.snapshot();
        let place = (document.kind, document.key.clone());
        let mut documents: Vec<Document> =
            current.documents.iter().filter(|(p, _)| **p != place).map(|(_, d)| d.clone()).collect();
        documents.push(document.clone());
        let prefix = document.pointer();
        let (snapshot, issues) = assemble(documents, current.epoch);
        let mut own: Vec<Issue> = issues.into_iter().filter(|i| i.pointer.starts_with(&prefix)).collect();
        own.extend(
            super::compatible::incompatible(&current, &snapshot)
                .into_iter()
                .filter(|i| i.pointer.starts_with(&prefix)),
        );
        for issue in &mut own {
            issue.pointer.drain(..prefix.len());
        }
        own
    }

    /// Saves a draft, wrong or not. `expected` is the etag it must still have, empty when there
    /// must be none yet.
    ///
    /// # Errors
    /// When it changed since.
    pub async fn save_draft(
        &self,
        document: Document,
        expected: Option<String>,
        stamp: Stamp,
    ) -> Result<String, CatalogError> {
        let etag = sha256(&document.body.to_string())[..16].to_owned();
        let saved = etag.clone();
        let result = self
            .writer
            .write(move |transaction| {
                Box::pin(async move { save(transaction, &document, expected, &saved, &stamp).await })
            })
            .await;
        match result {
            Err(StoreError::Stale) => Err(CatalogError::Stale),
            other => Ok(other.map(|()| etag)?),
        }
    }

    /// Throws a draft away, which the change log tells.
    ///
    /// # Errors
    /// When there is none.
    pub async fn discard_draft(
        &self,
        kind: DefinitionKind,
        key: DefinitionKey,
        stamp: Stamp,
    ) -> Result<(), CatalogError> {
        let gone = self
            .writer
            .write(move |t| {
                Box::pin(async move {
                    let gone = delete_draft(&mut t.connection, (kind, &key), None).await?;
                    if gone > 0 {
                        t.log(&stamp, vec![change((kind, &key), "discard", json!({}))]).await?;
                    }
                    Ok(gone)
                })
            })
            .await?;
        if gone == 0 { Err(CatalogError::NotFound) } else { Ok(()) }
    }

    /// The versions of a definition, newest first.
    ///
    /// # Errors
    /// When there are none.
    pub async fn versions(
        &self,
        kind: DefinitionKind,
        key: &DefinitionKey,
    ) -> Result<Vec<VersionView>, CatalogError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let mut sql = Statement::start(
            connection.dialect(),
            "SELECT version, sha256, at, actor FROM definition_versions WHERE kind = ",
        );
        sql.bind(text(kind.word()))
            .push(" AND key = ")
            .bind(text(key.as_str()))
            .push(" ORDER BY version DESC");
        let types = [ColumnType::Integer, ColumnType::Text, ColumnType::Moment, ColumnType::Id];
        let rows = connection.fetch_as(sql, &types).await?;
        let versions: Vec<VersionView> = rows.into_iter().filter_map(version_view).collect();
        if versions.is_empty() { Err(CatalogError::NotFound) } else { Ok(versions) }
    }

    /// The body of one version.
    ///
    /// # Errors
    /// When there is no such version.
    pub async fn version(
        &self,
        kind: DefinitionKind,
        key: &DefinitionKey,
        version: i64,
    ) -> Result<Json, CatalogError> {
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let mut sql =
            Statement::start(connection.dialect(), "SELECT body, '' FROM definition_versions WHERE kind = ");
        sql.bind(text(kind.word())).push(" AND key = ").bind(text(key.as_str()));
        sql.push(" AND version = ").bind(Bind::Integer(Some(version)));
        let rows = connection.pairs(sql).await?;
        let (body, _) = rows.into_iter().next().ok_or(CatalogError::NotFound)?;
        serde_json::from_str(&body).map_err(|_| CatalogError::NotFound)
    }
}

pub(super) fn text(text: &str) -> Bind {
    Bind::Text(Some(text.to_owned()))
}

pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

fn version_view(row: Vec<Value>) -> Option<VersionView> {
    let mut cells = row.into_iter();
    match (cells.next()?, cells.next()?, cells.next()?, cells.next()?) {
        (Value::Integer(version), Value::Text(sha256), Value::Moment(at), actor) => Some(VersionView {
            version,
            sha256,
            at,
            actor: match actor {
                Value::Id(id) => Some(id),
                _ => None,
            },
        }),
        _ => None,
    }
}

async fn epoch(connection: &mut Connection<'_>) -> Result<i64, StoreError> {
    let sql = Statement::start(connection.dialect(), "SELECT epoch FROM catalog_state WHERE id = 1");
    Ok(connection.number(sql).await?.unwrap_or(0))
}

async fn published(connection: &mut Connection<'_>) -> Result<Vec<Document>, StoreError> {
    let sql = Statement::start(
        connection.dialect(),
        "SELECT kind, key, app, version, body FROM definitions ORDER BY kind, key",
    );
    let types = [ColumnType::Text, ColumnType::Text, ColumnType::Text, ColumnType::Integer, ColumnType::Text];
    let rows = connection.fetch_as(sql, &types).await?;
    Ok(rows.into_iter().filter_map(|row| document(&row)).collect())
}

/// What is published as a connection sees it, and what is wrong with it.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(connection: &mut Connection<'_>) -> Result<(Snapshot, Vec<Issue>), StoreError> {
    let epoch = epoch(connection).await?;
    let documents = published(connection).await?;
    let (mut snapshot, issues) = assemble(documents, epoch);
    snapshot.computing = super::pending::computing(connection).await?;
    Ok((snapshot, issues))
}

fn document(row: &[Value]) -> Option<Document> {
    match row {
        [
            Value::Text(kind),
            Value::Text(key),
            Value::Text(app),
            Value::Integer(version),
            Value::Text(body),
            ..,
        ] => Some(Document {
            kind: DefinitionKind::parse(kind)?,
            key: DefinitionKey::parse(key).ok()?,
            app: DefinitionKey::parse(app).ok()?,
            version: *version,
            body: serde_json::from_str(body).ok()?,
        }),
        _ => None,
    }
}

async fn drafts(connection: &mut Connection<'_>) -> Result<Vec<DraftView>, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "SELECT kind, key, app, CAST(0 AS ");
    sql.push_for("INTEGER", "BIGINT").push("), body, etag FROM definition_drafts ORDER BY kind, key");
    let types = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Integer,
        ColumnType::Text,
        ColumnType::Text,
    ];
    let rows = connection.fetch_as(sql, &types).await?;
    Ok(rows
        .iter()
        .filter_map(|row| match row.last()? {
            Value::Text(etag) => Some(DraftView { document: document(row)?, etag: etag.clone() }),
            _ => None,
        })
        .collect())
}

async fn save(
    transaction: &mut Transaction<'_>,
    document: &Document,
    expected: Option<String>,
    etag: &str,
    stamp: &Stamp,
) -> Result<(), StoreError> {
    let connection = &mut transaction.connection;
    let before = drafts(connection).await?;
    let stored =
        before.into_iter().find(|d| d.document.kind == document.kind && d.document.key == document.key);
    if let Some(expected) = expected
        && stored.as_ref().map_or("", |d| d.etag.as_str()) != expected
    {
        return Err(StoreError::Stale);
    }
    delete_draft(connection, (document.kind, &document.key), None).await?;
    let mut sql = Statement::start(
        connection.dialect(),
        "INSERT INTO definition_drafts (kind, key, app, body, etag, updated_at, updated_by) VALUES (",
    );
    sql.bind(text(document.kind.word())).push(", ").bind(text(document.key.as_str())).push(", ");
    sql.bind(text(document.app.as_str())).push(", ").bind(text(&document.body.to_string())).push(", ");
    sql.bind(text(etag))
        .push(", ")
        .bind(Bind::Moment(Some(stamp.at)))
        .push(", ")
        .bind(Bind::Id(stamp.actor))
        .push(")");
    connection.execute(sql).await?;
    Ok(())
}

/// Deletes a draft, or only what was read of it: one that was saved since stays.
pub(super) async fn delete_draft(
    connection: &mut Connection<'_>,
    (kind, key): (DefinitionKind, &DefinitionKey),
    read: Option<&str>,
) -> Result<u64, StoreError> {
    let mut sql = Statement::start(connection.dialect(), "DELETE FROM definition_drafts WHERE kind = ");
    sql.bind(text(kind.word())).push(" AND key = ").bind(text(key.as_str()));
    if let Some(etag) = read {
        sql.push(" AND etag = ").bind(text(etag));
    }
    connection.execute(sql).await
}

/// An issue for each document of which a draft waits.
pub(super) async fn open_drafts(
    connection: &mut Connection<'_>,
    documents: &[Document],
) -> Result<Vec<Issue>, StoreError> {
    let sql = Statement::start(connection.dialect(), "SELECT kind, key FROM definition_drafts");
    let waiting = connection.pairs(sql).await?;
    let waits = |document: &&Document| {
        waiting.iter().any(|(kind, key)| kind == document.kind.word() && key == document.key.as_str())
    };
    let issue = |document: &Document| {
        Issue::new(
            "open_draft",
            document.pointer(),
            "它有未发布的草稿，请先发布或放弃草稿",
            "it has an unpublished draft: publish or discard the draft first",
        )
    };
    Ok(documents.iter().filter(waits).map(issue).collect())
}

/// A change-log entry about a definition.
pub(super) fn change(
    (kind, key): (DefinitionKind, &DefinitionKey),
    action: &'static str,
    more: Json,
) -> Change {
    let name = format!("{}/{key}", kind.word());
    let digest = Sha256::digest(name.as_bytes());
    let id = Uuid::from_slice(&digest[..16]).unwrap_or_default();
    let mut fields = more;
    fields["name"] = name.into();
    Change { subject: "definition".into(), record: id, n: 0, action, fields, why: None }
}
