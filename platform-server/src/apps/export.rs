//! What is published of an app, as a folder.
//!
//! Shape:  one file per definition in its one spelling; installing the folder and exporting it again gives the same bytes.
//!         Files of definitions that are no longer published go; nothing else in the folder is touched.
//! Errors: when there is no such app, or the disk refuses.

use std::{collections::BTreeMap, fs, path::Path};

use engine_core::key::DefinitionKey;

use super::{
    AppFault,
    canonical::{canonical, text},
    folder::{Folder, disk, file_of, holds_definitions},
};
use crate::catalog::Snapshot;

/// What an export did to a folder; paths within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Files whose text changed or that are new.
    pub written: Vec<String>,
    /// Files that were right already.
    pub unchanged: usize,
    /// Files of definitions that are not published.
    pub removed: Vec<String>,
}

/// The files of an app as it is published.
///
/// # Errors
/// When there is no such app.
pub fn files(snapshot: &Snapshot, app: &DefinitionKey) -> Result<BTreeMap<String, String>, AppFault> {
    if !snapshot.apps.contains_key(app) {
        return Err(AppFault::Unknown(app.to_string()));
    }
    let own = snapshot.documents.values().filter(|d| d.app == *app);
    Ok(own.map(|d| (file_of(d.kind, d.key.as_str()), text(&canonical(d.kind, &d.body)))).collect())
}

/// Writes an app into a folder.
///
/// # Errors
/// See the module.
pub fn export(snapshot: &Snapshot, app: &DefinitionKey, path: &Path) -> Result<Exported, AppFault> {
    let files = files(snapshot, app)?;
    fs::create_dir_all(path).map_err(disk(path))?;
    let before = Folder::read(path)?.files;
    let mut exported = Exported::default();
    for (name, text) in &files {
        if before.get(name).is_some_and(|old| old == text.as_bytes()) {
            exported.unchanged += 1;
            continue;
        }
        let place = path.join(name);
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).map_err(disk(parent))?;
        }
        fs::write(&place, text).map_err(disk(&place))?;
        exported.written.push(name.clone());
    }
    let stale = before.into_keys().filter(|name| !files.contains_key(name));
    for name in stale.filter(|name| name.split('/').next().is_some_and(holds_definitions)) {
        let place = path.join(&name);
        fs::remove_file(&place).map_err(disk(&place))?;
        exported.removed.push(name);
    }
    Ok(exported)
}
