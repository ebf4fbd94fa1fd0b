//! The command line: one file per verb, one arm each.
//!
//! Shape:  arguments → [`Exit`].
//! Errors: a verb returns `anyhow::Error`, which is printed and becomes exit 1; usage errors are clap's, exit 2.
//! Source: DESIGN §10.

mod app;
mod doctor;
mod export;
mod import;
mod restore;
mod serve;
mod setup;
mod token;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use engine_core::issue::Language;

use crate::app::{App, Purpose, Settings, StartFault};
use crate::clock::Clock;
use crate::config::{Acting, Arguments, Command, Storage};
use crate::exchange::clear;
use crate::files;
use crate::http::problem::Problem;
use crate::identity::{Actor, principals};
use crate::transfer;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Not done.
    Failed = 1,
    /// Done, but some rows were refused.
    Refused = 3,
}

/// Reads the command line, does what it says and returns the exit code.
pub fn run() -> ExitCode {
    if let Some(exit) = transfer::read::child::requested().or_else(files::draw::requested) {
        return exit;
    }
    let arguments = Arguments::parse();
    log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => return fail(&fault.into()),
    };
    match runtime.block_on(dispatch(arguments.command)) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(fault) => fail(&fault),
    }
}

async fn dispatch(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Serve(options) => serve::run(options).await,
        Command::Setup(options) => setup::run(options).await,
        Command::Token(command) => token::run(command).await,
        Command::App(command) => app::run(command).await,
        Command::Import(options) => import::run(options).await,
        Command::Export(options) => export::run(options).await,
        Command::Restore(options) => restore::run(options).await,
        Command::Doctor(options) => doctor::run(options).await,
    }
}

/// Opens the application for one command; a server may run beside it.
async fn open(storage: &Storage) -> Result<App, StartFault> {
    let clock = Clock::new("UTC", false)?;
    App::open(storage, clock, Settings::default(), Purpose::Command).await
}

/// Opens the application for one command that acts as somebody.
async fn open_as(storage: &Storage, acting: &Acting) -> anyhow::Result<(App, Actor)> {
    let clock = Clock::new(&acting.zone, false)?;
    let app = App::open(storage, clock, Settings::default(), Purpose::Command).await?;
    clear::recover_commands(&app).await.map_err(|problem| refused(&problem))?;
    let actor = match &acting.user {
        Some(name) => principals::by_operator(&app, name).await.map_err(|problem| refused(&problem))?,
        None => Actor::operator(),
    };
    Ok((app, actor))
}

/// A problem as the command line tells it, every issue on a line of its own.
fn refused(problem: &Problem) -> anyhow::Error {
    let told = problem.to_json(Language::English);
    let mut text = told["detail"].as_str().or_else(|| told["title"].as_str()).unwrap_or_default().to_owned();
    for issue in told["issues"].as_array().into_iter().flatten() {
        let (pointer, message) = (issue["pointer"].as_str(), issue["message"].as_str());
        text.push_str(&format!("\n  {}: {}", pointer.unwrap_or_default(), message.unwrap_or_default()));
    }
    anyhow::Error::msg(text)
}

/// Prints one line for whoever reads our standard output.
///
/// # Errors
/// When nobody reads it any more.
pub fn say(line: impl std::fmt::Display) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

fn fail(fault: &anyhow::Error) -> ExitCode {
    let told = writeln!(std::io::stderr().lock(), "formwork: {fault:#}");
    drop(told);
    ExitCode::from(Exit::Failed as u8)
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FORMWORK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let installed = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    drop(installed);
}
