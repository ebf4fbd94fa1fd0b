//! HTTPS by rustls.
//!
//! Errors: [`TlsFault`] when a file cannot be used; a key that others can read is refused.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, ServerConfig, crypto};
use tokio_rustls::server::TlsStream;

/// Why HTTPS cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A file is missing or is no PEM.
    #[error("{path} cannot be used: {said}")]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        said: String,
    },
    /// The key lies open.
    #[error("{0} can be read by other users of this machine: chmod 600 it")]
    Open(PathBuf),
    /// The certificate and the key do not fit each other.
    #[error("the certificate and its key cannot be used: {0}")]
    Pair(#[from] rustls::Error),
}

/// Accepts TLS 1.2 and 1.3.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// Reads a certificate chain and its key.
    ///
    /// # Errors
    /// See [`TlsFault`].
    pub fn read(cert: &Path, key: &Path) -> Result<Tls, TlsFault> {
        refuse_open(key)?;
        let wrong = |path: &Path, said: String| TlsFault::File { path: path.to_owned(), said };
        let chain = CertificateDer::pem_file_iter(cert).map_err(|fault| wrong(cert, fault.to_string()))?;
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|fault| wrong(cert, fault.to_string()))?;
        if chain.is_empty() {
            return Err(wrong(cert, "it holds no certificate".to_owned()));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|fault| wrong(key, fault.to_string()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, secret)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Tls(TlsAcceptor::from(Arc::new(config))))
    }

    pub(super) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<TlsStream<S>> {
        self.0.accept(stream).await
    }
}

#[cfg(unix)]
fn refuse_open(key: &Path) -> Result<(), TlsFault> {
    use std::os::unix::fs::MetadataExt as _;
    let about = std::fs::metadata(key)
        .map_err(|fault| TlsFault::File { path: key.to_owned(), said: fault.to_string() })?;
    if about.mode() & 0o007 == 0 { Ok(()) } else { Err(TlsFault::Open(key.to_owned())) }
}

#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<(), TlsFault> {
    Ok(())
}
