//! Who works on jobs in a data directory: one server, whose name outlives it, and any number of commands.
//!
//! Shape:  a command holds a lock file named for its place while it lives. A lock file that nobody holds belongs to a
//!         command that died; whoever takes its lock sees to its jobs and removes it.
//! Errors: those of the disk.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use uuid::Uuid;

/// How names of lock files end.
const ENDING: &str = "lock";

/// The held lock file of a place; it goes when dropped.
#[derive(Debug)]
pub(super) struct Held {
    /// The place.
    pub(super) place: Uuid,
    path: PathBuf,
    _file: File,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::debug!(%error, path = %self.path.display(), "a lock file was gone already");
        }
    }
}

/// The name of a server's place, made when there is none yet.
pub(super) fn named(directory: &Path) -> io::Result<Uuid> {
    let file = directory.join("place");
    match std::fs::read_to_string(&file) {
        Ok(text) => text.trim().parse().map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let place = Uuid::from_u128(rand::random());
            std::fs::write(file, place.to_string())?;
            Ok(place)
        }
        Err(error) => Err(error),
    }
}

/// A place of its own for one command.
pub(super) fn fresh(directory: &Path) -> io::Result<Held> {
    let place = Uuid::from_u128(rand::random());
    let path = directory.join(format!("{place}.{ENDING}"));
    // It gets its name once it is held, so that nobody ever meets it free.
    let nameless = directory.join(format!("{place}.new"));
    let file = File::create_new(&nameless)?;
    file.try_lock().map_err(told)?;
    std::fs::rename(nameless, &path)?;
    Ok(Held { place, path, _file: file })
}

/// The places of commands that died, held until dropped.
pub(super) fn dead(directory: &Path) -> io::Result<Vec<Held>> {
    let mut dead = Vec::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
        let Some(place) = name.filter(|_| path.extension().is_some_and(|ending| ending == ENDING)) else {
            continue;
        };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => dead.push(Held { place, path, _file: file }),
            Err(TryLockError::WouldBlock) => {}
            Err(other) => return Err(told(other)),
        }
    }
    Ok(dead)
}

fn told(error: TryLockError) -> io::Error {
    match error {
        TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
        TryLockError::Error(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_dead_are_found() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let living = fresh(directory.path()).expect("a place");
        let died = Uuid::from_u128(7);
        std::fs::write(directory.path().join(format!("{died}.{ENDING}")), "").expect("written");
        std::fs::write(directory.path().join("place"), "").expect("written");
        let found = dead(directory.path()).expect("readable");
        assert_eq!(found.iter().map(|held| held.place).collect::<Vec<_>>(), [died]);
        assert!(dead(directory.path()).expect("readable").is_empty(), "somebody sees to it already");
        drop(found);
        drop(living);
        assert_eq!(std::fs::read_dir(directory.path()).expect("readable").count(), 1, "only `place` is left");
    }
}
