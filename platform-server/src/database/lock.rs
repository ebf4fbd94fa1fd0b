//! The data directory and the lock that keeps a second server out of it.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use super::OpenFault;

/// Held by a server for as long as it serves an SQLite file; the system drops it with the process.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the directory for this process.
    ///
    /// # Errors
    /// When another server holds it.
    pub fn take(data_dir: &Path) -> Result<DataLock, OpenFault> {
        make_directory(data_dir)?;
        let refused = |source| OpenFault::Directory { path: data_dir.to_owned(), source };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(data_dir.join("formwork.lock"))
            .map_err(refused)?;
        match file.try_lock() {
            Ok(()) => Ok(DataLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenFault::Held(data_dir.to_owned())),
            Err(TryLockError::Error(source)) => Err(refused(source)),
        }
    }
}

pub(super) fn make_directory(data_dir: &Path) -> Result<(), OpenFault> {
    let refused = |source| OpenFault::Directory { path: data_dir.to_owned(), source };
    if !data_dir.is_dir() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(data_dir).map_err(refused)?;
    }
    Ok(())
}

/// A database address fit for a message: what stands between `://` and `@` is left out.
pub(super) fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_servers_do_not_share_a_directory() {
        let place = tempfile::tempdir().expect("a directory");
        let first = DataLock::take(place.path()).expect("free");
        assert!(matches!(DataLock::take(place.path()), Err(OpenFault::Held(_))));
        drop(first);
        DataLock::take(place.path()).expect("free again");
    }

    #[test]
    fn a_message_shows_no_password() {
        assert_eq!(without_password("mysql://root:secret@db/formwork"), "mysql://…@db/formwork");
        assert_eq!(without_password("nonsense"), "nonsense");
    }
}
