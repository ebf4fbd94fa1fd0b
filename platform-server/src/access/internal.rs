//! Reads of the system itself, which no permit narrows.
//!
//! Architecture Invariant: a [`Internal`] can be made only for a purpose of this closed list; `tests/tidy.rs` holds the
//! list of callers.

/// Why the system reads past permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To load what a write changes, after the permit's rows let it through.
    Write,
    /// To keep roll-ups and formulas.
    RollUp,
    /// To compute records anew after a publish.
    Backfill,
    /// To keep what must be unique unique, and find duplicates for a rule that says what may be told.
    Uniqueness,
    /// To put names to ids in answers that the caller already sees.
    Titles,
    /// To show a field whole that its reader may unmask, which is logged.
    Unmask,
    /// To undo a batch that the caller made.
    Undo,
    /// To write or check an archive of everything, for an administrator.
    Archive,
}

/// Proof of a purpose. Its results must not reach a response unnarrowed.
#[derive(Clone, Copy, Debug)]
pub struct Internal(Purpose);

impl Internal {
    /// Why.
    pub fn purpose(self) -> Purpose {
        self.0
    }
}

/// Lets the system read for a purpose.
pub fn internal(purpose: Purpose) -> Internal {
    Internal(purpose)
}
