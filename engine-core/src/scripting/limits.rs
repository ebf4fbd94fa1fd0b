//! Every number that bounds a script.
//!
//! Units:  operations are rhai's own count (about one per expression node, call and loop turn); bytes of UTF-8.
//! Source: docs/spec/scripts.md "Limits"; measured in docs/spec/scripts.md "Why these numbers".

use std::time::Duration;

/// How much a run may cost. The caller turns `time` into a [`super::Deadline`]; the engine has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Wall-clock time the caller's deadline should grant.
    pub time: Duration,
    /// Operations after which a run stops, on every machine at the same place.
    pub operations: u64,
}

/// A rule inside a write: somebody waits for it.
pub const RULE: Budget = Budget { time: Duration::from_millis(200), operations: 100_000 };

/// A background run: nobody waits for it.
pub const BACKGROUND: Budget = Budget { time: Duration::from_secs(2), operations: 1_000_000 };

/// The deadline is asked once in so many operations. One operation may be a native call that walks a whole text, and
/// a loop of those runs some 25 operations a millisecond; asking costs under 2 % of a hot loop.
pub const DEADLINE_EVERY: u64 = 64;

/// Bytes of a script's text.
pub const SOURCE_BYTES: usize = 32 * 1024;
/// Bytes of one text, and of all texts inside one list or map.
pub const TEXT_BYTES: usize = 32 * 1024;
/// Elements of one list, those of nested lists included.
pub const LIST_ELEMENTS: usize = 2_000;
/// Entries of one map, those of nested maps included.
pub const MAP_ENTRIES: usize = 500;
/// Elements and entries that the variables of one function hold together.
pub const HELD_ELEMENTS: usize = 20_000;
/// Bytes of text that the variables of one function hold together.
pub const HELD_BYTES: usize = 1024 * 1024;
/// Nesting of an expression at the top of a script.
pub const EXPRESSION_DEPTH: usize = 32;
/// Nesting of an expression inside a function.
pub const FUNCTION_EXPRESSION_DEPTH: usize = 16;
/// Calls of script functions within each other.
pub const CALL_DEPTH: usize = 16;
/// Variables alive at once.
pub const VARIABLES: usize = 200;
/// Functions a script may define, those without a name included.
pub const FUNCTIONS: usize = 50;
/// Nesting of lists and maps in a value that leaves a script.
pub const VALUE_DEPTH: usize = 16;
/// Characters of a script's own error text that are kept.
pub const THROWN_CHARACTERS: usize = 200;
