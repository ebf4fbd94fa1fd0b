//! Everything a person may export, in one archive: per entity the records, rows of sub-tables and tags inside them, and
//! their history.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use engine_core::{
    plan::{Column, Plan},
    policy::Action,
};
use serde_json::json;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Export as Job, Format, Wanted, table};
use crate::{
    access::{Export, Permit},
    app::App,
    exchange::archive::MANIFEST,
    http::{listing::ListBody, problem::Problem},
    identity::Actor,
};

/// Entities that the actor may export, in order of their keys.
pub(super) fn entities(app: &App, actor: &Actor) -> Vec<String> {
    let snapshot = app.gate.snapshot();
    let whole = snapshot.entities.values().filter(|compiled| compiled.entity.parent.is_none());
    let mut keys: Vec<String> = whole
        .map(|compiled| compiled.entity.key.as_str().to_owned())
        .filter(|key| app.gate.may(actor, key, Action::Export) && app.gate.may(actor, key, Action::View))
        .collect();
    keys.sort();
    keys
}

pub(super) async fn run(
    app: App,
    actor: Actor,
    entities: Vec<String>,
    format: Format,
    mut job: Job,
) -> Result<Job, Problem> {
    let folder = app.exchange.folder(job.row.id);
    let mut parts: Vec<(String, PathBuf)> = Vec::new();
    for entity in &entities {
        let permit = app.gate.permit::<Export>(&actor, entity, &app.clock).await?;
        let mut count = 0;
        let formats = if format == Format::Jsonl { vec![Format::Jsonl] } else { vec![format, Format::Jsonl] };
        for (times, format) in formats.into_iter().enumerate() {
            let name = format!("{entity}.{}", format.ending());
            let path = folder.join(&name);
            let wanted = Wanted { format, list: ListBody::default() };
            let before = job.row.count;
            count =
                table::write(&app, &permit, table::list(&permit, &wanted)?, format, &path, &mut job).await?;
            if times > 0 {
                job.row.count = before;
            }
            parts.push((name, path));
        }
        let name = format!("{entity}.history.jsonl");
        let path = folder.join(&name);
        history(&app, &permit, &path).await?;
        parts.push((name, path));
        super::log(&app, &permit, json!({ "everything": true, "format": format }), count).await?;
    }
    let target = job.path(&app);
    let pack = move || pack(&parts, &target);
    tokio::task::spawn_blocking(pack).await.map_err(|error| super::gone(&error))??;
    Ok(job)
}

/// The history of every record, oldest first within a page of records.
async fn history(app: &App, permit: &Permit<Export>, path: &Path) -> Result<(), Problem> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
    let entity = &permit.entity().entity;
    let id = Column::own(entity, entity.field("id").expect("every record has an id"));
    let list = super::plan(permit, ListBody { fields: Some(Vec::new()), ..ListBody::default() })?;
    let mut plan = Plan { select: vec![id], labels: Vec::new(), ..list.plan };
    loop {
        let page = app.store.page(permit.entity(), &permit.narrow(plan.clone())?).await?;
        let ids: Vec<_> = page.records.iter().map(crate::records::record::Record::id).collect();
        for entry in app.store.histories(&permit.to_view(), &ids).await? {
            let line = json!({
                "id": entry.record, "position": entry.seq, "at": entry.at.to_string(), "actor": entry.actor,
                "action": entry.action, "changes": entry.fields, "why": entry.why, "batch": entry.batch,
            });
            serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        match page.next {
            Some(next) => plan.after = Some(next),
            None => return Ok(out.flush()?),
        }
    }
}

/// Whose records are in a finished archive.
pub enum Contained {
    /// Those of some entities.
    Entities(BTreeSet<String>),
    /// All there is.
    Everything,
}

/// What is in a finished archive.
///
/// # Errors
/// When it is not there.
pub fn contained(app: &App, job: &Job) -> Result<Contained, Problem> {
    let archive = ZipArchive::new(BufReader::new(job.open(app)?)).map_err(Problem::internal)?;
    let names: Vec<_> = archive.file_names().collect::<Result<_, _>>().map_err(Problem::internal)?;
    if names.iter().any(|name| name == MANIFEST) {
        return Ok(Contained::Everything);
    }
    let entities = names.iter().filter_map(|name| name.split('.').next()).map(str::to_owned);
    Ok(Contained::Entities(entities.collect()))
}

fn pack(parts: &[(String, PathBuf)], target: &Path) -> io::Result<()> {
    let mut archive = ZipWriter::new(BufWriter::with_capacity(1 << 16, File::create(target)?));
    for (name, path) in parts {
        archive.start_file(name.as_str(), SimpleFileOptions::default().large_file(true))?;
        io::copy(&mut File::open(path)?, &mut archive)?;
        std::fs::remove_file(path)?;
    }
    archive.finish()?.flush()
}
