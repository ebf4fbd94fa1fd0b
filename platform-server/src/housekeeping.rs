//! What the server does unasked: follow publishes of other processes, compute records anew after a publish, empty recycle
//! bins, put changes in order.
//!
//! Units:  the catalog is asked for its epoch every second, so that every replica serves a new definition within one;
//!         bins are emptied once a minute.

use std::time::Duration;

use crate::{app::App, exchange::clear, files, http::problem::Problem, records::sequencer};

const FOLLOW: Duration = Duration::from_secs(1);
const SWEEP: Duration = Duration::from_secs(60);

/// Starts the background work; it ends with the process.
pub fn start(app: &App) {
    tokio::spawn(follow(app.clone()));
    tokio::spawn(sweep(app.clone()));
    tokio::spawn(fill(app.clone()));
    tokio::spawn(sequencer::run(app.store.writer()));
}

/// Does at once all that has become due: empties recycle bins to the end, forgets answers, removes old files.
///
/// # Errors
/// When the database or the disk fails.
pub async fn do_what_is_due(app: &App) -> Result<(), Problem> {
    while app.store.expire(&app.catalog.snapshot()).await? > 0 {}
    clear::expire(app).await?;
    while files::sweep::expired(app).await? > 0 {}
    Ok(())
}

async fn follow(app: App) {
    let mut ticks = tokio::time::interval(FOLLOW);
    loop {
        ticks.tick().await;
        match app.catalog.reload().await {
            Ok(true) => tracing::info!("another process published; its definitions are served now"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the catalog could not be asked for changes"),
        }
    }
}

async fn fill(app: App) {
    let mut ticks = tokio::time::interval(FOLLOW);
    loop {
        ticks.tick().await;
        if let Err(error) = app.store.fill(&app.catalog).await {
            tracing::warn!(%error, "records could not be computed anew; it is tried again");
        }
    }
}

async fn sweep(app: App) {
    let mut ticks = tokio::time::interval(SWEEP);
    loop {
        ticks.tick().await;
        match app.store.expire(&app.catalog.snapshot()).await {
            Ok(0) => {}
            Ok(purged) => tracing::info!(purged, "records left the recycle bin for good"),
            Err(error) => tracing::warn!(%error, "the recycle bins could not be swept"),
        }
        match clear::expire(&app).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "files of imports and exports were removed"),
            Err(problem) => {
                tracing::warn!(code = problem.code().name(), "old imports and exports could not be removed");
            }
        }
        match files::sweep::expired(&app).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "uploaded files that no record holds were removed"),
            Err(problem) => {
                tracing::warn!(code = problem.code().name(), "uploaded files could not be swept");
            }
        }
    }
}
