//! Forms, filled in and sent through the built program on both databases.

#![expect(clippy::needless_pass_by_value, reason = "JSON literals are written where they are passed")]

mod held;
mod links;
mod people;
mod preview;
mod public;
mod sending;
mod world;
