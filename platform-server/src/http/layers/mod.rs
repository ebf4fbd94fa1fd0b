//! What happens around every handler, from the outside in: request id and count, language, headers, panics, load,
//! other sites, repeated requests.

mod headers;
mod load;
mod origin;
mod panics;
mod request;
mod speak;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;

use super::idempotent;
use crate::app::App;

pub(super) use headers::Framed;

/// Puts every layer around a router.
pub(super) fn around(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(from_fn_with_state(app.clone(), idempotent::answer_once))
        .layer(from_fn_with_state(app.clone(), origin::refuse_other_sites))
        .layer(from_fn_with_state(load::Limit::new(app), load::shed))
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn(speak::in_the_callers_language))
        .layer(from_fn_with_state(app.clone(), headers::protect))
        .layer(from_fn_with_state(app.clone(), request::follow))
}
