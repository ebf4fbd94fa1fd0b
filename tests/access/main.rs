//! Who may read and write what, proved on every path by what is planted where somebody may not look.

#![expect(clippy::needless_pass_by_value, reason = "JSON literals are written where they are passed")]

mod canaries;
mod described;
mod exchange;
mod fields;
mod model;
mod past;
mod paths;
mod routes;
mod rows;
mod standing;
mod transcript;
mod untold;
mod world;
mod writes;
