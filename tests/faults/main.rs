//! The server is killed in the middle of its work; what it acknowledged is there.
//!
//! Shape:  rounds of writing, SIGKILL, restart, audit; 3 in `make test`, `FORMWORK_ROUNDS=20` in `make faults`. A publish
//!         is killed after each of its statements.

#![expect(clippy::needless_pass_by_value, reason = "JSON literals are written where they are passed")]

mod kill;
mod many;
mod oracle;
mod publish;
