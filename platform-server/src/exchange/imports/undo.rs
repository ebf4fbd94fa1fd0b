//! An import is taken back: its batch is undone.

use uuid::Uuid;

use super::job::{Import, State};
use crate::{
    access::Edit,
    app::App,
    exchange::problem,
    http::problem::{Code, Problem},
    identity::Actor,
    records::{error::StoreError, store::Undone},
};

/// Takes back what an import wrote. It goes on when its caller goes away.
///
/// # Errors
/// `edited_since` with the records somebody edited since, unless `keep_edited` says what happens to them.
pub async fn undo(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    keep_edited: Option<bool>,
) -> Result<Import, Problem> {
    let mut job = Import::load(app, actor, entity, id).await?;
    let batch = job.row.batch.ok_or_else(super::not_now)?;
    let before = job.state();
    let (app, actor) = (app.clone(), actor.clone());
    app.gate.permit::<Edit>(&actor, entity, &app.clock).await?;
    job.take(&app, &[State::Done, State::Failed], State::Undoing).await?;
    let task = tokio::spawn(async move {
        let outcome = take_back(&app, &actor, &mut job, batch, keep_edited).await;
        if outcome.is_err() {
            job.save(&app, before).await?;
        }
        outcome.map(|()| job)
    });
    task.await.map_err(|error| problem::broke_off(&error))?
}

async fn take_back(
    app: &App,
    actor: &Actor,
    job: &mut Import,
    batch: Uuid,
    keep_edited: Option<bool>,
) -> Result<(), Problem> {
    let permit = app.gate.permit::<Edit>(actor, &job.row.entity, &app.clock).await?;
    let stamp = app.store.batch_stamp(actor);
    match app.store.undo(&permit, batch, keep_edited, &stamp).await {
        // An import that wrote nothing has nothing to take back.
        Ok(Undone::Done(..)) | Err(StoreError::NotFound) => job.save(app, State::Undone).await,
        Ok(Undone::EditedSince(kept)) => {
            let told = crate::http::bulk::told(&permit, &kept);
            Err(Problem::new(Code::EditedSince).extra("edited", told))
        }
        Err(error) => Err(error.into()),
    }
}
