//! `formwork import`: verifies a file, and writes it with `--apply`.

use std::time::Duration;

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
    let target = imports::upload_to(app, id)?;
    std::fs::copy(&options.file, target)
        .with_context(|| format!("cannot read {}", options.file.display()))?;
    let outcome = steps(app, actor, options, id, file).await;
    std::fs::remove_dir_all(app.exchange.folder(id))?;
    let view = outcome.map_err(|problem| refused(&problem))?.view(Language::English);
    if options.acting.json {
        say(serde_json::to_string(&view)?)?;
    } else {
        say(summary(&view))?;
    }
    Ok(match view.state {
        State::Failed => Exit::Failed,
        _ if view.counts.refused > 0 => Exit::Refused,
        _ => Exit::Done,
    })
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

fn summary(view: &ImportView) -> String {
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
    if let Some(problem) = &view.problem {
        text.push_str(&format!("\n{problem}"));
    }
    text
}
