//! `formwork restore`: an empty installation becomes what a complete archive holds.
//!
//! Shape:  a line for each file, and that every count and hash is the archive's; with `--json` the manifest.
//! Errors: exit 1 and nothing restored.

use super::{Exit, open, refused, say};
use crate::{config::Restore, exchange::archive};

pub(super) async fn run(options: Restore) -> anyhow::Result<Exit> {
    let app = open(&options.storage).await?;
    let outcome = archive::restore(&app, &options.file).await;
    app.database.close().await;
    let manifest = outcome.map_err(|fault| refused(&fault.into()))?;
    if options.json {
        say(serde_json::to_string(&manifest)?)?;
        return Ok(Exit::Done);
    }
    for entry in &manifest.files {
        say(format_args!("  {}: {} rows, sha256 {}", entry.file, entry.rows, entry.sha256))?;
    }
    say(format_args!(
        "{} records restored; every count and hash is that of the archive",
        manifest.records()
    ))?;
    say(
        "nobody can sign in yet: make an administrator with `formwork setup`, who sets the others' passwords",
    )?;
    Ok(Exit::Done)
}
