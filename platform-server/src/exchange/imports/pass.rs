//! One way through the rows of a file: verify chunk by chunk, maybe write, keep what became of each row.
//!
//! Shape:  chunks are written while the next ones are verified, begun in order, and what became of those before is kept. What
//!         a row repeats of the chunk before it is known without the database: the importer remembers every key of the file.

use std::{fs::File, io, sync::Arc};

use engine_core::key::FieldKey;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indexmap::IndexMap;
use tokio::sync::{mpsc, watch};

use super::{job::Import, lookup::Lookup, outcomes::OutcomeWriter, read::rows_file};
use crate::{
    app::App,
    catalog::Compiled,
    exchange::problem,
    http::problem::Problem,
    transfer::{
        limits,
        read::{self, Rows},
        sheet::Row,
        totals::{ColumnTotals, Totals},
        unknown::Unknown,
        verify::{self, Counts, Importer, RowOutcome},
    },
};

/// Verified chunks that wait for those before to be written.
const AHEAD: usize = 2;

/// What a pass does with the outcomes of a chunk before they are kept.
pub(super) trait Effect: Send + Sync + 'static {
    /// Chunks dealt with at once.
    fn at_once(&self) -> usize;

    /// Deals with outcomes; what turns out to be refused comes back so.
    fn take(
        &self,
        outcomes: Vec<RowOutcome>,
    ) -> impl Future<Output = Result<Vec<RowOutcome>, Problem>> + Send;
}

/// Verification changes nothing.
pub(super) struct Nothing;

impl Effect for Nothing {
    fn at_once(&self) -> usize {
        1
    }

    async fn take(&self, outcomes: Vec<RowOutcome>) -> Result<Vec<RowOutcome>, Problem> {
        Ok(outcomes)
    }
}

/// What a pass found.
pub(super) struct Passed {
    pub(super) counts: Counts,
    pub(super) unknown: IndexMap<FieldKey, Vec<Unknown>>,
    pub(super) totals: Vec<ColumnTotals>,
}

/// Goes through all rows of an import.
pub(super) async fn through(
    app: &App,
    job: &mut Import,
    lookup: &Lookup,
    effect: impl Effect,
) -> Result<Passed, Problem> {
    let folder = job.folder(app)?;
    let workbook = job.details.workbook.clone().ok_or_else(super::not_now)?;
    let compiled = Arc::clone(lookup.import.entity());
    let mut importer =
        Importer::new(&compiled.entity, &job.details.header, &job.details.mapping, lookup.context());
    let mut rows = read::rows(File::open(rows_file(&folder, &workbook))?, &workbook.merges)?;
    let totals = Totals::new(&compiled.entity, &job.details.header, &job.details.mapping, lookup.context());
    let mut keeper =
        Keeper { out: OutcomeWriter::new(&folder)?, compiled, counts: Counts::default(), totals };
    let (verified, waiting) = mpsc::channel(AHEAD);
    let (settled, mut taken) = mpsc::unbounded_channel();
    let dealing = tokio::spawn(deal(effect, waiting, settled));
    let (count, counted) = watch::channel(0);
    let noting = tokio::spawn(Import::follow(app.clone(), job.row.id, counted));
    let read = async {
        loop {
            let chunk = next_chunk(&mut rows)?;
            if chunk.is_empty() {
                return Ok(());
            }
            let outcomes = verify::chunk(&mut importer, chunk, lookup).await?;
            if verified.send(outcomes).await.is_err() {
                // It failed, and says why when it is waited for.
                return Ok(());
            }
            while let Ok(outcomes) = taken.try_recv() {
                keeper.keep(&outcomes)?;
            }
            let rows = keeper.counts.rows;
            count.send_if_modified(|known| std::mem::replace(known, rows) != rows);
        }
    };
    let read: Result<(), Problem> = read.await;
    drop(verified);
    let mut kept = Ok(());
    while let Some(outcomes) = taken.recv().await {
        kept = kept.and_then(|()| keeper.keep(&outcomes));
    }
    drop(count);
    noting.await.map_err(|error| problem::broke_off(&error))?;
    dealing.await.map_err(|error| problem::broke_off(&error))??;
    read?;
    kept?;
    let Keeper { out, counts, totals, .. } = keeper;
    out.finish()?;
    job.row.done = i64::try_from(counts.rows).unwrap_or(i64::MAX);
    let verified = importer.finish();
    let counts = Counts { blank: verified.counts.blank, ..counts };
    Ok(Passed { counts, unknown: verified.unknown, totals: totals.finish() })
}

/// What is kept of the rows.
struct Keeper {
    out: OutcomeWriter,
    compiled: Arc<Compiled>,
    counts: Counts,
    totals: Totals,
}

impl Keeper {
    fn keep(&mut self, outcomes: &[RowOutcome]) -> io::Result<()> {
        outcomes.iter().try_for_each(|outcome| {
            self.counts.take(&outcome.state);
            self.totals.take(outcome);
            self.out.write(&self.compiled, outcome)
        })
    }
}

/// Deals with chunk after chunk until there are no more, or one fails.
async fn deal<E: Effect>(
    effect: E,
    verified: mpsc::Receiver<Vec<RowOutcome>>,
    settled: mpsc::UnboundedSender<Vec<RowOutcome>>,
) -> Result<(), Problem> {
    let chunks = stream::unfold(verified, async |mut verified| Some((verified.recv().await?, verified)));
    let mut taken = std::pin::pin!(chunks.map(|outcomes| effect.take(outcomes)).buffered(effect.at_once()));
    while let Some(outcomes) = taken.try_next().await? {
        if settled.send(outcomes).is_err() {
            break;
        }
    }
    Ok(())
}

fn next_chunk(rows: &mut Rows) -> io::Result<Vec<Row>> {
    rows.take(limits::CHUNK_ROWS).collect()
}
