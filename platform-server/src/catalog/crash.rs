//! A crash on purpose, for the test that a publish which dies after any statement is simply run again.
//!
//! Shape:  `CRASH_AFTER_STATEMENT=n` in the environment of a debug build aborts the process after the n-th statement
//!         that changes the schema. A release build has none of this.
//! Source: tests/faults/publish.rs.

#[cfg(debug_assertions)]
pub(super) fn after_statement() {
    use std::sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    };
    static LEFT: LazyLock<Option<AtomicUsize>> =
        LazyLock::new(|| Some(AtomicUsize::new(std::env::var("CRASH_AFTER_STATEMENT").ok()?.parse().ok()?)));
    if LEFT.as_ref().is_some_and(|left| left.fetch_sub(1, Ordering::SeqCst) == 1) {
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn after_statement() {}
