//! One way through the rows of a file: verify chunk by chunk, maybe write, keep what became of each row.
//!
//! Shape:  a chunk is written while the next one is verified and what became of the one before is kept. What a row repeats of the chunk before it is known without
//!         the database: the importer remembers every key of the file.

use std::{fs::File, io, sync::Arc};

use engine_core::{key::FieldKey, moment::Moment};
use indexmap::IndexMap;

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
        unknown::Unknown,
        verify::{self, Counts, Importer, RowOutcome},
    },
};

/// Progress is noted at most so often, in microseconds.
pub(super) const NOTED: i64 = 500_000;

/// What a pass does with the outcomes of a chunk before they are kept.
pub(super) trait Effect: Send + 'static {
    /// Deals with outcomes; what turns out to be refused comes back so.
    fn take(
        &mut self,
        outcomes: Vec<RowOutcome>,
    ) -> impl Future<Output = Result<Vec<RowOutcome>, Problem>> + Send;
}

/// Verification changes nothing.
pub(super) struct Nothing;

impl Effect for Nothing {
    async fn take(&mut self, outcomes: Vec<RowOutcome>) -> Result<Vec<RowOutcome>, Problem> {
        Ok(outcomes)
    }
}

/// What a pass found.
pub(super) struct Passed {
    pub(super) counts: Counts,
    pub(super) unknown: IndexMap<FieldKey, Vec<Unknown>>,
}

/// Goes through all rows of an import.
pub(super) async fn through(
    app: &App,
    job: &mut Import,
    lookup: &Lookup,
    mut effect: impl Effect,
) -> Result<Passed, Problem> {
    let folder = job.folder(app)?;
    let workbook = job.details.workbook.clone().ok_or_else(super::not_now)?;
    let compiled = Arc::clone(lookup.import.entity());
    let mut importer =
        Importer::new(&compiled.entity, &job.details.header, &job.details.mapping, lookup.context());
    let mut rows = read::rows(File::open(rows_file(&folder, &workbook))?, &workbook.merges)?;
    let mut out = OutcomeWriter::new(&folder)?;
    let mut counts = Counts::default();
    let mut noted = Moment(0);
    let (mut before, mut settled) = (Vec::new(), Vec::new());
    loop {
        let chunk = next_chunk(&mut rows)?;
        let ended = chunk.is_empty();
        let taken = tokio::spawn(dealt_with(effect, before));
        let kept = keep(&mut out, &compiled, &mut counts, &settled);
        let verified = verify::chunk(&mut importer, chunk, lookup).await;
        let (back, taken) = taken.await.map_err(|error| problem::broke_off(&error))?;
        effect = back;
        kept?;
        settled = taken?;
        before = verified?;
        if ended {
            break;
        }
        let now = app.clock.unmoved();
        if now.0 - noted.0 >= NOTED {
            job.progress(app, counts.rows).await?;
            noted = now;
        }
    }
    keep(&mut out, &compiled, &mut counts, &settled)?;
    out.finish()?;
    job.row.done = i64::try_from(counts.rows).unwrap_or(i64::MAX);
    let verified = importer.finish();
    Ok(Passed { counts: Counts { blank: verified.counts.blank, ..counts }, unknown: verified.unknown })
}

fn keep(
    out: &mut OutcomeWriter,
    compiled: &Compiled,
    counts: &mut Counts,
    outcomes: &[RowOutcome],
) -> io::Result<()> {
    outcomes.iter().try_for_each(|outcome| {
        counts.take(&outcome.state);
        out.write(compiled, outcome)
    })
}

async fn dealt_with<E: Effect>(
    mut effect: E,
    outcomes: Vec<RowOutcome>,
) -> (E, Result<Vec<RowOutcome>, Problem>) {
    let taken = effect.take(outcomes).await;
    (effect, taken)
}

fn next_chunk(rows: &mut Rows) -> io::Result<Vec<Row>> {
    rows.take(limits::CHUNK_ROWS).collect()
}
