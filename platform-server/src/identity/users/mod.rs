//! Users: listed, shown, made and changed by administrators.
//!
//! Shape:  [`Draft`] → [`prepare`] (issues, the password hashed) → [`insert`] or [`change`] in one transaction.
//! Errors: 422 with every issue; 409 when the last active administrator would go.

mod draft;
mod list;
mod write;

pub(super) use draft::present;
pub use draft::{Draft, Ready, prepare};
pub(super) use list::containing;
pub use list::{Page, View, Wanted, find, list, view};
pub use write::{change, insert, store};
