//! Publishing a set of drafts: all of it or nothing.
//!
//! Shape:  take a turn → assemble what would be → list what is wrong → expand the tables and switch → swap the pointer.
//!         The switch holds only while the epoch is the one that was judged; else all of it is done anew.
//! Source: DESIGN §4; ADR 0006.

use std::sync::Arc;

use engine_core::{
    definition::DefinitionKind,
    issue::{Issue, Message},
    key::DefinitionKey,
    kinds::ColumnType,
    value::Value,
};

use super::{
    Catalog, CatalogError, Document, Snapshot, assemble::assemble, backfill, compatible::incompatible,
    pending, store::open_drafts, switch::Switch, usages::Place,
};
use crate::records::{
    changes::Stamp,
    ddl::{self, SchemaChange},
    error::StoreError,
    sql::Statement,
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
    /// Where bodies were read from drafts, and the etag each had then: these drafts are done with. One that was saved
    /// since stays a draft.
    pub drafts: Vec<(Place, String)>,
    /// Whether a draft that waits refuses the set, which was not made from it: its author would go on from what is no
    /// longer published.
    pub unless_drafted: bool,
    /// Definitions to withdraw; refused while others use them.
    pub withdrawn: Vec<Place>,
    /// Whether only to say what would happen.
    pub dry_run: bool,
    /// The version that each document was made from, 0 where there was none; absent when it does not matter.
    pub based_on: Option<i64>,
    /// The epoch that the caller judged the set by; published by another, the set is refused as outdated. Absent: whatever
    /// is published by then.
    pub seen: Option<i64>,
}

/// How often a set is judged anew because another process published meanwhile.
const MOST_ATTEMPTS: usize = 5;

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
        let found = self.drafts().await?;
        let (mut documents, mut drafts) =
            (Vec::with_capacity(places.len()), Vec::with_capacity(places.len()));
        let mut missing = Vec::new();
        for (i, (kind, key)) in places.iter().enumerate() {
            match found.iter().find(|d| d.document.kind == *kind && d.document.key == *key) {
                Some(draft) => {
                    documents.push(draft.document.clone());
                    drafts.push(((*kind, key.clone()), draft.etag.clone()));
                }
                None => missing.push(Issue::new(
                    "no_draft",
                    format!("/drafts/{i}"),
                    format!("“{key}”没有草稿"),
                    format!("there is no draft of `{key}`"),
                )),
            }
        }
        if !missing.is_empty() {
            // What is wrong with those that are there is told with it.
            let current = self.snapshot();
            missing.extend(assemble(merged(&current, &documents, &[]), current.epoch).1);
            return Err(CatalogError::Issues(missing));
        }
        self.publish(Publication { documents, drafts, dry_run, ..Publication::default() }, stamp).await
    }

    /// Publishes a set: judged against what is published now, and anew when another process published meanwhile.
    ///
    /// # Errors
    /// When anything in it is wrong or based on another version than the published one; nothing is published then.
    pub async fn publish(&self, publication: Publication, stamp: Stamp) -> Result<Published, CatalogError> {
        let _turn = self.turn().await?;
        for _ in 0..MOST_ATTEMPTS {
            match self.attempt(&publication, &stamp).await {
                Err(CatalogError::Store(StoreError::Outdated)) if publication.seen.is_none() => {}
                other => return other,
            }
        }
        Err(CatalogError::Store(StoreError::Busy))
    }

    async fn attempt(&self, publication: &Publication, stamp: &Stamp) -> Result<Published, CatalogError> {
        self.reload().await?;
        let current = self.snapshot();
        if publication.seen.is_some_and(|seen| seen != current.epoch) {
            return Err(CatalogError::Store(StoreError::Outdated));
        }
        let published = |d: &Document| {
            current.documents.get(&(d.kind, d.key.clone())).map_or(0, |published| published.version)
        };
        if publication.based_on.is_some_and(|base| publication.documents.iter().any(|d| published(d) != base))
        {
            return Err(CatalogError::Stale);
        }
        let mut withdrawn = Vec::with_capacity(publication.withdrawn.len());
        for place in &publication.withdrawn {
            let version = current.documents.get(place).ok_or(CatalogError::NotFound)?.version;
            withdrawn.push((place.clone(), version));
            let users = super::usages(&current, place);
            if users.iter().any(|u| !publication.withdrawn.contains(&u.by)) {
                return Err(CatalogError::Used(users));
            }
        }
        let documents = self.with_versions(publication.documents.clone()).await?;
        let (mut next, mut issues) =
            assemble(merged(&current, &documents, &publication.withdrawn), current.epoch + 1);
        issues.extend(incompatible(&current, &next));
        self.reused_keys(&next, &documents, &mut issues).await?;
        if publication.unless_drafted {
            let mut held = self.reader.acquire().await?;
            issues.extend(open_drafts(&mut held.connection(), &documents).await?);
        }
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
        let works = backfill::needed(&current, &next);
        let switch = Switch {
            epoch: current.epoch,
            documents,
            drafts: publication.drafts.clone(),
            unless_drafted: publication.unless_drafted,
            withdrawn,
            works,
            stamp: stamp.clone(),
        };
        self.carry_out(changes, switch).await.map_err(|error| match error {
            StoreError::Issues(issues) => CatalogError::Issues(issues),
            other => CatalogError::Store(other),
        })?;
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
}

fn merged(current: &Snapshot, documents: &[Document], withdrawn: &[Place]) -> Vec<Document> {
    let replaced = |place: &Place| {
        withdrawn.contains(place) || documents.iter().any(|d| d.kind == place.0 && d.key == place.1)
    };
    let kept = current.documents.iter().filter(|(place, _)| !replaced(place)).map(|(_, d)| d.clone());
    kept.chain(documents.iter().cloned()).collect()
}
