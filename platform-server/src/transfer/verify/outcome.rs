//! What becomes of each row.

use engine_core::issue::Issue;
use serde::Serialize;
use uuid::Uuid;

use crate::transfer::{
    directory::{Match, Values},
    noise::Noise,
    sheet::Row,
};

/// What a row repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DuplicateOf {
    /// An earlier row of the file.
    Row(u32),
    /// A record.
    Record(Match),
}

/// What happens to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowState {
    /// It becomes a record.
    New,
    /// It changes a record.
    Update(Uuid),
    /// It is left out because it is there already.
    Duplicate(DuplicateOf),
    /// It is left out because something is wrong with it.
    Refused,
    /// It sums up other rows.
    Total,
    /// It is a title, header or footer.
    Title,
}

impl RowState {
    /// Whether it becomes or changes a record.
    pub fn accepted(&self) -> bool {
        matches!(self, RowState::New | RowState::Update(_))
    }

    /// The word of the outside contract.
    pub fn word(&self) -> &'static str {
        match self {
            RowState::New => "new",
            RowState::Update(_) => "update",
            RowState::Duplicate(_) => "duplicate",
            RowState::Refused => "refused",
            RowState::Total => "total",
            RowState::Title => "title",
        }
    }
}

impl From<Noise> for RowState {
    fn from(noise: Noise) -> RowState {
        match noise {
            Noise::Title => RowState::Title,
            Noise::Total => RowState::Total,
        }
    }
}

/// A row after verification.
#[derive(Clone, Debug, PartialEq)]
pub struct RowOutcome {
    /// The row as it stands in the file.
    pub source: Row,
    /// What happens to it.
    pub state: RowState,
    /// The values it holds, blank ones left out; once it was written, the values the record has in these fields.
    pub values: Values,
    /// Everything wrong with it.
    pub issues: Vec<Issue>,
    /// The record it was written to.
    pub record: Option<Uuid>,
}

/// How many rows of each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Counts {
    /// Rows that hold a record: new, update, duplicate and refused together.
    pub rows: u64,
    /// See [`RowState::New`].
    pub new: u64,
    /// See [`RowState::Update`].
    pub update: u64,
    /// See [`RowState::Duplicate`].
    pub duplicate: u64,
    /// See [`RowState::Refused`].
    pub refused: u64,
    /// Rows that hold nothing, up to the last that holds something.
    pub blank: u64,
    /// See [`RowState::Total`].
    pub total: u64,
    /// See [`RowState::Title`].
    pub title: u64,
}

impl Counts {
    /// Counts one row.
    pub fn take(&mut self, state: &RowState) {
        let count = match state {
            RowState::New => &mut self.new,
            RowState::Update(_) => &mut self.update,
            RowState::Duplicate(_) => &mut self.duplicate,
            RowState::Refused => &mut self.refused,
            RowState::Total => &mut self.total,
            RowState::Title => &mut self.title,
        };
        *count += 1;
        self.rows += u64::from(!matches!(state, RowState::Total | RowState::Title));
    }
}
