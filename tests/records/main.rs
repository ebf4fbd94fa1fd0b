//! Records, asked of the built program on both databases.

mod world;

mod aggregates;
mod filters;
mod kinds;
mod lists;
mod many;
mod past;
mod search;
mod sequencer;
mod writes;
