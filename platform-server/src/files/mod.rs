//! Files that people upload: their content in an object store, what is known of them in the table `files`.
//!
//! Shape:  [`upload`] takes a stream in; [`held`] finds a file through the record that holds it; [`preview`] makes small pictures
//!         of it in a confined child; [`sweep`] removes what nobody holds. Content lies as `content/ID`, what was made of it as
//!         `made/ID-SIZE`; nothing that people wrote is part of a path.
//! Units:  bytes; times in microseconds.
//! Errors: [`Problem`](crate::http::problem::Problem)s of the outside contract.
//! Source: DESIGN §5 "Files", §9, §10; docs/spec/files.md.
//!
//! Architecture Invariant: a row is there before its content and goes after it, so that a crash leaves nothing that no row
//! names.

pub mod draw;
pub mod held;
pub mod media_type;
pub mod name;
pub mod place;
pub mod preview;
pub mod sweep;
pub mod upload;

use std::{fs::File, io, path::PathBuf, sync::Arc};

use object_store::{ObjectStore, ObjectStoreExt as _, path::Path as Location};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Children that draw at once.
const DRAW_AT_ONCE: usize = 2;

/// Where the content of files lies.
#[derive(Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// The folder, when it lies in one.
    folder: Option<PathBuf>,
    /// Where a child finds the file it looks at.
    scratch: PathBuf,
    turns: Semaphore,
}

impl Files {
    fn content(id: Uuid) -> Location {
        Location::from(format!("content/{id}"))
    }

    fn made(id: Uuid, size: preview::Size) -> Location {
        Location::from(format!("made/{id}-{}", size.word()))
    }

    /// A file without a name: it is gone when it is closed.
    fn nameless(&self, id: Uuid) -> io::Result<File> {
        let path = self.scratch.join(id.to_string());
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(file)
    }

    /// Removes the content of a file and what was made of it; what is not there is as good as removed.
    ///
    /// # Errors
    /// When the store fails.
    async fn remove(&self, id: Uuid) -> object_store::Result<()> {
        let made = preview::Size::ALL.iter().map(|size| Files::made(id, *size));
        for location in std::iter::once(Files::content(id)).chain(made) {
            match self.store.delete(&location).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.remove_begun(id);
        Ok(())
    }

    /// A write into a folder that a crash broke off lies beside its place, numbered from 1.
    fn remove_begun(&self, id: Uuid) {
        let Some(folder) = &self.folder else { return };
        for number in 1..=2 {
            let path = folder.join("content").join(format!("{id}#{number}"));
            if let Err(error) = std::fs::remove_file(&path)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(%error, "a broken upload could not be removed; it is tried again");
            }
        }
    }
}
