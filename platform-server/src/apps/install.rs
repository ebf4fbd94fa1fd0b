//! An app becomes published: all of it in one publish, or nothing.
//!
//! Shape:  what is published already in the same spelling is left alone, so installing twice does nothing.
//! Errors: [`AppFault::Issues`], every one, with its file: a key of another app, an open draft, and
//!         whatever publishing refuses.
//! Source: DESIGN §4 "Each definition has one owning app".

use engine_core::{definition::DefinitionKind, issue::Issue, key::DefinitionKey};

use super::{
    AppFault,
    canonical::canonical,
    check::placed,
    folder::file_of,
    read::{AppFolder, Found},
};
use crate::{
    app::App,
    catalog::{CatalogError, Document, Publication, Published, Snapshot},
    identity::Actor,
    records::error::StoreError,
};

/// How to install.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Whether definitions of the app that the folder no longer has are withdrawn.
    pub withdraw: bool,
    /// Whether only to say what would happen.
    pub dry_run: bool,
}

/// How often a folder is compared anew because somebody published meanwhile.
const MOST_ATTEMPTS: usize = 5;

/// What installing did, or would do.
#[derive(Clone, Debug, Default)]
pub struct Installed {
    /// What was published.
    pub published: Published,
    /// How many definitions were published already.
    pub unchanged: usize,
    /// Definitions of the app that the folder does not have: withdrawn when that was asked for, else kept.
    pub absent: Vec<(DefinitionKind, DefinitionKey)>,
}

/// Installs an app, or brings it up to the folder.
///
/// # Errors
/// See the module.
pub async fn install(app: &App, folder: &AppFolder, how: How, actor: &Actor) -> Result<Installed, AppFault> {
    for _ in 0..MOST_ATTEMPTS {
        match attempt(app, folder, how, actor).await {
            Err(AppFault::Catalog(CatalogError::Store(StoreError::Outdated))) => {}
            other => return other,
        }
    }
    Err(AppFault::Catalog(CatalogError::Store(StoreError::Busy)))
}

async fn attempt(app: &App, folder: &AppFolder, how: How, actor: &Actor) -> Result<Installed, AppFault> {
    app.catalog.reload().await?;
    let snapshot = app.catalog.snapshot();
    let documents: Vec<Document> = folder.documents.iter().filter(|d| !same(&snapshot, d)).cloned().collect();
    let drafts = app.catalog.drafts().await.map_err(AppFault::Catalog)?;
    let mut found = foreign(&snapshot, folder);
    for document in documents
        .iter()
        .filter(|d| drafts.iter().any(|draft| draft.document.kind == d.kind && draft.document.key == d.key))
    {
        let issue = Issue::new(
            "open_draft",
            "",
            "它有未发布的草稿，请先发布或放弃草稿",
            "it has an unpublished draft: publish or discard the draft first",
        );
        found.push(Found { file: file_of(document.kind, document.key.as_str()), issue });
    }
    if !found.is_empty() {
        return Err(AppFault::Issues(found));
    }
    let absent = absent(&snapshot, folder);
    let unchanged = folder.documents.len() - documents.len();
    let withdrawn = if how.withdraw { absent.clone() } else { Vec::new() };
    if documents.is_empty() && withdrawn.is_empty() {
        return Ok(Installed { unchanged, absent, ..Installed::default() });
    }
    let publication = Publication {
        documents,
        unless_drafted: true,
        withdrawn,
        dry_run: how.dry_run,
        seen: Some(snapshot.epoch),
        ..Publication::default()
    };
    let published =
        app.catalog.publish(publication, app.store.stamp(actor)).await.map_err(|fault| match fault {
            CatalogError::Issues(issues) => {
                AppFault::Issues(issues.into_iter().map(|issue| placed(issue, &folder.documents)).collect())
            }
            other => AppFault::Catalog(other),
        })?;
    if !how.dry_run {
        app.store.fill(&app.catalog).await.map_err(|fault| AppFault::Catalog(fault.into()))?;
    }
    Ok(Installed { published, unchanged, absent })
}

/// Whether a definition is published in the same spelling.
#[expect(clippy::cmp_owned, reason = "the order of keys counts, which equality of values ignores")]
fn same(snapshot: &Snapshot, document: &Document) -> bool {
    let published = snapshot.documents.get(&(document.kind, document.key.clone()));
    published.is_some_and(|p| {
        p.app == document.app && canonical(p.kind, &p.body).to_string() == document.body.to_string()
    })
}

/// Definitions that another app owns.
fn foreign(snapshot: &Snapshot, folder: &AppFolder) -> Vec<Found> {
    let owners = folder.documents.iter().filter_map(|document| {
        let published = snapshot.documents.get(&(document.kind, document.key.clone()))?;
        (published.app != document.app).then_some((document, &published.app))
    });
    owners
        .map(|(document, owner)| Found {
            file: file_of(document.kind, document.key.as_str()),
            issue: Issue::new(
                "other_owner",
                "",
                format!("编码“{}”已属于应用“{owner}”", document.key),
                format!("the key `{}` belongs to the app `{owner}`", document.key),
            ),
        })
        .collect()
}

/// Published definitions of the app that the folder does not have.
fn absent(snapshot: &Snapshot, folder: &AppFolder) -> Vec<(DefinitionKind, DefinitionKey)> {
    let own = snapshot.documents.iter().filter(|(_, d)| d.app == folder.key);
    let absent =
        own.filter(|((kind, key), _)| !folder.documents.iter().any(|d| d.kind == *kind && d.key == *key));
    absent.map(|(place, _)| place.clone()).collect()
}
