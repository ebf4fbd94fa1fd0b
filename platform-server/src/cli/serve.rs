//! `formwork serve`.

use anyhow::Context as _;

use super::{Exit, say};
use crate::app::{App, Purpose, Settings};
use crate::clock::Clock;
use crate::config::Serve;

/// Opens the application and serves it until told to stop.
///
/// # Errors
/// When the database does not open or the address is taken.
pub(super) async fn run(options: Serve) -> anyhow::Result<Exit> {
    let clock = Clock::new(&options.zone, options.test_clock)?;
    let secure = options.tls_cert.is_some()
        || options.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
    let settings = Settings { secure, public_url: options.public_url, demo: options.demo };
    let app = App::open(&options.storage, clock, settings, Purpose::Serve).await?;
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    say(format_args!("listening on http://{}", listener.local_addr()?))?;
    axum::serve(listener, axum::Router::new().with_state(app)).await?;
    Ok(Exit::Done)
}
