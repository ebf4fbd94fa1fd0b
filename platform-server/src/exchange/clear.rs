//! Jobs that nobody works on any more, and files whose time is over.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::{
    exports::{Export, ExportState},
    imports::{Import, State},
    problem,
};
use crate::{
    app::App,
    fault::StorageFault,
    http::problem::{Code, Problem},
    tables::{export, import},
};

/// How long files are kept, in microseconds.
const KEPT: i64 = 24 * 60 * 60 * 1_000_000;
/// States in which a task works on an import.
const BUSY: [State; 4] = [State::Reading, State::Verifying, State::Applying, State::Undoing];

/// What was under way when this server died has failed, and what commands had under way that died here.
///
/// # Errors
/// When the database or the disk fails.
pub async fn recover(app: &App) -> Result<(), Problem> {
    recover_place(app, app.exchange.place()).await?;
    recover_commands(app).await
}

/// What commands had under way that died here has failed.
///
/// # Errors
/// When the database or the disk fails.
pub async fn recover_commands(app: &App) -> Result<(), Problem> {
    for held in app.exchange.dead()? {
        recover_place(app, held.place).await?;
    }
    Ok(())
}

async fn recover_place(app: &App, place: Uuid) -> Result<(), Problem> {
    let exports = export::Entity::find()
        .filter(export::Column::Place.eq(place))
        .filter(export::Column::State.eq(ExportState::Running.word()))
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    for row in exports {
        let problem = problem::nothing_done();
        Export { row }.end(app, ExportState::Failed, Some(&problem)).await;
    }
    let imports = import::Entity::find()
        .filter(import::Column::Place.eq(place))
        .filter(import::Column::State.is_in(BUSY.map(State::word)))
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    for row in imports {
        interrupted(app, Import::read(row)?).await?;
    }
    Ok(())
}

/// Nobody works on an import any more: it has failed, and says exactly how much it had written.
async fn interrupted(app: &App, mut job: Import) -> Result<(), Problem> {
    let written = match job.row.batch {
        Some(batch) => app.store.written(batch).await?,
        None => 0,
    };
    let problem = match (job.state(), written) {
        (State::Undoing, _) => problem::half_undone(),
        (_, 0) => problem::nothing_done(),
        (_, written) => problem::half_written(written),
    };
    if job.state() == State::Applying {
        job.row.done = i64::try_from(written).unwrap_or(i64::MAX);
    }
    job.fail(app, &problem).await;
    Ok(())
}

/// Removes files older than a day; what waited for them has failed, and so has what nobody told of for a day.
///
/// # Errors
/// When the database or the disk fails.
pub async fn expire(app: &App) -> Result<usize, Problem> {
    let end = app.clock.now().0 - KEPT;
    let mut removed = 0;
    for entry in std::fs::read_dir(app.exchange.directory())? {
        let entry = entry?;
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<Uuid>().ok()) else {
            continue;
        };
        if made(id).is_some_and(|at| at < end) {
            std::fs::remove_dir_all(entry.path())?;
            removed += 1;
        }
    }
    let waiting = [State::Reading, State::Verifying, State::Ready];
    let old = import::Entity::find()
        .filter(import::Column::CreatedAt.lt(end))
        .filter(import::Column::State.is_in(waiting.into_iter().chain(BUSY).map(State::word)))
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    for row in old {
        let mut job = Import::read(row)?;
        if !waiting.contains(&job.state()) {
            if job.row.updated_at < end {
                interrupted(app, job).await?;
            }
            continue;
        }
        match job.end(app, &waiting, &problem::expired()).await {
            Ok(()) => {}
            // Somebody went on with it just now.
            Err(problem) if problem.code() == Code::StateConflict => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(removed)
}

/// The moment in an id, in microseconds.
fn made(id: Uuid) -> Option<i64> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(i64::from(nanoseconds / 1_000))
}
