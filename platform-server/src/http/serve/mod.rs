//! The accept loop: who may connect, for how long, and how it ends.
//!
//! Units:  10 s for the head of a request and for a TLS handshake, 30 s between two pieces of a body or of an answer,
//!         100 connections per address (4,096 from this machine), 20 s to finish what runs when told to stop.
//! Source: docs/spec/limits.md; axum's own `serve` has no header timeout.

mod body;
mod limits;
mod progress;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

pub use body::BodyStalled;
pub use tls::{Tls, TlsFault};

use crate::app::App;
use crate::http::extract::Peer;
use body::Steady;
use limits::{Connections, Place};
use progress::Progress;

const HEAD: Duration = Duration::from_secs(10);
const DRAIN: Duration = Duration::from_secs(20);

/// Serves `router` on `listener` until `stop` comes true; then finishes what runs and returns.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    app: App,
    tls: Option<Tls>,
    stop: impl Future<Output = ()>,
) {
    let server = Server { router, app, tls, builder: builder() };
    let graceful = GracefulShutdown::new();
    let connections = Connections::default();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Some(place) = connections.enter(peer.ip()) {
                    tokio::spawn(server.clone().connection(stream, peer, place, graceful.watcher()));
                }
            }
            Err(fault) => {
                // Out of file descriptors, most likely: closing connections will give some back.
                tracing::warn!(%fault, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    let open = graceful.count();
    tracing::info!(open, "stopping");
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not finish in time");
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).keep_alive(true).max_headers(64);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD)
        .keep_alive_timeout(HEAD)
        .max_concurrent_streams(100)
        .max_header_list_size(32 * 1024);
    builder
}

#[derive(Clone)]
struct Server {
    router: Router,
    app: App,
    tls: Option<Tls>,
    builder: Builder<TokioExecutor>,
}

impl Server {
    async fn connection(self, stream: TcpStream, peer: SocketAddr, place: Place, watcher: Watcher) {
        self.app.metrics.connections.inc();
        let app = self.app.clone();
        if let Err(fault) = stream.set_nodelay(true) {
            tracing::debug!(%fault, "TCP_NODELAY was refused");
        }
        match self.tls.clone() {
            None => self.speak(Progress::new(stream), peer, watcher).await,
            Some(tls) => match tokio::time::timeout(HEAD, tls.accept(Progress::new(stream))).await {
                Ok(Ok(stream)) => self.speak(stream, peer, watcher).await,
                Ok(Err(fault)) => tracing::debug!(%fault, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            },
        }
        app.metrics.connections.dec();
        drop(place);
    }

    async fn speak<I>(self, stream: I, peer: SocketAddr, watcher: Watcher)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let router = self.router;
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let router = router.clone();
            async move {
                let mut request = request.map(|body| Body::new(Steady::new(body)));
                request.extensions_mut().insert(Peer(peer.ip().to_canonical()));
                let Ok(response) = router.oneshot(request).await;
                Ok::<_, Infallible>(response)
            }
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service).into_owned();
        if let Err(fault) = watcher.watch(connection).await {
            tracing::debug!(%fault, "a connection broke off");
        }
    }
}
