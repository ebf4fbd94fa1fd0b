//! Measures the built program as a client meets it, beside bare handlers on the same data.
//!
//! Shape:  per database and size: kept data → a copy → `formwork serve` under load, then the bare handlers under the same
//!         load → `target/bench.json` and a table. Exit 1 when a target does not hold and `docs/perf.md` does not name it.
//! Units:  milliseconds of processor time per request, from `/proc`; the load runs on the same machine, so requests per
//!         second are a floor.
//! Source: docs/perf.md.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line tool talks to whoever started it"
)]

mod areas;
mod bare;
mod chance;
mod customers;
mod http;
mod kept;
mod load;
mod operations;
mod people;
mod process;
mod report;
mod settings;

use std::process::ExitCode;

use report::Report;
use settings::Settings;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    if let (Some("bare"), Some(url), Some(departments), Some(owner)) =
        (arguments.next().as_deref(), arguments.next(), arguments.next(), arguments.next())
    {
        bare::serve(&url, &departments, &owner).await;
        return ExitCode::SUCCESS;
    }
    let settings = match Settings::from_environment() {
        Ok(settings) => settings,
        Err(said) => {
            eprintln!("bench: {said}");
            return ExitCode::from(2);
        }
    };
    let mut report = Report::default();
    areas::run_alone(&settings, &mut report).await;
    let sizes = if areas::on_data(&settings) { settings.sizes.as_slice() } else { &[] };
    for engine in &settings.engines {
        areas::run_once(&settings, *engine, &mut report).await;
        for rows in sizes {
            eprintln!("bench: {rows} customers on {}", report::word(*engine));
            areas::run(&settings, *engine, *rows, &mut report).await;
        }
    }
    report.write();
    report.print();
    if report.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
