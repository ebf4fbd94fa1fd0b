//! The areas: each measures on a copy of the kept data and adds its figures.

mod forms;
mod import;
mod public;
mod records;
mod start;

use formwork_tests::{Engine, Installation, Server};

use crate::kept::{self, Copy};
use crate::load::Subject;
use crate::report::Report;
use crate::settings::Settings;

/// What `AREA` may say.
pub(crate) const NAMES: [&str; 5] = ["records", "import", "start", "forms", "public"];

/// Those that are measured on each database and size.
const ON_DATA: [&str; 3] = ["records", "import", "start"];

/// Whether anything is wanted that needs customers.
pub(crate) fn on_data(settings: &Settings) -> bool {
    ON_DATA.iter().any(|area| settings.wants(area))
}

/// Runs what needs no database of its own.
pub(crate) async fn run_alone(settings: &Settings, report: &mut Report) {
    if settings.wants("forms") {
        forms::run(report).await;
    }
}

/// Runs what is wanted on one database, whatever its size.
pub(crate) async fn run_once(settings: &Settings, engine: Engine, report: &mut Report) {
    if settings.wants("public") {
        public::run(settings, engine, report).await;
    }
}

/// Runs what is wanted on one database and size.
pub(crate) async fn run(settings: &Settings, engine: Engine, rows: u64, report: &mut Report) {
    let kept = kept::data(engine, rows).await;
    let mut place = Place { settings, engine, rows, report };
    if settings.wants("start") {
        start::run(&mut place, &Copy::of(&kept, engine)).await;
    }
    if settings.wants("records") {
        records::run(&mut place, &Copy::of(&kept, engine)).await;
    }
    if settings.wants("import") {
        import::run(&mut place, &Copy::of(&kept, engine));
    }
}

/// Where figures come from and go to.
struct Place<'a> {
    settings: &'a Settings,
    engine: Engine,
    rows: u64,
    report: &'a mut Report,
}

impl Place<'_> {
    fn add(&mut self, area: &'static str, what: &str, value: f64, unit: &'static str, wanted: Wanted) {
        let name = format!("{what}, {} rows", thousands(self.rows));
        self.report.add(crate::report::Figure {
            area,
            name,
            database: self.engine,
            value,
            unit,
            target: wanted.target,
            higher: wanted.higher,
            baseline: wanted.baseline,
        });
    }
}

/// What a figure should be.
#[derive(Clone, Copy, Default)]
struct Wanted {
    target: Option<f64>,
    higher: bool,
    baseline: Option<f64>,
}

impl Wanted {
    fn most(target: f64) -> Wanted {
        Wanted { target: Some(target), ..Wanted::default() }
    }

    fn least(target: f64) -> Wanted {
        Wanted { target: Some(target), higher: true, ..Wanted::default() }
    }

    fn beside(self, baseline: Option<f64>) -> Wanted {
        Wanted { baseline, ..self }
    }
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

fn subject(installation: &Installation, server: &Server) -> Subject {
    let address = server.url().trim_start_matches("http://").to_owned();
    Subject { address, pid: server.pid(), database: installation.cluster_pid() }
}
