//! Records → a file: one entity by filter, or everything a person may take along.
//!
//! Shape:  pages of 500 through the same narrowed reads as every list; nothing is held but a page. Ids become names.
//! Errors: [`Problem`]; who may not export an entity gets nothing of it.

mod complete;
mod everything;
mod job;
mod sheet;
mod table;
mod titles;

pub use everything::{Contained, contained};
pub use job::{Export, ExportState, ExportView, Format};

use serde_json::{Value as Json, json};

use crate::{
    access,
    app::App,
    exchange::problem,
    http::{
        listing::{self, List, ListBody},
        problem::Problem,
    },
    identity::Actor,
};

/// What an export shall hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What kind of file.
    pub format: Format,
    /// Which records.
    pub list: ListBody,
}

/// Checks what is asked for and writes the file in the background.
///
/// # Errors
/// When the caller may not export so, or the list is wrong.
pub async fn begin(
    app: &App,
    actor: &Actor,
    entity: &str,
    wanted: Wanted,
) -> Result<(Export, tokio::task::JoinHandle<()>), Problem> {
    let permit = app.gate.permit::<access::Export>(actor, entity, &app.clock).await?;
    let details = json!({ "filter": wanted.list.filter, "q": wanted.list.q, "format": wanted.format });
    let list = table::list(&permit, &wanted)?;
    permit.narrow(list.plan.clone())?;
    let job = Export::new(app, actor, Some(entity), wanted.format);
    let task = job.start(app, run(app.clone(), permit, list, wanted.format, details, job.clone())).await?;
    Ok((job, task))
}

/// Writes everything the actor may export into one archive, in the background.
///
/// # Errors
/// When the database fails.
pub async fn begin_everything(
    app: &App,
    actor: &Actor,
    format: Format,
) -> Result<(Export, tokio::task::JoinHandle<()>), Problem> {
    let entities = everything::entities(app, actor);
    if entities.is_empty() {
        return Err(Problem::new(crate::http::problem::Code::NoRight));
    }
    let job = Export::new(app, actor, None, format);
    let task = everything::run(app.clone(), actor.clone(), entities, format, job.clone());
    let task = job.start(app, task).await?;
    Ok((job, task))
}

/// Writes the complete archive, in the background.
///
/// # Errors
/// When the caller is no administrator or the database fails.
pub async fn begin_complete(
    app: &App,
    actor: &Actor,
) -> Result<(Export, tokio::task::JoinHandle<()>), Problem> {
    complete::permitted(actor)?;
    let job = Export::new(app, actor, None, Format::Jsonl);
    let task = job.start(app, complete::run(app.clone(), actor.clone(), job.clone())).await?;
    Ok((job, task))
}

async fn run(
    app: App,
    permit: access::Permit<access::Export>,
    list: List,
    format: Format,
    details: Json,
    mut job: Export,
) -> Result<Export, Problem> {
    let path = job.path(&app);
    let count = table::write(&app, &permit, list, format, &path, &mut job).await?;
    log(&app, &permit, details, count).await?;
    Ok(job)
}

/// Notes in the change log what left the house.
async fn log(
    app: &App,
    permit: &access::Permit<access::Export>,
    mut details: Json,
    count: u64,
) -> Result<(), Problem> {
    details["count"] = count.into();
    let stamp = app.store.stamp(permit.actor());
    Ok(app.store.log_export(&permit.entity().entity.key, details, stamp).await?)
}

/// The names of what is exported: what a list shows when nothing is said, without rows of sub-tables where the file is a
/// table.
fn usual_fields(permit: &access::Permit<access::Export>) -> Vec<String> {
    use engine_core::{kinds::Kind, policy::Right};
    let entity = &permit.entity().entity;
    let own =
        entity.fields.values().filter(|field| field.kind != Kind::SubTable).map(|field| field.key.as_str());
    let system =
        ["owner_id", "created_at", "updated_at"].into_iter().filter(|key| *key != "owner_id" || entity.owner);
    own.chain(system).filter(|key| permit.right(key) != Right::Hidden).map(str::to_owned).collect()
}

fn plan(permit: &access::Permit<access::Export>, body: ListBody) -> Result<List, Problem> {
    listing::plan(permit, ListBody { limit: Some(listing::LARGEST_PAGE), cursor: None, count: None, ..body })
}

fn gone(error: &tokio::task::JoinError) -> Problem {
    problem::broke_off(error)
}
