//! What is wrong with an app, without an installation.
//!
//! Shape:  the folder and the apps it stands on, as far as they lie beside it, are put together as publishing would;
//!         nothing is read from or written to a database.

use engine_core::{definition::DefinitionKind, issue::Issue, key::DefinitionKey};

use super::{
    folder::{Folder, FolderFault, file_of},
    read::{AppFolder, Found, read},
};
use crate::catalog::{Document, Snapshot, assemble};

/// An app and what is wrong with it.
#[derive(Debug)]
pub struct Checked {
    /// The app, as far as it can be read.
    pub app: Option<AppFolder>,
    /// The apps it stands on, those that depend on nothing first.
    pub below: Vec<AppFolder>,
    /// Everything that is wrong, in the order of files.
    pub found: Vec<Found>,
}

/// Looks an app over.
///
/// # Errors
/// When the disk refuses.
pub fn check(folder: &Folder) -> Result<Checked, FolderFault> {
    let (app, mut found) = read(folder);
    let mut below = Vec::new();
    if let Some(app) = &app {
        neighbours(folder, app, &mut below)?;
        let all = below.iter().chain([app]).flat_map(|a| a.documents.iter().cloned()).collect();
        let (snapshot, issues) = assemble(all, 1);
        found.extend(issues.into_iter().map(|issue| placed(issue, &app.documents)));
        roles(app, &snapshot, &mut found);
    }
    found.sort_by(|a, b| {
        (&a.file, &a.issue.pointer, &a.issue.code).cmp(&(&b.file, &b.issue.pointer, &b.issue.code))
    });
    found.dedup();
    Ok(Checked { app, below, found })
}

/// Apps that `app` depends on and that lie beside it, the lowest first.
fn neighbours(folder: &Folder, app: &AppFolder, below: &mut Vec<AppFolder>) -> Result<(), FolderFault> {
    for key in &app.depends {
        let known = |key: &DefinitionKey| below.iter().any(|a| a.key == *key);
        if known(key) || *key == app.key {
            continue;
        }
        let Some(neighbour) = folder.neighbour(key.as_str())? else { continue };
        if let (Some(other), _) = read(&neighbour)
            && other.key == *key
        {
            // Entered before its own dependencies, so that a circle ends.
            let at = below.len();
            below.push(other.clone());
            neighbours(folder, &other, below)?;
            below[at..].rotate_left(1);
        }
    }
    Ok(())
}

/// An issue of a set, whose pointers start with kind and key, as an issue of a file.
pub(super) fn placed(issue: Issue, own: &[Document]) -> Found {
    let mut parts = issue.pointer.splitn(4, '/').skip(1);
    let place = parts.next().and_then(DefinitionKind::parse).zip(parts.next());
    let rest = parts.next().map_or_else(String::new, |rest| format!("/{rest}"));
    match place.filter(|(kind, key)| own.iter().any(|d| d.kind == *kind && d.key.as_str() == *key)) {
        Some((kind, key)) => Found { file: file_of(kind, key), issue: Issue { pointer: rest, ..issue } },
        None => Found { file: String::new(), issue },
    }
}

/// Every sample user has roles that exist.
fn roles(app: &AppFolder, snapshot: &Snapshot, found: &mut Vec<Found>) {
    for (place, user) in app.people.iter().enumerate() {
        for (index, role) in
            user.roles.iter().enumerate().filter(|(_, r)| !snapshot.roles.contains_key(r.as_str()))
        {
            let issue = Issue::new(
                "unknown_role",
                format!("/users/{place}/roles/{index}"),
                format!("没有角色“{role}”"),
                format!("there is no role `{role}`"),
            );
            found.push(Found { file: "sample/users.json".to_owned(), issue });
        }
    }
}
