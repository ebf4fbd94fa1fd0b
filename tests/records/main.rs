//! Records, asked of the built program on both databases.

mod world;

mod aggregates;
mod backfill;
mod bulk;
mod by_kind;
mod clock;
mod derived;
mod filters;
mod kinds;
mod lists;
mod many;
mod merge;
mod overtaken;
mod owners;
mod past;
mod reached;
mod search;
mod sequencer;
mod telling;
mod writes;
