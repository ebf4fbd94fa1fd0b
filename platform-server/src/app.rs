//! What every request needs, made once at start.
//!
//! Shape:  [`App`] is one pointer, cheap to clone; it is the state of the router and of the command line.
//! Errors: [`StartFault`] says why the server cannot start.

use std::ops::Deref;
use std::sync::Arc;

use crate::clock::{Clock, UnknownZone};
use crate::config::Storage;
use crate::database::{DataLock, Database, OpenFault};
use crate::http::{me::AppView, roles::RoleView};
use crate::identity::{Actor, Identity};
use crate::metrics::Metrics;

/// The running application.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

/// What [`App`] points to.
#[derive(Debug)]
pub struct Inner {
    /// What was chosen on the command line.
    pub settings: Settings,
    /// What time it is.
    pub clock: Clock,
    /// Where everything is stored.
    pub database: Database,
    /// Who people are.
    pub identity: Identity,
    /// What is counted.
    pub metrics: Metrics,
    _lock: Option<DataLock>,
}

/// What was chosen on the command line and matters to requests.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether cookies are for HTTPS alone.
    pub secure: bool,
    /// The address people use, when it was given.
    pub public_url: Option<String>,
    /// Whether this is a demonstration.
    pub demo: bool,
}

/// Why the application cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenFault),
    /// The zone.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
}

/// Whether this process serves requests or runs one command beside a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Serves; alone on its SQLite file.
    Serve,
    /// One command; a server may run at the same time.
    Command,
}

impl App {
    /// Opens the database, brings it up to date and makes the application.
    ///
    /// # Errors
    /// When the database does not open or another server holds it.
    pub async fn open(
        storage: &Storage,
        clock: Clock,
        settings: Settings,
        purpose: Purpose,
    ) -> Result<App, StartFault> {
        let served_here = storage.database_url.as_deref().is_none_or(|url| url.starts_with("sqlite"));
        let lock = match purpose {
            Purpose::Serve if served_here => Some(DataLock::take(&storage.data_dir)?),
            Purpose::Serve | Purpose::Command => None,
        };
        let database = Database::connect(storage.database_url.as_deref(), &storage.data_dir).await?;
        database.migrate().await?;
        let identity = Identity::new(settings.secure);
        let metrics = Metrics::new();
        Ok(App(Arc::new(Inner { settings, clock, database, identity, metrics, _lock: lock })))
    }

    /// The apps and views that an actor may open.
    pub fn navigation(&self, _: &Actor) -> Vec<AppView> {
        Vec::new()
    }

    /// The roles that are published.
    pub fn roles(&self) -> Vec<RoleView> {
        Vec::new()
    }

    /// What is typed per published entity is added to the description of the interface here, narrowed to the actor.
    pub fn describe(
        &self,
        document: utoipa::openapi::OpenApi,
        _: Option<&Actor>,
    ) -> utoipa::openapi::OpenApi {
        document
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
