//! How much the random tests try.

/// How many random cases a test tries: `FORMWORK_CASES`, which `make soak` sets, or as many as a usual run has time for.
#[expect(
    clippy::disallowed_methods,
    reason = "the engine is configured by arguments, its tests by who runs them"
)]
pub(crate) fn cases(usual: u32) -> u32 {
    std::env::var("FORMWORK_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}
