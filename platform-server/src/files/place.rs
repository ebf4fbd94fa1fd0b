//! Where content lies: a folder of the data directory, or a bucket of an S3-compatible store.
//!
//! Shape:  `--files-url` absent → `DATA_DIR/files`; `s3://BUCKET/PREFIX` → that bucket, below the prefix.
//! Errors: [`PlaceFault`] says at start what is wrong with the settings; the store itself is first asked by the first upload.
//! Source: docs/how-to/run-a-server.md "Files".

use std::{path::Path, sync::Arc};

use object_store::{
    ClientOptions, ObjectStore, aws::AmazonS3Builder, local::LocalFileSystem, prefix::PrefixStore,
};
use tokio::sync::Semaphore;
use tokio_rustls::rustls::crypto;

use super::{DRAW_AT_ONCE, Files};
use crate::config::FilesPlace;

/// Why content cannot be kept there.
#[derive(Debug, thiserror::Error)]
pub enum PlaceFault {
    /// The address.
    #[error("`--files-url {0}` is not understood: write s3://BUCKET or s3://BUCKET/PREFIX, or leave it out")]
    Url(String),
    /// The folder.
    #[error("the folder of uploaded files cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// The store.
    #[error("the store of uploaded files cannot be used: {0}")]
    Store(#[from] object_store::Error),
}

impl Files {
    /// Opens the place that the settings name.
    ///
    /// # Errors
    /// When the settings are wrong or the folder cannot be made.
    pub fn open(data_dir: &Path, place: &FilesPlace) -> Result<Files, PlaceFault> {
        let scratch = data_dir.join("scratch");
        std::fs::create_dir_all(&scratch)?;
        let turns = Semaphore::new(DRAW_AT_ONCE);
        if let Some(url) = &place.files_url {
            return Ok(Files { store: bucket(url, place)?, folder: None, scratch, turns });
        }
        let folder = data_dir.join("files");
        std::fs::create_dir_all(&folder)?;
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Files { store: Arc::new(store), folder: Some(folder), scratch, turns })
    }
}

fn bucket(url: &str, place: &FilesPlace) -> Result<Arc<dyn ObjectStore>, PlaceFault> {
    let wrong = || PlaceFault::Url(url.to_owned());
    let rest = url.strip_prefix("s3://").ok_or_else(wrong)?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = object_store::path::Path::parse(prefix).map_err(|_| wrong())?;
    if bucket.is_empty() || bucket.contains(['?', '#', '@', ':', ' ']) {
        return Err(wrong());
    }
    // Whoever set one before, such as a second call in a test, keeps it.
    drop(crypto::ring::default_provider().install_default());
    let mut builder = AmazonS3Builder::new().with_bucket_name(bucket);
    builder = builder.with_region(place.files_region.as_deref().unwrap_or("us-east-1"));
    if let Some(endpoint) = &place.files_endpoint {
        let plain = endpoint.starts_with("http://");
        builder = builder
            .with_endpoint(endpoint.trim_end_matches('/'))
            .with_client_options(ClientOptions::new().with_allow_http(plain));
    }
    if let (Some(id), Some(secret)) = (&place.files_key_id, &place.files_secret) {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
    }
    let store = builder.build()?;
    Ok(if prefix.is_root() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, prefix)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_that_is_no_bucket_is_refused() {
        let place = |url: &str| FilesPlace { files_url: Some(url.to_owned()), ..FilesPlace::default() };
        let data = tempfile::tempdir().expect("a directory");
        for wrong in [
            "",
            "s3://",
            "s3:///prefix",
            "https://example.com/bucket",
            "s3://user@bucket",
            "s3://bucket/a//b",
        ] {
            let refused = Files::open(data.path(), &place(wrong));
            assert!(matches!(refused, Err(PlaceFault::Url(_))), "{wrong}: {refused:?}");
        }
        assert!(Files::open(data.path(), &place("s3://bucket/some/prefix")).is_ok());
    }
}
