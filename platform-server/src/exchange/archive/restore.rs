//! An archive → an empty installation, in one transaction: all of it, or nothing.
//!
//! Shape:  people and definitions → tables → records, those that others refer to first → what refers in a circle → the
//!         change log → indexes and counters → everything read back and compared with the manifest.
//! Errors: [`StoreError`]; the transaction is rolled back.

use std::{collections::BTreeSet, path::Path};

use super::{Archive, Manifest, damaged, manifest::MANIFEST, refused, write::counted};
use crate::{
    app::App,
    catalog::{self, Snapshot},
    records::{
        connection::Connection,
        error::StoreError,
        store::archive::{self, Piece},
    },
};

/// Restores an archive; what it said of itself, which is now true of the installation.
///
/// # Errors
/// When the installation holds anything, or the archive is not what it says.
pub async fn restore(app: &App, path: &Path) -> Result<Manifest, StoreError> {
    archive::vacant(&mut app.store.reader().acquire().await?.connection()).await?;
    let place = path.to_owned();
    let opened = tokio::task::spawn_blocking(move || Archive::open(&place));
    let archive = opened.await.map_err(|_| StoreError::Panicked)??;
    let manifest = archive.manifest.clone();
    tracing::info!(records = manifest.records(), "the archive is whole; restoring it");
    let writer = app.store.writer();
    let written = writer.write(move |transaction| {
        Box::pin(async move {
            load(&mut transaction.connection, &archive).await?;
            transaction.follow_log().await
        })
    });
    written.await.map_err(|error| match error {
        StoreError::NotUnique(what) => refused(
            format!("归档中有重复的内容（{what}），没有还原任何内容"),
            format!("the archive holds something twice ({what}); nothing was restored"),
        ),
        other => other,
    })?;
    app.catalog.reload().await?;
    app.identity.forget();
    Ok(manifest)
}

async fn load(connection: &mut Connection<'_>, archive: &Archive) -> Result<(), StoreError> {
    archive::begin(connection).await?;
    for piece in archive::system_pieces() {
        put(connection, archive, &piece).await?;
    }
    let (snapshot, issues) = catalog::standing(connection).await?;
    if let Some(issue) = issues.first() {
        return Err(refused(
            format!("归档中的定义有误（{}）：{}", issue.pointer, issue.message.chinese),
            format!("a definition in the archive is wrong ({}): {}", issue.pointer, issue.message.english),
        ));
    }
    same_files(archive, &snapshot)?;
    let indexes = archive::build(connection, &snapshot).await?;
    records(connection, archive, &snapshot).await?;
    put(connection, archive, &Piece::History).await?;
    for index in indexes {
        connection.execute(index).await?;
    }
    archive::finish(connection, &snapshot).await?;
    tracing::info!("everything is written; comparing it with the archive");
    for piece in archive::pieces(&snapshot) {
        let found = counted(connection, &piece).await?;
        if archive.manifest.file(&found.file) != Some(&found) {
            return Err(damaged(&found.file));
        }
    }
    Ok(())
}

/// The files are those of what is published in it, no more and no fewer.
fn same_files(archive: &Archive, snapshot: &Snapshot) -> Result<(), StoreError> {
    let wanted: BTreeSet<String> = archive::pieces(snapshot).iter().map(Piece::file).collect();
    let found: BTreeSet<String> = archive.manifest.files.iter().map(|entry| entry.file.clone()).collect();
    match wanted.symmetric_difference(&found).next() {
        Some(file) => Err(damaged(file)),
        None => Ok(()),
    }
}

async fn put(connection: &mut Connection<'_>, archive: &Archive, piece: &Piece) -> Result<(), StoreError> {
    if archive.manifest.file(&piece.file()).is_none() {
        return Err(damaged(MANIFEST));
    }
    let mut lines = archive.lines(piece.file());
    while let Some(some) = lines.recv().await {
        piece.put(connection, &some?).await?;
    }
    Ok(())
}

async fn records(
    connection: &mut Connection<'_>,
    archive: &Archive,
    snapshot: &Snapshot,
) -> Result<(), StoreError> {
    let loadings = archive::loadings(snapshot);
    let file = |loading: &archive::Loading| format!("records/{}.jsonl", loading.entity());
    for loading in &loadings {
        let mut lines = archive.lines(file(loading));
        while let Some(some) = lines.recv().await {
            loading.put(connection, &some?).await?;
        }
        tracing::info!(entity = %loading.entity(), "records are written");
    }
    for loading in loadings.iter().filter(|loading| loading.has_late()) {
        let mut lines = archive.lines(file(loading));
        while let Some(some) = lines.recv().await {
            loading.complete(connection, &some?).await?;
        }
    }
    Ok(())
}
