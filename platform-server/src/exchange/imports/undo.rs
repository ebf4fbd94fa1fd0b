//! A batch is taken back; when an import wrote it, the import is undone.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::job::{Import, NOTED, State};
use crate::{
    access::{Denied, Edit, Permit},
    app::App,
    exchange::problem,
    fault::StorageFault,
    http::problem::{Code, Problem},
    identity::Actor,
    records::{
        error::StoreError,
        store::{Begun, Undoing, Undone},
    },
    tables::import,
};

/// Takes back what an import wrote.
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
    let job = Import::load(app, actor, entity, id).await?;
    let batch = job.row.batch.ok_or_else(super::not_now)?;
    let permit = app.gate.permit::<Edit>(actor, entity, &app.clock).await?;
    match undo_batch(app, actor, &permit, batch, keep_edited).await? {
        Undone::Done(..) => Import::load(app, actor, entity, id).await,
        Undone::EditedSince(kept) => {
            let told = crate::http::bulk::told(app, &permit, &kept).await?;
            Err(Problem::new(Code::EditedSince).extra("edited", told))
        }
    }
}

/// Takes a batch back, and the import that wrote it, if one did, with it. It goes on when its caller goes away.
///
/// # Errors
/// When there is no such batch, or its import is still under way.
pub async fn undo_batch(
    app: &App,
    actor: &Actor,
    permit: &Permit<Edit>,
    batch: Uuid,
    keep_edited: Option<bool>,
) -> Result<Undone, Problem> {
    let mut job = of_batch(app, batch).await?;
    let before = job.as_ref().map(|job| (job.state(), job.row.done));
    if let Some(job) = &mut job {
        job.take(app, &[State::Done, State::Failed], State::Undoing).await?;
    }
    let (app, actor, permit) = (app.clone(), actor.clone(), permit.clone());
    let task = tokio::spawn(async move {
        let outcome = match app.store.begin_undo(&actor, batch, keep_edited).await {
            Ok(Begun::Undoing(undoing)) => {
                let permits = permits(&app, &actor, permit, &undoing).await?;
                take_back(&app, &permits, undoing, job.as_mut()).await
            }
            Ok(Begun::EditedSince(kept)) => Ok(Undone::EditedSince(kept)),
            // An import that wrote nothing has nothing to take back.
            Err(StoreError::NotFound) if job.is_some() => Ok(Undone::Done(0, Vec::new())),
            Err(error) => Err(error.into()),
        };
        if let (Some(job), Some((before, done))) = (&mut job, before) {
            let after = if matches!(outcome, Ok(Undone::Done(..))) { State::Undone } else { before };
            job.row.done = done;
            job.save(&app, after).await?;
        }
        outcome
    });
    task.await.map_err(|error| problem::broke_off(&error))?
}

/// The caller's rights to edit what a batch wrote, of its own entity first.
async fn permits(
    app: &App,
    actor: &Actor,
    own: Permit<Edit>,
    undoing: &Undoing,
) -> Result<Vec<Permit<Edit>>, Problem> {
    let key = own.entity().entity.key.clone();
    let mut permits = vec![own];
    for entity in undoing.entities().into_iter().filter(|entity| entity != key.as_str()) {
        match app.gate.permit::<Edit>(actor, &entity, &app.clock).await {
            Ok(permit) => permits.push(permit),
            Err(Denied::UnknownEntity | Denied::NoRight { .. }) => {}
            Err(denied) => return Err(denied.into()),
        }
    }
    Ok(permits)
}

/// Takes record after record back, and notes now and then how many.
async fn take_back(
    app: &App,
    permits: &[Permit<Edit>],
    mut undoing: Undoing,
    mut job: Option<&mut Import>,
) -> Result<Undone, Problem> {
    let mut noted = app.clock.unmoved();
    if let Some(job) = &mut job {
        job.progress(app, 0).await?;
    }
    while app.store.undo_next(permits, &mut undoing).await? {
        let now = app.clock.unmoved();
        if let Some(job) = &mut job
            && u128::try_from(now.0 - noted.0).is_ok_and(|micros| micros >= NOTED.as_micros())
        {
            job.progress(app, undoing.undone()).await?;
            noted = now;
        }
    }
    Ok(undoing.finish())
}

/// The import that wrote a batch.
async fn of_batch(app: &App, batch: Uuid) -> Result<Option<Import>, Problem> {
    let found = import::Entity::find().filter(import::Column::Batch.eq(batch)).one(&app.database.orm).await;
    found.map_err(StorageFault::from)?.map(Import::read).transpose()
}
