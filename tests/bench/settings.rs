//! What is measured, from the environment.

use std::time::Duration;

use formwork_tests::Engine;

/// What is measured.
pub(crate) struct Settings {
    /// Databases, in order.
    pub(crate) engines: Vec<Engine>,
    /// Numbers of customers, in order.
    pub(crate) sizes: Vec<u64>,
    /// The one area to run, or all.
    pub(crate) area: Option<String>,
    /// How long each load lasts.
    pub(crate) lasting: Duration,
}

impl Settings {
    /// `BENCH_DATABASES`, `BENCH_ROWS`, `AREA` and `BENCH_SECONDS`.
    pub(crate) fn from_environment() -> Result<Settings, String> {
        let said = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let databases = said("BENCH_DATABASES").unwrap_or_else(|| "sqlite,postgres".to_owned());
        let engines = databases.split(',').map(|word| match word.trim() {
            "sqlite" => Ok(Engine::Sqlite),
            "postgres" => Ok(Engine::Postgres),
            other => Err(format!("BENCH_DATABASES: `{other}` is neither sqlite nor postgres")),
        });
        let rows = said("BENCH_ROWS").unwrap_or_else(|| "100000,1000000".to_owned());
        let sizes = rows.split(',').map(|word| match word.trim().parse() {
            Ok(rows @ 20_000..=10_000_000_u64) => Ok(rows),
            _ => Err(format!("BENCH_ROWS: `{word}` is not a number from 20000 to 10000000")),
        });
        let seconds = said("BENCH_SECONDS").unwrap_or_else(|| "3".to_owned());
        let seconds: f64 = seconds.parse().map_err(|_| format!("BENCH_SECONDS: `{seconds}` is no number"))?;
        let area = said("AREA");
        if let Some(area) = area.as_ref().filter(|area| !crate::areas::NAMES.contains(&area.as_str())) {
            return Err(format!("AREA: `{area}` is none of {}", crate::areas::NAMES.join(", ")));
        }
        Ok(Settings {
            engines: engines.collect::<Result<_, _>>()?,
            sizes: sizes.collect::<Result<_, _>>()?,
            area,
            lasting: Duration::from_secs_f64(seconds.clamp(0.2, 60.0)),
        })
    }

    /// Whether an area is wanted.
    pub(crate) fn wants(&self, area: &str) -> bool {
        self.area.as_deref().is_none_or(|only| only == area)
    }
}
