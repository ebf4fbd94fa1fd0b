//! Verified once more and written: new records by the hundred, changes one by one, all in one batch.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use engine_core::issue::Issue;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use uuid::Uuid;

use super::{
    job::{Import, State},
    lookup::Lookup,
    pass::{self, Effect},
    rights,
};
use crate::{
    access::{self, ActionMarker, Create, Permit},
    app::App,
    database::Dialect,
    http::problem::{self, Code, Problem},
    identity::Actor,
    records::{
        changes::Stamp,
        error::StoreError,
        record::Record,
        store::{Input, Insert, Revision},
    },
    transfer::{
        limits,
        verify::{RowOutcome, RowState},
    },
};

/// New records of one job of SQLite's writer; the fewer, the sooner it has something to do.
const JOB: usize = 250;
/// New records of one transaction on PostgreSQL.
const INSERTS: usize = 500;
/// Changes under way at once.
const UPDATES: usize = 8;
/// How often a write is tried while the database is busy.
const ATTEMPTS: u32 = 6;

/// Writes a verified import in the background.
///
/// # Errors
/// When its state does not allow that.
pub async fn apply(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
) -> Result<(Import, tokio::task::JoinHandle<()>), Problem> {
    let mut job = Import::load(app, actor, entity, id).await?;
    app.gate.permit::<access::Import>(actor, entity, &app.clock).await?;
    job.folder(app)?;
    job.take(app, &[State::Ready], State::Applying).await?;
    start(app, &mut job).await?;
    let task = tokio::spawn(run(app.clone(), actor.clone(), job.clone()));
    Ok((job, task))
}

/// Notes that an import is being written, and under which batch.
async fn start(app: &App, job: &mut Import) -> Result<(), Problem> {
    job.row.done = 0;
    job.row.batch = Some(app.clock.id());
    job.save(app, State::Applying).await
}

/// Writes an import whose file was just read, without a verification of its own before.
pub(super) async fn at_once(app: &App, actor: &Actor, job: &mut Import) -> Result<(), Problem> {
    start(app, job).await?;
    write_all(app, actor, job).await
}

async fn run(app: App, actor: Actor, mut job: Import) {
    let _turn = app.exchange.turn().await;
    if let Err(problem) = write_all(&app, &actor, &mut job).await {
        job.fail(&app, &problem).await;
    }
}

async fn write_all(app: &App, actor: &Actor, job: &mut Import) -> Result<(), Problem> {
    let on_match = job.details.mapping.on_match.unwrap_or_default();
    let lookup = Arc::new(Lookup::new(app, actor, &job.row.entity, on_match).await?);
    // Definition and rights may have changed since the verification.
    problem::refuse(Code::Invalid, rights::check(app, &lookup.import, job))?;
    let stamp = Stamp { batch: job.row.batch, ..app.store.stamp(actor) };
    app.store.open_batch(&job.row.entity, "import", &stamp).await?;
    let effect = Writing {
        lookup: Arc::clone(&lookup),
        create: Mutex::new(lookup.create.clone()),
        actor: actor.clone(),
        import: job.row.id,
        batch: job.row.batch,
    };
    let passed = pass::through(app, job, &lookup, effect).await?;
    job.details.counts = passed.counts;
    job.details.unknown = passed.unknown;
    job.details.totals = passed.totals;
    job.save(app, State::Done).await
}

/// How new records are written: chunks and jobs of each at once, records of a job.
struct Pace {
    chunks: usize,
    jobs: usize,
    rows: usize,
}

/// A row, and the record it was written to or what is wrong with it.
type Settled = (usize, Result<Record, Vec<Issue>>);

struct Writing {
    lookup: Arc<Lookup>,
    /// The right as it is now: something may be published meanwhile.
    create: Mutex<Option<Permit<Create>>>,
    actor: Actor,
    import: Uuid,
    batch: Option<Uuid>,
}

impl Effect for Writing {
    fn at_once(&self) -> usize {
        self.pace().chunks
    }

    async fn take(&self, mut outcomes: Vec<RowOutcome>) -> Result<Vec<RowOutcome>, Problem> {
        let rows_of = |wanted: fn(&RowState) -> bool, outcomes: &[RowOutcome]| -> Vec<usize> {
            (0..outcomes.len()).filter(|index| wanted(&outcomes[*index].state)).collect()
        };
        let new = rows_of(|state| matches!(state, RowState::New), &outcomes);
        let Pace { jobs, rows, .. } = self.pace();
        let inserts: Vec<_> = new.chunks(rows).map(|rows| self.insert(rows, &outcomes)).collect();
        let settled: Vec<_> = stream::iter(inserts).buffered(jobs).try_collect().await?;
        for (row, result) in settled.into_iter().flatten() {
            settle(&mut outcomes[row], result);
        }
        let changed = rows_of(|state| matches!(state, RowState::Update(_)), &outcomes);
        self.update(&changed, &mut outcomes).await?;
        Ok(outcomes)
    }
}

impl Writing {
    fn stamp(&self) -> Stamp {
        Stamp { batch: self.batch, ..self.lookup.app.store.stamp(&self.actor) }
    }

    /// The same right on what is published now.
    async fn anew<A: ActionMarker>(&self, permit: &Permit<A>) -> Result<Permit<A>, Problem> {
        let app = &self.lookup.app;
        app.catalog.reload().await?;
        Ok(app.gate.permit(&self.actor, permit.entity().entity.key.as_str(), &app.clock).await?)
    }

