//! How large a form may be.
//!
//! Source: docs/spec/limits.md.

/// Most blocks of a form, columns of sub-tables included.
pub(crate) const MOST_BLOCKS: usize = 1_000;
/// Deepest nesting of blocks.
pub(crate) const DEEPEST_BLOCK: usize = 8;
/// Most rules of a form, those of rows included.
pub(crate) const MOST_RULES: usize = 500;
/// Most checks of a form, those of rows included.
pub(crate) const MOST_CHECKS: usize = 200;
