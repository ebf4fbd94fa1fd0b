//! From an upload to rows on disk and a suggested mapping.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use engine_core::kinds::ParseContext;
use uuid::Uuid;

use super::{
    apply,
    job::{Import, State},
    mappings, rights, verify,
};
use crate::{
    access,
    app::App,
    catalog::Compiled,
    exchange::problem,
    http::problem::{Code, Problem, refuse},
    identity::Actor,
    transfer::{
        inspect::{Inspection, inspect},
        mapping::Mapping,
        read::{self, Parser},
        sheet::Workbook,
    },
};

/// Makes the folder of a new import and names the file its upload goes to.
///
/// # Errors
/// When the disk refuses.
pub fn upload_to(app: &App, id: Uuid) -> std::io::Result<PathBuf> {
    let folder = app.exchange.folder(id);
    std::fs::create_dir(&folder)?;
    Ok(folder.join("upload"))
}

/// What happens once a file has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Every row is verified; nothing is written until somebody says so.
    Verify,
    /// What is right is written at once, as whoever started it said beforehand.
    Apply,
}

/// Notes an import whose file has been uploaded, reads it and goes on to its goal in the background.
///
/// # Errors
/// When the importer has no right, or the saved mapping does not exist.
pub async fn begin(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    file: String,
    saved: Option<String>,
    goal: Goal,
) -> Result<(Import, tokio::task::JoinHandle<()>), Problem> {
    app.gate.permit::<access::Import>(actor, entity, &app.clock).await?;
    if let Some(name) = &saved {
        mappings::find(app, entity, name).await?;
    }
    let job = Import::new(app, actor, id, entity, file, saved);
    job.insert(app).await?;
    let task = tokio::spawn(run(app.clone(), actor.clone(), job.clone(), goal));
    Ok((job, task))
}

async fn run(app: App, actor: Actor, mut job: Import, goal: Goal) {
    let _turn = app.exchange.turn().await;
    let outcome = match (first_look(&app, &actor, &mut job).await, goal) {
        (Ok(()), Goal::Verify) => verify::again(&app, &actor, &mut job).await,
        (Ok(()), Goal::Apply) => apply::at_once(&app, &actor, &mut job).await,
        (Err(problem), _) => Err(problem),
    };
    if let Err(problem) = outcome {
        job.fail(&app, &problem).await;
    }
}

async fn first_look(app: &App, actor: &Actor, job: &mut Import) -> Result<(), Problem> {
    let workbook = spool(&job.folder(app)?, None).await?;
    look(app, actor, job, workbook, Mapping::default()).await?;
    let permit = app.gate.permit::<access::Import>(actor, &job.row.entity, &app.clock).await?;
    // A saved mapping may name what this importer may not fill; suggestions never do.
    refuse(Code::Invalid, rights::check(app, &permit, job))?;
    job.save(app, State::Verifying).await
}

/// The rows of the sheet that was read. Each sheet has a file of its own, so that an import whose mapping turns out to
/// be wrong still has the rows it had.
pub(super) fn rows_file(folder: &Path, workbook: &Workbook) -> PathBuf {
    let place = workbook.sheets.iter().position(|name| Some(name) == workbook.sheet.as_ref());
    folder.join(format!("rows-{}", place.unwrap_or_default()))
}

/// Reads a sheet of the upload into rows on disk.
pub(super) async fn spool(folder: &Path, sheet: Option<String>) -> Result<Workbook, Problem> {
    let folder = folder.to_owned();
    let read = move || {
        let fresh = folder.join("rows.new");
        let mut upload = File::open(folder.join("upload"))?;
        let workbook = read::read(&mut upload, sheet.as_deref(), File::create(&fresh)?, &Parser::default())?;
        std::fs::rename(fresh, rows_file(&folder, &workbook))?;
        Ok::<_, read::ReadError>(workbook)
    };
    let outcome = tokio::task::spawn_blocking(read).await.map_err(|error| problem::broke_off(&error))?;
    Ok(outcome?)
}

/// Finds header and columns, and what the mapping is with everything said so far and `patch`.
pub(super) async fn look(
    app: &App,
    actor: &Actor,
    job: &mut Import,
    workbook: Workbook,
    patch: Mapping,
) -> Result<(), Problem> {
    let permit = app.gate.permit::<access::Import>(actor, &job.row.entity, &app.clock).await?;
    let said = job.details.said.clone().with(patch);
    let context = ParseContext { zone: app.clock.zone().clone(), today: app.clock.today() };
    let mut found =
        inspected(job.folder(app)?, workbook.clone(), said.header_row, permit.entity().clone(), context)
            .await?;
    rights::withhold(&permit, &mut found.columns);
    let mut mapping = Mapping::suggested(&found.columns, &permit.entity().entity);
    if let Some(name) = &job.details.saved {
        mapping = mapping.with(mappings::find(app, &job.row.entity, name).await?.apply(&found.header));
    }
    let earlier = mappings::of_refused_rows(app, job, &found.header).await?;
    job.details.header = found.header;
    job.details.columns = found.columns;
    job.details.workbook = Some(workbook);
    job.details.said = said.clone();
    if let Some(earlier) = earlier.filter(|_| job.details.saved.is_none()) {
        job.details.mapping = mapping.clone().with(earlier).with(said.clone());
        // Definition and rights may have changed since.
        if rights::check(app, &permit, job).is_empty() {
            return Ok(());
        }
    }
    job.details.mapping = mapping.with(said);
    Ok(())
}

async fn inspected(
    folder: PathBuf,
    workbook: Workbook,
    header_row: Option<u32>,
    compiled: std::sync::Arc<Compiled>,
    context: ParseContext,
) -> Result<Inspection, Problem> {
    let look = move || {
        inspect(File::open(rows_file(&folder, &workbook))?, &workbook, header_row, &compiled.entity, &context)
    };
    let outcome = tokio::task::spawn_blocking(look).await.map_err(|error| problem::broke_off(&error))?;
    Ok(outcome?)
}
