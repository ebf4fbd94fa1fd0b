//! `formwork export`: records into a file, everything into a directory, or the complete archive into a file.

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use engine_core::issue::Language;

use super::{Exit, open_as, refused, say};
use crate::{
    app::App,
    config::Export as Options,
    exchange::exports::{self, Export, ExportState, Wanted},
    http::{listing::ListBody, problem::Problem},
    identity::Actor,
};

/// How often progress is told.
const TOLD: Duration = Duration::from_secs(1);

pub(super) async fn run(options: Options) -> anyhow::Result<Exit> {
    let (app, actor) = open_as(&options.storage, &options.acting).await?;
    let outcome = export(&app, &actor, &options).await;
    app.database.close().await;
    outcome
}

async fn export(app: &App, actor: &Actor, options: &Options) -> anyhow::Result<Exit> {
    let filter =
        options.filter.as_deref().map(serde_json::from_str).transpose().context("--filter is no JSON")?;
    let job = written(app, actor, options, filter).await.map_err(|problem| refused(&problem))?;
    let view = job.view(Language::English);
    if job.state() == ExportState::Done {
        let target = target(options, &job)?;
        std::fs::copy(job.path(app), &target)
            .with_context(|| format!("cannot write {}", target.display()))?;
    }
    std::fs::remove_dir_all(app.exchange.folder(job.row.id))?;
    if options.acting.json {
        say(serde_json::to_string(&view)?)?;
    } else {
        say(format_args!("{}: {} records", job.row.state, view.rows))?;
    }
    Ok(if job.state() == ExportState::Done { Exit::Done } else { Exit::Failed })
}

async fn written(
    app: &App,
    actor: &Actor,
    options: &Options,
    filter: Option<serde_json::Value>,
) -> Result<Export, Problem> {
    let entity = options.entity.as_deref();
    let (job, mut task) = match entity {
        Some(entity) => {
            let wanted = Wanted { format: options.format, list: ListBody { filter, ..ListBody::default() } };
            exports::begin(app, actor, entity, wanted).await?
        }
        None if options.everything.is_some() => exports::begin_complete(app, actor).await?,
        None => exports::begin_everything(app, actor, options.format).await?,
    };
    while tokio::time::timeout(TOLD, &mut task).await.is_err() {
        let now = Export::load(app, actor, entity, job.row.id).await?;
        tracing::info!(records = now.row.count, "exporting");
    }
    Export::load(app, actor, entity, job.row.id).await
}

fn target(options: &Options, job: &Export) -> std::io::Result<PathBuf> {
    match (&options.all, options.everything.as_ref().or(options.file.as_ref())) {
        (Some(directory), _) => {
            std::fs::create_dir_all(directory)?;
            Ok(directory.join(&job.row.file))
        }
        (None, Some(file)) => Ok(file.clone()),
        (None, None) => Ok(PathBuf::from(&job.row.file)),
    }
}
