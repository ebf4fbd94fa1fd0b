//! The files of an app, from a disk or from the program itself.
//!
//! Shape:  path within the folder → bytes; only definitions and sample files are read, the rest is not an app's business.
//! Units:  at most 5,000 files of 4 MiB.
//! Errors: [`FolderFault`] when the folder cannot be read; what is in it is judged by [`super::read`].
//! Source: docs/spec/definitions.md "An app on disk is a folder".

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use engine_core::definition::DefinitionKind;
use include_dir::{Dir, include_dir};

/// The examples that every program carries.
static EXAMPLES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../examples");

/// Most files of an app.
const MOST_FILES: usize = 5_000;
/// Most bytes of a file.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Folders of an app that hold no definitions.
const OTHERS: [&str; 3] = ["sample", "data", "scenarios"];

/// The files of an app.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Where it lies, for people.
    pub name: String,
    /// By path within the folder, with `/`.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Folders and files that an app does not have, such as a misspelt `entites`.
    pub strangers: Vec<String>,
    /// Folders beside this one, where an app it depends on may lie.
    pub beside: Option<PathBuf>,
}

/// Why a folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderFault {
    /// The disk refused.
    #[error("{path}: {source}")]
    Disk {
        /// What was read or written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file beyond the cap.
    #[error("{0}: larger than 4 MiB")]
    Large(PathBuf),
    /// More files than the cap.
    #[error("{0}: more than 5,000 files")]
    Many(PathBuf),
}

/// A fault of the disk at a path.
pub(super) fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> FolderFault + '_ {
    |source| FolderFault::Disk { path: path.to_owned(), source }
}

impl Folder {
    /// Reads a folder.
    ///
    /// # Errors
    /// When the disk refuses, or it is no folder.
    pub fn read(path: &Path) -> Result<Folder, FolderFault> {
        let real = path.canonicalize().map_err(disk(path))?;
        let mut folder = Folder {
            name: path.display().to_string(),
            beside: real.parent().map(Path::to_owned),
            ..Folder::default()
        };
        for (name, is_folder, place) in entries(path)? {
            if !is_folder {
                if name == "app.json" {
                    folder.take(&name, &place)?;
                } else if is_json(&name) {
                    folder.strangers.push(name);
                }
            } else if holds_definitions(&name) || name == "sample" {
                for (inner, is_folder, place) in entries(&place)? {
                    let inner = format!("{name}/{inner}");
                    if is_folder || !is_json(&inner) {
                        folder.strangers.push(inner);
                    } else {
                        folder.take(&inner, &place)?;
                    }
                }
            } else if !OTHERS.contains(&name.as_str()) {
                folder.strangers.push(name);
            }
        }
        Ok(folder)
    }

    /// The examples inside the program, by name.
    pub fn examples() -> Vec<Folder> {
        let folders = EXAMPLES.dirs().map(|dir| {
            let root = dir.path();
            let mut folder = Folder { name: root.display().to_string(), ..Folder::default() };
            let inner = dir.dirs().filter(|d| {
                d.path()
                    .file_name()
                    .is_some_and(|n| n.to_str().is_some_and(|n| holds_definitions(n) || n == "sample"))
            });
            for file in dir.files().chain(inner.flat_map(|d| d.files())) {
                let within =
                    file.path().strip_prefix(root).ok().and_then(Path::to_str).map(|p| p.replace('\\', "/"));
                if let Some(name) = within.filter(|name| is_json(name)) {
                    folder.files.insert(name, file.contents().to_vec());
                }
            }
            folder
        });
        let mut all: Vec<Folder> = folders.filter(|f| f.files.contains_key("app.json")).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// A folder beside this one, when there is one on disk.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn neighbour(&self, name: &str) -> Result<Option<Folder>, FolderFault> {
        match self
            .beside
            .as_ref()
            .map(|beside| beside.join(name))
            .filter(|path| path.join("app.json").is_file())
        {
            Some(path) => Folder::read(&path).map(Some),
            None => Ok(None),
        }
    }

    fn take(&mut self, name: &str, place: &Path) -> Result<(), FolderFault> {
        if self.files.len() >= MOST_FILES {
            return Err(FolderFault::Many(place.to_owned()));
        }
        if fs::metadata(place).map_err(disk(place))?.len() > MOST_BYTES {
            return Err(FolderFault::Large(place.to_owned()));
        }
        self.files.insert(name.to_owned(), fs::read(place).map_err(disk(place))?);
        Ok(())
    }
}

/// Where a definition lies in an app.
pub fn file_of(kind: DefinitionKind, key: &str) -> String {
    match kind {
        DefinitionKind::App => "app.json".to_owned(),
        _ => format!("{}/{key}.json", kind.folder()),
    }
}

/// Whether a folder of this name holds definitions.
pub(super) fn holds_definitions(name: &str) -> bool {
    DefinitionKind::ALL.into_iter().any(|kind| kind.folder() == name && !name.is_empty())
}

pub(super) fn is_json(name: &str) -> bool {
    name.ends_with(".json")
}

/// Name, whether it is a folder, and path of what a folder holds; hidden files are nobody's business.
fn entries(path: &Path) -> Result<Vec<(String, bool, PathBuf)>, FolderFault> {
    let mut found = Vec::new();
    for entry in fs::read_dir(path).map_err(disk(path))? {
        let place = entry.map_err(disk(path))?.path();
        let name = place.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if !name.is_empty() && !name.starts_with('.') {
            let is_folder = fs::metadata(&place).map_err(disk(&place))?.is_dir();
            found.push((name, is_folder, place));
        }
    }
    found.sort();
    Ok(found)
}
