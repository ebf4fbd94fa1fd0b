//! Jobs that nobody works on any more, and files whose time is over.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use uuid::Uuid;

use super::{
    exports::{Export, ExportState},
    imports::{Import, State},
    problem,
};
use crate::{
    app::App,
    fault::StorageFault,
    http::problem::Problem,
    tables::{export, import},
};

/// How long files are kept, in microseconds.
const KEPT: i64 = 24 * 60 * 60 * 1_000_000;

/// What was under way when this server died has failed.
///
/// # Errors
/// When the database fails.
pub async fn recover(app: &App) -> Result<(), Problem> {
    let busy = [State::Reading, State::Verifying, State::Applying, State::Undoing].map(State::word);
    let left = import::Entity::find()
        .filter(import::Column::Place.eq(app.exchange.place()))
        .filter(import::Column::State.is_in(busy))
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    let exports = export::Entity::find()
        .filter(export::Column::Place.eq(app.exchange.place()))
        .filter(export::Column::State.eq(ExportState::Running.word()))
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    for row in exports {
        let problem = problem::interrupted(false);
        Export { row }.end(app, ExportState::Failed, Some(&problem)).await;
    }
    for row in left {
        let details = serde_json::from_str(&row.details).map_err(Problem::internal)?;
        let mut job = Import { row, details };
        let problem = problem::interrupted(job.row.batch.is_some());
        job.fail(app, &problem).await;
    }
    Ok(())
}

/// Removes files older than a day; what waited for them has failed.
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
    let waiting = [State::Reading, State::Verifying, State::Ready].map(State::word);
    import::Entity::update_many()
        .col_expr(import::Column::State, Expr::value(State::Failed.word()))
        .filter(import::Column::CreatedAt.lt(end))
        .filter(import::Column::State.is_in(waiting))
        .exec(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(removed)
}

/// The moment in an id, in microseconds.
fn made(id: Uuid) -> Option<i64> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(i64::from(nanoseconds / 1_000))
}
