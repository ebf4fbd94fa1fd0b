//! `formwork import`: verifies a file, and writes it with `--apply`.

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use engine_core::issue::Language;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{Exit, open_as, refused, say};
use crate::{
    app::App,
    config::Import as Options,
    exchange::imports::{self, Goal, Import, ImportView, State},
    http::problem::Problem,
    identity::Actor,
    transfer::refused_rows::LeftOut,
};

/// How often progress is told.
const TOLD: Duration = Duration::from_secs(1);

pub(super) async fn run(options: Options) -> anyhow::Result<Exit> {
    let (app, actor) = open_as(&options.storage, &options.acting).await?;
    let outcome = import(&app, &actor, &options).await;
    app.database.close().await;
    outcome
}

async fn import(app: &App, actor: &Actor, options: &Options) -> anyhow::Result<Exit> {
    let id = app.clock.id();
    let file = options.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kept = options.refused.as_deref().map(Kept::open).transpose()?;
    let target = imports::upload_to(app, id)?;
    std::fs::copy(&options.file, target)
        .with_context(|| format!("cannot read {}", options.file.display()))?;
    let outcome = steps(app, actor, options, id, file).await;
    let view = outcome.map(|job| job.view(Language::English));
    let keeping = match (&view, kept) {
        (Ok(view), Some(kept)) if view.counts.refused > 0 => kept.fill(app, actor, &options.entity, id).await,
        _ => Ok(()),
    };
    std::fs::remove_dir_all(app.exchange.folder(id))?;
    let view = view.map_err(|problem| refused(&problem))?;
    if options.acting.json {
        say(serde_json::to_string(&view)?)?;
    } else {
        say(summary(&view, options.refused.as_deref()))?;
    }
    keeping?;
    Ok(match view.state {
        State::Failed => Exit::Failed,
        _ if view.counts.refused > 0 => Exit::Refused,
        _ => Exit::Done,
    })
}

/// Where the refused rows go: beside the file that is asked for until they are all there, so that it may be the file that
/// is imported.
struct Kept<'a> {
    path: &'a Path,
    part: PathBuf,
    file: File,
}

impl<'a> Kept<'a> {
    /// Sees to it that the file can be written, before anything is imported.
    fn open(path: &'a Path) -> anyhow::Result<Kept<'a>> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Kept { path, part, file })
    }

    async fn fill(mut self, app: &App, actor: &Actor, entity: &str, id: Uuid) -> anyhow::Result<()> {
        let rows = imports::left_out_file(app, actor, entity, id, LeftOut::Refused, Language::English).await;
        let (_, mut rows) = rows.map_err(|problem| refused(&problem))?;
        std::io::copy(&mut rows, &mut self.file)?;
        self.file.sync_all()?;
        std::fs::rename(&self.part, self.path)
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        // Once it was filled it has its own name.
        drop(std::fs::remove_file(&self.part));
    }
}

async fn steps(
    app: &App,
    actor: &Actor,
    options: &Options,
    id: Uuid,
    file: String,
) -> Result<Import, Problem> {
    let entity = options.entity.as_str();
    let goal = if options.apply { Goal::Apply } else { Goal::Verify };
    let saved = options.mapping.clone();
    let (_, task) = imports::begin(app, actor, entity, id, file, saved, goal).await?;
    follow(app, actor, entity, id, task).await
}

/// Waits for a task and tells on standard error how far it is.
async fn follow(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    mut task: JoinHandle<()>,
) -> Result<Import, Problem> {
    while tokio::time::timeout(TOLD, &mut task).await.is_err() {
        let job = Import::load(app, actor, entity, id).await?;
        let total = job.details.workbook.as_ref().map_or(0, |found| found.rows);
        tracing::info!(state = job.state().word(), done = job.row.done, total, "importing");
    }
    Import::load(app, actor, entity, id).await
}

fn summary(view: &ImportView, refused: Option<&Path>) -> String {
    let counts = &view.counts;
    let mut text = format!(
        "{}: {} rows, {} new, {} changed, {} duplicate, {} refused",
        view.state.word(),
        counts.rows,
        counts.new,
        counts.update,
        counts.duplicate,
        counts.refused
    );
    match refused {
        _ if counts.refused == 0 => {}
        Some(path) => text.push_str(&format!(
            "\nthe refused rows are in {}: correct them there and import that file",
            path.display()
        )),
        None => {
            text.push_str("\nto get the refused rows with their reasons as a workbook, add --refused FILE");
        }
    }
    if let Some(problem) = &view.problem {
        text.push_str(&format!("\n{problem}"));
    }
    text
}
