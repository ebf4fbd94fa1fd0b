//! `formwork serve`.

use anyhow::Context as _;

use super::{Exit, app::told, say};
use crate::app::{App, Purpose, Settings};
use crate::apps::demo;
use crate::clock::Clock;
use crate::config::Serve;
use crate::http::router;
use crate::http::serve::{Tls, serve};
use crate::identity::setup;

/// Opens the application and serves it until told to stop.
///
/// # Errors
/// When the database does not open or the address is taken.
pub(super) async fn run(options: Serve) -> anyhow::Result<Exit> {
    let clock = Clock::new(&options.zone, options.test_clock)?;
    let tls = match (&options.tls_cert, &options.tls_key) {
        (Some(cert), Some(key)) => Some(Tls::read(cert, key)?),
        _ => None,
    };
    let public = options.public_url.as_deref();
    let secure = tls.is_some() || public.is_some_and(|url| url.starts_with("https://"));
    let settings = Settings { secure, public_url: options.public_url };
    let app = App::open(&options.storage, clock, settings, Purpose::Serve).await?;
    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let address = listener.local_addr()?;
    if !secure && !address.ip().is_loopback() {
        tracing::warn!(
            %address,
            "passwords and records travel unencrypted: give --tls-cert and --tls-key, or --public-url https://… \
             behind a proxy that encrypts"
        );
    }
    let stop = stop_signal()?;
    let login =
        if options.demo { demo::begin(&app, &options.storage.data_dir).await.map_err(told)? } else { None };
    if let Some(code) = setup::offer(&app, &options.storage.data_dir).await? {
        say(format_args!("setup code: {}", code.reveal()))?;
    }
    if let Some(login) = login {
        say(format_args!("demo login: {} {}", login.username, login.password.reveal()))?;
    }
    let scheme = if tls.is_some() { "https" } else { "http" };
    say(format_args!("listening on {scheme}://{address}"))?;
    crate::exchange::clear::recover(&app).await.map_err(|problem| super::refused(&problem))?;
    crate::housekeeping::start(&app);
    let (router, _) = router::routes(&app);
    serve(listener, router, app.clone(), tls, stop).await;
    app.database.close().await;
    Ok(Exit::Done)
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(fault) = tokio::signal::ctrl_c().await {
            tracing::warn!(%fault, "no signal can stop this server");
            std::future::pending::<()>().await;
        }
    })
}
