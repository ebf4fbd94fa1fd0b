//! Removes files that nobody holds: uploads no record claimed, what broke off, and what purged records held.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::{app::App, fault::StorageFault, http::problem::Problem, tables::file};

/// How long after its end a file is removed, in microseconds: a write that began before may still claim it, by a clock that
/// is late.
const GRACE: i64 = 10 * 60 * 1_000_000;
/// Most files removed in one go.
const MOST: u64 = 200;

/// Removes what has expired; how many files went. Content goes first: what is left of a sweep that broke off is found again.
///
/// # Errors
/// When the database fails. A store that fails is tried again with the next sweep.
pub async fn expired(app: &App) -> Result<usize, Problem> {
    let end = app.clock.now().0 - GRACE;
    let over = file::Entity::find().filter(file::Column::ExpiresAt.lt(end)).limit(MOST);
    let mut removed = 0;
    for file in over.all(&app.database.orm).await.map_err(StorageFault::from)? {
        if let Err(error) = app.files.remove(file.id).await {
            tracing::warn!(%error, file = %file.id, "a file could not be removed; it is tried again");
            continue;
        }
        let row = file::Entity::delete_many()
            .filter(file::Column::Id.eq(file.id))
            .filter(file::Column::ExpiresAt.lt(end));
        row.exec(&app.database.orm).await.map_err(StorageFault::from)?;
        removed += 1;
    }
    Ok(removed)
}
