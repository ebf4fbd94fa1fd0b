//! What was measured: as JSON for programs, as a table for people.
//!
//! Shape:  a list of `{area, name, database, value, unit, target, better, baseline, holds}` in `target/bench.json` under the
//!         repository root. `baseline` is what the bare handler needed, where there is one.

use std::fs;
use std::path::{Path, PathBuf};

use formwork_tests::Engine;
use serde_json::{Value as Json, json};

/// Everything measured so far.
#[derive(Default)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

/// One number.
pub(crate) struct Figure {
    pub(crate) area: &'static str,
    pub(crate) name: String,
    pub(crate) database: Engine,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) target: Option<f64>,
    pub(crate) higher: bool,
    pub(crate) baseline: Option<f64>,
}

/// The word for a database.
pub(crate) fn word(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

impl Figure {
    fn holds(&self) -> bool {
        self.target.is_none_or(|target| if self.higher { self.value >= target } else { self.value <= target })
    }

    /// Whether `docs/perf.md` names it as out of reach.
    fn excused(&self) -> bool {
        let page = fs::read_to_string(root().join("docs/perf.md")).unwrap_or_default();
        page.contains(&format!("- `{}` on {}:", self.name, word(self.database)))
    }

    fn json(&self) -> Json {
        json!({
            "area": self.area, "name": self.name, "database": word(self.database), "value": round(self.value),
            "unit": self.unit, "target": self.target, "better": if self.higher { "higher" } else { "lower" },
            "baseline": self.baseline.map(round), "holds": self.holds(),
        })
    }
}

impl Report {
    pub(crate) fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Whether every target holds or is named as out of reach.
    pub(crate) fn holds(&self) -> bool {
        self.figures.iter().all(|figure| figure.holds() || figure.excused())
    }

    pub(crate) fn write(&self) {
        let folder = root().join("target");
        fs::create_dir_all(&folder).expect("the folder can be made");
        let all: Vec<Json> = self.figures.iter().map(Figure::json).collect();
        let text = serde_json::to_string_pretty(&all).expect("plain values");
        fs::write(folder.join("bench.json"), text + "\n").expect("the disk takes it");
    }

    pub(crate) fn print(&self) {
        println!("| area | what | database | value | unit | target | bare | ratio | holds |");
        println!("|---|---|---|---:|---|---:|---:|---:|---|");
        for f in &self.figures {
            let sign = if f.higher { "≥" } else { "≤" };
            let holds = match (f.target, f.holds()) {
                (None, _) => "",
                (_, true) => "yes",
                (_, false) if f.excused() => "out of reach",
                (_, false) => "NO",
            };
            println!(
                "| {} | {} | {} | {} | {} | {} | {} | {} | {holds} |",
                f.area,
                f.name,
                word(f.database),
                number(f.value),
                f.unit,
                f.target.map_or_else(String::new, |target| format!("{sign} {}", number(target))),
                f.baseline.map_or_else(String::new, number),
                f.baseline.filter(|b| *b > 0.0).map_or_else(String::new, |b| format!("{:.1}×", f.value / b)),
            );
        }
    }
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn number(value: f64) -> String {
    match value.abs() {
        0.0..1.0 => format!("{value:.3}"),
        1.0..100.0 => format!("{value:.2}"),
        _ => format!("{value:.0}"),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lies in the repository")
        .to_owned()
}
