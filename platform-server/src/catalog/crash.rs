//! A crash and a pause on purpose, for the tests that a publish which dies after any statement is simply run again and that
//! one which another process overtakes is judged anew.
//!
//! Shape:  `CRASH_AFTER_STATEMENT=n` in the environment of a debug build aborts the process after the n-th statement
//!         that changes the schema; `PAUSE_BEFORE_SWITCH=FILE` makes the file and waits until somebody takes it away. A
//!         release build has none of this.
//! Source: tests/faults/publish.rs, tests/catalog/at_once.rs.

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

#[cfg(debug_assertions)]
pub(super) async fn before_switch() {
    use std::{path::Path, time::Duration};
    static PAUSED: std::sync::Once = std::sync::Once::new();
    let Some(file) = std::env::var_os("PAUSE_BEFORE_SWITCH") else { return };
    let mut first = false;
    PAUSED.call_once(|| first = true);
    if first && std::fs::write(&file, []).is_ok() {
        while Path::new(&file).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[cfg(not(debug_assertions))]
pub(super) async fn before_switch() {}
