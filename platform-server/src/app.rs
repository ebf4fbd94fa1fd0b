//! What every request needs, made once at start.
//!
//! Shape:  [`App`] is one pointer, cheap to clone; it is the state of the router and of the command line.
//! Errors: [`StartFault`] says why the server cannot start.

use std::ops::Deref;
use std::sync::Arc;

use crate::access::Gate;
use crate::catalog::Catalog;
use crate::clock::{Clock, UnknownZone};
use crate::config::Storage;
use crate::database::{DataLock, Database, OpenFault};
use crate::exchange::Exchange;
use crate::files::{Files, place::PlaceFault};
use crate::forms::public::PublicForms;
use crate::http::{duplicates::Probes, me::AppView, roles::RoleView};
use crate::identity::{Actor, Identity};
use crate::metrics::Metrics;
use crate::records::{error::StoreError, reader::Reader, store::Store};

/// The running application.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] points to.
pub struct Inner {
    /// What was chosen on the command line.
    pub settings: Settings,
    /// What time it is.
    pub clock: Arc<Clock>,
    /// Where everything is stored.
    pub database: Database,
    /// Who people are.
    pub identity: Identity,
    /// What is defined.
    pub catalog: Catalog,
    /// The records.
    pub store: Store,
    /// Who may do what.
    pub gate: Gate,
    /// Imports and exports.
    pub exchange: Exchange,
    /// What people upload.
    pub files: Files,
    /// What is counted.
    pub metrics: Metrics,
    /// What public forms share: the secret and the pace of addresses.
    pub public: PublicForms,
    /// How often people asked for duplicates.
    pub probes: Probes,
    _lock: Option<DataLock>,
}

/// What was chosen on the command line and matters to requests.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether cookies are for HTTPS alone.
    pub secure: bool,
    /// The address people use, when it was given.
    pub public_url: Option<String>,
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
    /// The connection that writes.
    #[error("the database does not open for writing: {0}")]
    Writer(StoreError),
    /// The folder of imports and exports.
    #[error("the folder of imports and exports cannot be used: {0}")]
    Exchange(std::io::Error),
    /// The place of uploaded files.
    #[error(transparent)]
    Files(#[from] PlaceFault),
    /// What is published.
    #[error("what is published cannot be read: {0}")]
    Catalog(StoreError),
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
        let clock = Arc::new(clock);
        let reader = Reader(database.readers.clone());
        let writer = database.writer().map_err(StartFault::Writer)?;
        let catalog = Catalog::open(reader.clone(), writer.clone()).await.map_err(StartFault::Catalog)?;
        let store = Store::new(reader.clone(), writer, clock.clone());
        let gate = Gate::new(catalog.clone(), reader);
        let exchange = Exchange::open(&storage.data_dir, purpose).map_err(StartFault::Exchange)?;
        let files = Files::open(&storage.data_dir, &storage.files)?;
        Ok(App(Arc::new(Inner {
            settings,
            clock,
            database,
            identity,
            catalog,
            store,
            gate,
            exchange,
            files,
            metrics,
            public: PublicForms::default(),
            probes: Probes::default(),
            _lock: lock,
        })))
    }

    /// The apps and views that an actor may open.
    pub fn navigation(&self, actor: &Actor) -> Vec<AppView> {
        crate::http::navigation::of(&self.gate, actor)
    }

    /// The roles that are published.
    pub fn roles(&self) -> Vec<RoleView> {
        let snapshot = self.catalog.snapshot();
        let roles = snapshot.roles.values().map(|role| RoleView {
            key: role.key.as_str().to_owned(),
            labels: role.labels.clone(),
            app: role.app.as_ref().map_or("local", |app| app.as_str()).to_owned(),
        });
        roles.collect()
    }

    /// What is typed per published entity is added to the description of the interface here, narrowed to the actor.
    pub fn describe(&self, document: serde_json::Value, actor: Option<&Actor>) -> serde_json::Value {
        match actor {
            Some(actor) => crate::http::typed::describe(&self.gate, actor, document),
            None => document,
        }
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
