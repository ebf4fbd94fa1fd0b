//! The complete archive, for an administrator: everything there is, to be restored elsewhere.

use std::{
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde_json::json;

use super::Export as Job;
use crate::{
    app::App,
    exchange::archive,
    http::problem::{Code, Problem},
    identity::Actor,
};

/// Between two notes of progress.
const NOTED: Duration = Duration::from_secs(1);

/// Who may not see everything takes along what they may export instead.
pub(super) fn permitted(actor: &Actor) -> Result<(), Problem> {
    if actor.admin {
        return Ok(());
    }
    Err(Problem::new(Code::NoRight).detail(
        "只有管理员可以导出完整归档；您可以导出您有权导出的全部数据",
        "Only an administrator may export the complete archive; export everything that you may instead",
    ))
}

pub(super) async fn run(app: App, actor: Actor, mut job: Job) -> Result<Job, Problem> {
    let path = job.path(&app);
    let written = AtomicU64::new(0);
    let count = || i64::try_from(written.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
    let mut writing = pin!(archive::write(&app, &path, &written));
    let manifest = loop {
        match tokio::time::timeout(NOTED, &mut writing).await {
            Ok(done) => break done?,
            Err(_) => {
                job.row.count = count();
                job.note(&app).await?;
            }
        }
    };
    job.row.count = count();
    let subjects = manifest.files.iter().filter_map(|entry| {
        let name = entry.file.strip_suffix(".jsonl")?;
        let subject = if name == "system/users" { Some("user") } else { name.strip_prefix("records/") };
        let details =
            json!({ "everything": true, "archive": true, "count": entry.rows, "sha256": entry.sha256 });
        Some((subject?.to_owned(), details))
    });
    app.store.log_exports(subjects.collect(), app.store.stamp(&actor)).await?;
    Ok(job)
}
