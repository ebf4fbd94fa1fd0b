//! An app tried out: installed into a temporary installation with its sample.
//!
//! Shape:  folder → how many definitions published and how many records passed, with everything that was refused.
//! Errors: what is wrong with the folder ends the trial before it begins.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use engine_core::issue::Issue;

use super::{
    AppFault,
    check::check,
    folder::Folder,
    install::{How, install},
    load::{Loaded, Loading},
    people::{self, People},
    read::Found,
};
use crate::{
    app::{App, Purpose, Settings, StartFault},
    clock::Clock,
    config::{FilesPlace, Storage},
    identity::{Actor, Secret},
};

/// How a trial ended.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    /// Definitions of the app that were published.
    pub definitions: usize,
    /// Departments of the sample that were made.
    pub departments: usize,
    /// People of the sample that were made.
    pub users: usize,
    /// Records that were written, and those that were refused.
    pub loaded: Loaded,
}

/// A directory that goes when the trial ends.
struct Place(PathBuf);

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(fault) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%fault, path = %self.0.display(), "a temporary installation stays");
        }
    }
}

/// Tries an app out.
///
/// # Errors
/// See the module.
pub async fn tried(folder: &Folder, zone: &str) -> Result<Tried, AppFault> {
    let checked = check(folder)?;
    let Some(own) = checked.app.filter(|_| checked.found.is_empty()) else {
        return Err(AppFault::Issues(checked.found));
    };
    let place = Place(std::env::temp_dir().join(format!("formwork-trial-{}", Secret::new("").reveal())));
    let app = open(&place.0, zone).await?;
    let outcome = async {
        for other in &checked.below {
            install(&app, other, How::default(), &Actor::operator()).await?;
        }
        let installed = install(&app, &own, How::default(), &Actor::operator()).await?;
        let mut tried = Tried { definitions: installed.published.published.len(), ..Tried::default() };
        if let Some(sample) = own.sample {
            let mut made = People::default();
            people::make(&app, &sample, &Secret::typed(), &mut made).await?;
            (tried.departments, tried.users) = (made.departments.len(), made.users.len());
            let batches = HashMap::new();
            tried.loaded = Loading::new(&app, &made.users, None, &batches).run(sample.generator).await?;
        }
        Ok(tried)
    }
    .await;
    app.database.close().await;
    outcome
}

async fn open(place: &Path, zone: &str) -> Result<App, StartFault> {
    let storage = Storage { database_url: None, data_dir: place.to_owned(), files: FilesPlace::default() };
    App::open(&storage, Clock::new(zone, false)?, Settings::default(), Purpose::Command).await
}

/// Refused records as issues of the file that describes them.
pub fn refused(loaded: &Loaded) -> Vec<Found> {
    let each =
        loaded.refused.iter().flat_map(|record| record.issues.iter().map(move |issue| (record, issue)));
    each.map(|(record, issue)| Found {
        file: "sample/generator.json".to_owned(),
        issue: Issue::below(issue.clone(), &format!("/{}/{}", record.entity, record.number)),
    })
    .collect()
}
