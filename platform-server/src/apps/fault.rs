//! Why something with an app was not done.

use super::{folder::FolderFault, read::Found, sample::SampleFault};
use crate::{
    access::Denied, app::StartFault, catalog::CatalogError, fault::StorageFault, http::problem::Problem,
    records::error::StoreError,
};

/// Why something with an app was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppFault {
    /// Everything that is wrong with its folder, or with installing it here.
    #[error("{} issues", .0.len())]
    Issues(Vec<Found>),
    /// The folder cannot be read or written.
    #[error(transparent)]
    Folder(#[from] FolderFault),
    /// There is no such app.
    #[error("there is no app `{0}`")]
    Unknown(String),
    /// Its definitions cannot be published.
    #[error(transparent)]
    Catalog(CatalogError),
    /// Its sample cannot be drawn.
    #[error(transparent)]
    Sample(#[from] SampleFault),
    /// Its records cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its sample names an entity that it does not have.
    #[error("{0}")]
    Denied(#[from] Denied),
    /// Its people cannot be made.
    #[error("{}", told(.0))]
    People(Box<Problem>),
    /// What the demonstration remembers cannot be read or written.
    #[error(transparent)]
    Database(StorageFault),
    /// The temporary installation does not open.
    #[error(transparent)]
    Start(#[from] StartFault),
}

impl From<Problem> for AppFault {
    fn from(problem: Problem) -> AppFault {
        AppFault::People(Box::new(problem))
    }
}

impl From<sea_orm::DbErr> for AppFault {
    fn from(fault: sea_orm::DbErr) -> AppFault {
        AppFault::Database(fault.into())
    }
}

/// A problem in one English sentence per issue, for the command line.
fn told(problem: &Problem) -> String {
    let json = problem.to_json(engine_core::issue::Language::English);
    let mut text = json["detail"].as_str().or_else(|| json["title"].as_str()).unwrap_or_default().to_owned();
    for issue in json["issues"].as_array().into_iter().flatten() {
        let part = |name: &str| issue[name].as_str().unwrap_or_default().to_owned();
        text.push_str(&format!("; {}: {}", part("pointer"), part("message")));
    }
    text
}