    fn may_create(&self) -> MutexGuard<'_, Option<Permit<Create>>> {
        self.create.lock().expect("no thread panics while it holds the right")
    }

    fn why(&self, outcome: &RowOutcome) -> Option<serde_json::Value> {
        Some(json!({ "import": self.import, "row": outcome.source.number }))
    }

    /// How new records are written. SQLite's writer takes one job after the other, in order: enough of them wait that it
    /// always has one and that one commit serves several, also while the disk takes the last ones. On PostgreSQL one of
    /// several transactions at a time merges the words of thousands of rows into the full text, which takes it half a
    /// second; the others go on. Numbers without gaps are counted inside a transaction, so that a second would mix them up.
    fn pace(&self) -> Pace {
        let entity = &self.lookup.import.entity().entity;
        match self.lookup.app.store.reader().dialect() {
            Dialect::Sqlite => Pace { chunks: 3, jobs: limits::CHUNK_ROWS / JOB, rows: JOB },
            Dialect::Postgres if entity.fields.values().any(|field| field.gap_free) => {
                Pace { chunks: 1, jobs: 1, rows: INSERTS }
            }
            Dialect::Postgres => Pace { chunks: 4, jobs: 1, rows: INSERTS },
        }
    }

    /// Makes records, all of them at once where possible; where one is refused the others go in halves.
    async fn insert(&self, rows: &[usize], outcomes: &[RowOutcome]) -> Result<Vec<Settled>, Problem> {
        let mut settled = Vec::with_capacity(rows.len());
        let Some(mut permit) = self.may_create().clone() else { return Ok(settled) };
        let mut open = VecDeque::from([rows]);
        let mut attempt = 0;
        while let Some(rows) = open.pop_front() {
            let inserts = rows.iter().map(|row| Insert {
                input: Input {
                    values: outcomes[*row].values.clone(),
                    accepted: Some(Arc::clone(self.lookup.import.entity())),
                },
                why: self.why(&outcomes[*row]),
            });
            let written = self.lookup.app.store.create(&permit, inserts.collect(), self.stamp(), None).await;
            let error = match written {
                Ok(records) => {
                    attempt = 0;
                    settled.extend(rows.iter().copied().zip(records.into_iter().map(Ok)));
                    continue;
                }
                Err(error) => error,
            };
            if matches!(error, StoreError::Busy) && attempt < ATTEMPTS {
                attempt += 1;
                wait(attempt).await;
                open.push_front(rows);
                continue;
            }
            if matches!(error, StoreError::Outdated) {
                permit = self.anew(&permit).await?;
                *self.may_create() = Some(permit.clone());
                open.push_front(rows);
                continue;
            }
            let issues = refused(error)?;
            match rows {
                [row] => settled.push((*row, Err(issues))),
                _ => {
                    let (first, second) = rows.split_at(rows.len() / 2);
                    open.push_front(second);
                    open.push_front(first);
                }
            }
        }
        Ok(settled)
    }

    async fn update(&self, rows: &[usize], outcomes: &mut [RowOutcome]) -> Result<(), Problem> {
        let Some(permit) = &self.lookup.edit else { return Ok(()) };
        let revisions: Vec<(usize, Uuid, Revision)> = rows
            .iter()
            .filter_map(|row| match &outcomes[*row].state {
                RowState::Update(id) => {
                    let input = Input { values: outcomes[*row].values.clone(), accepted: None };
                    Some((*row, *id, Revision { input, expected: None, why: self.why(&outcomes[*row]) }))
                }
                _ => None,
            })
            .collect();
        let change = |(row, id, revision): (usize, Uuid, Revision)| async move {
            let (mut attempt, mut permit) = (0, permit.clone());
            loop {
                let written =
                    self.lookup.app.store.update(&permit, id, revision.clone(), self.stamp(), None).await;
                if matches!(written, Err(StoreError::Outdated))
                    && let Ok(anew) = self.anew(&permit).await
                {
                    permit = anew;
                    continue;
                }
                if !matches!(written, Err(StoreError::Busy)) || attempt == ATTEMPTS {
                    return (row, written);
                }
                attempt += 1;
                wait(attempt).await;
            }
        };
        let written: Vec<_> = stream::iter(revisions).map(change).buffered(UPDATES).collect().await;
        for (row, result) in written {
            let result = match result {
                Ok(record) => Ok(record),
                Err(error) => Err(refused(error)?),
            };
            settle(&mut outcomes[row], result);
        }
        Ok(())
    }
}

async fn wait(attempt: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(100 << attempt)).await;
}

/// Keeps what was written of a row: the values are those that the record has now.
fn settle(outcome: &mut RowOutcome, result: Result<Record, Vec<Issue>>) {
    match result {
        Ok(mut record) => {
            outcome.record = Some(record.id());
            for (key, value) in &mut outcome.values {
                *value = record.values.swap_remove(key).unwrap_or_default();
            }
            outcome.values.retain(|_, value| !value.is_blank());
        }
        Err(issues) => {
            outcome.state = RowState::Refused;
            outcome.issues = issues;
        }
    }
}

/// What a refused write says about the row; everything else ends the import.
fn refused(error: StoreError) -> Result<Vec<Issue>, Problem> {
    let one = |code: &'static str, chinese: &'static str, english: &'static str| {
        Ok(vec![Issue::new(code, "", chinese, english)])
    };
    match error {
        StoreError::Issues(issues) | StoreError::ForbiddenFields(issues) => Ok(issues),
        StoreError::NotFound => one("gone", "已有记录刚刚被删除", "the record has just been deleted"),
        StoreError::Forbidden => {
            one("no_right", "您没有修改这条记录的权限", "you may not change this record")
        }
        StoreError::NotUnique(_) => one("not_unique", "已存在相同的记录", "another record has this value"),
        other => Err(other.into()),
    }
}
