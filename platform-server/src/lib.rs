//! The shell around the engines.
//!
//! Shape:  `cli` reads the command line, `app` holds what every request needs, `http` answers, the rest decides
//!         and stores.
//! Errors: HTTP sees only [`http::problem::Problem`]; the command line sees [`cli::Exit`].
//! Source: DESIGN §3.
//!
//! Architecture Invariant: only this crate knows HTTP, SQL, time, ids and files. Inside it, `http` may use
//! everything else; `http` never names sea-orm, and only `clock` reads the system's clock.

pub mod access;
pub mod app;
pub mod apps;
pub mod catalog;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod exchange;
pub mod fault;
pub mod forms;
pub mod housekeeping;
pub mod http;
pub mod identity;
pub mod metrics;
pub mod records;
pub mod tables;
pub mod transfer;
pub mod web;
