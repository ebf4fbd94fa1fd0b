//! Records: the tables they lie in, the one way they are written, the one way they are read.
//!
//! Shape:  `ddl` and `sql` are pure (statements out); `store` executes; `changes` is the log, `sequencer` gives it its
//!         dense order on PostgreSQL.
//! Source: DESIGN §5.

pub mod changes;
mod checkpoint;
pub mod connection;
pub mod ddl;
mod durable;
pub mod error;
mod full_text;
pub mod idempotency;
pub mod names;
pub mod reader;
pub mod readers;
pub mod record;
pub mod sequencer;
pub mod sql;
pub mod sqlite;
pub mod store;
mod verify;
pub mod writer;
