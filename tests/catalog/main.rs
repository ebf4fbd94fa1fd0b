//! Definitions over HTTP, on both databases: drafts, publishing, versions, ownership.

#![expect(clippy::needless_pass_by_value, reason = "JSON literals are written where they are passed")]

mod at_once;
mod deep;
mod drafts;
mod ownership;
mod place;
mod versions;
mod views;
