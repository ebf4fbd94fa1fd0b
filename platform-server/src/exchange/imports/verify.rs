//! The mapping changes, and every row is looked at again; nothing is written.

use std::time::Duration;

use uuid::Uuid;

use super::{
    job::{Import, State},
    lookup::Lookup,
    mappings, pass, read, rights,
};
use crate::{
    access,
    app::App,
    http::problem::{Code, Problem, refuse},
    identity::Actor,
    transfer::mapping::Mapping,
};

/// How long an answer waits for the verification; a large file goes on beside it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Changes the mapping of an import and verifies it again.
///
/// # Errors
/// Everything wrong with the mapping; then nothing has changed.
pub async fn change(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    patch: Mapping,
) -> Result<Import, Problem> {
    let mut job = Import::load(app, actor, entity, id).await?;
    let permit = app.gate.permit::<access::Import>(actor, entity, &app.clock).await?;
    let state = job.state();
    let workbook =
        job.details.workbook.clone().filter(|_| job.row.batch.is_none()).ok_or_else(super::not_now)?;
    job.folder(app)?;
    job.take(app, &[State::Ready, State::Failed], State::Verifying).await?;
    let before = job.clone();
    match prepare(app, actor, &mut job, workbook, patch, &permit).await {
        Ok(()) => {}
        Err(problem) => {
            job = before;
            job.save(app, state).await?;
            return Err(problem);
        }
    }
    let (task_app, task_actor, mut task_job) = (app.clone(), actor.clone(), job.clone());
    let task = tokio::spawn(async move {
        let _turn = task_app.exchange.turn().await;
        if let Err(problem) = again(&task_app, &task_actor, &mut task_job).await {
            task_job.fail(&task_app, &problem).await;
        }
    });
    drop(tokio::time::timeout(PATIENCE, task).await);
    Import::load(app, actor, entity, id).await
}

async fn prepare(
    app: &App,
    actor: &Actor,
    job: &mut Import,
    workbook: crate::transfer::sheet::Workbook,
    patch: Mapping,
    permit: &crate::access::Permit<access::Import>,
) -> Result<(), Problem> {
    let workbook = match &patch.sheet {
        Some(sheet) if workbook.sheet.as_ref() != Some(sheet) => {
            if !workbook.sheets.contains(sheet) {
                let issue = engine_core::issue::Issue::new(
                    "no_sheet",
                    "/sheet",
                    "没有这个工作表",
                    "there is no such sheet",
                );
                return Err(Problem::new(Code::Invalid).issues(vec![issue]));
            }
            read::spool(&job.folder(app)?, Some(sheet.clone())).await?
        }
        _ => workbook,
    };
    let save_as = patch.save_as.clone();
    read::look(app, actor, job, workbook, patch).await?;
    refuse(Code::Invalid, rights::check(app, permit, job))?;
    if let Some(name) = save_as {
        let saved = job.details.mapping.saved(name.trim(), &job.details.header);
        mappings::save(app, actor, &job.row.entity, &saved).await?;
        job.details.said.save_as = None;
    }
    job.details.problem = None;
    job.details.verified = None;
    job.row.done = 0;
    job.save(app, State::Verifying).await
}

/// Verifies every row with the mapping as it is.
pub(super) async fn again(app: &App, actor: &Actor, job: &mut Import) -> Result<(), Problem> {
    let on_match = job.details.mapping.on_match.unwrap_or_default();
    let lookup = Lookup::new(app, actor, &job.row.entity, on_match).await?;
    let passed = pass::through(app, job, &lookup, pass::Nothing).await?;
    job.details.counts = passed.counts;
    job.details.unknown = passed.unknown;
    job.details.totals = passed.totals;
    job.save(app, State::Ready).await
}
