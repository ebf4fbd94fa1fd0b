//! The list of routes.
//!
//! Shape:  each line names handlers; their addresses, parameters and answers stand on them, and the description of
//!         the interface is made from both.
//!
//! Architecture Invariant: who may call a route is said by its handler's arguments (`Actor`, `Reader`, `Admin`,
//! `Visitor`, `Anyone`), never by its address.

use axum::Router;
use axum::extract::OriginalUri;
use axum::handler::Handler as _;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse as _, Response};
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::extract::Visitor;
use super::problem::{Code, Problem};
use super::{
    bulk, clusters, conversions, definitions, demo, departments, documentation, duplicates, entities,
    exports, files, form_preview, forms, formulas, handover, import_sample, imports, keys, layers, many, me,
    merge, people, public_forms, record_actions, records, roles, search, session, setup, submissions, system,
    teams, test_clock, tokens, users,
};
use crate::app::App;
use crate::web;

/// Every route, and the description of them all.
pub fn routes(app: &App) -> (Router, OpenApi) {
    let mut routes = OpenApiRouter::with_openapi(documentation::frame())
        .routes(routes!(setup::show, setup::finish))
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(me::show, me::change))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::show, users::change))
        .routes(routes!(handover::hand_over))
        .routes(routes!(people::find))
        .routes(routes!(departments::list, departments::create))
        .routes(routes!(departments::change))
        .routes(routes!(teams::list, teams::create))
        .routes(routes!(teams::change))
        .routes(routes!(roles::list, roles::create))
        .routes(routes!(roles::change))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(entities::list))
        .routes(routes!(entities::show))
        .routes(routes!(entities::options))
        .routes(routes!(forms::list))
        .routes(routes!(forms::show))
        .routes(routes!(forms::evaluate))
        .routes(routes!(submissions::list, forms::submit))
        .routes(routes!(submissions::decide))
        .routes(routes!(form_preview::preview))
        .routes(routes!(public_forms::show))
        .routes(routes!(public_forms::challenge))
        .routes(routes!(public_forms::evaluate))
        .routes(routes!(public_forms::submit))
        .routes(routes!(public_forms::upload))
        .routes(routes!(public_forms::page))
        .routes(routes!(records::list, records::create))
        .routes(routes!(records::query))
        .routes(routes!(records::show, records::change, records::delete))
        .routes(routes!(record_actions::restore))
        .routes(routes!(record_actions::purge))
        .routes(routes!(record_actions::claim))
        .routes(routes!(record_actions::share))
        .routes(routes!(record_actions::history))
        .routes(routes!(bulk::aggregate))
        .routes(routes!(bulk::batch))
        .routes(routes!(many::bulk))
        .routes(routes!(conversions::convert))
        .routes(routes!(conversions::preview))
        .routes(routes!(bulk::undo))
        .routes(routes!(bulk::recycle))
        .routes(routes!(duplicates::duplicates))
        .routes(routes!(clusters::list))
        .routes(routes!(clusters::different))
        .routes(routes!(merge::merge))
        .routes(routes!(imports::upload))
        .routes(routes!(imports::show, imports::change))
        .routes(routes!(imports::rows))
        .routes(routes!(imports::refused))
        .routes(routes!(imports::duplicates))
        .routes(routes!(import_sample::sample))
        .routes(routes!(import_sample::verified))
        .routes(routes!(imports::apply))
        .routes(routes!(imports::undo))
        .routes(routes!(imports::saved))
        .routes(routes!(exports::begin))
        .routes(routes!(exports::show))
        .routes(routes!(exports::file))
        .routes(routes!(exports::everything))
        .routes(routes!(exports::show_everything))
        .routes(routes!(exports::archive))
        .routes(routes!(files::upload))
        .routes(routes!(files::download))
        .routes(routes!(search::search))
        .routes(routes!(definitions::list))
        .routes(routes!(definitions::show, definitions::withdraw))
        .routes(routes!(definitions::draft, definitions::save, definitions::discard))
        .routes(routes!(definitions::versions))
        .routes(routes!(definitions::version))
        .routes(routes!(definitions::usages))
        .routes(routes!(definitions::publish))
        .routes(routes!(definitions::rollback))
        .routes(routes!(definitions::meta))
        .routes(routes!(definitions::compiled))
        .routes(routes!(keys::suggest))
        .routes(routes!(formulas::functions))
        .routes(routes!(formulas::check))
        .routes(routes!(formulas::try_out))
        .routes(routes!(demo::remove))
        .routes(routes!(documentation::openapi))
        .routes(routes!(documentation::page))
        .routes(routes!(documentation::style))
        .routes(routes!(system::healthz))
        .routes(routes!(system::readyz))
        .routes(routes!(system::metrics));
    if app.clock.movable() {
        routes = routes.routes(routes!(test_clock::advance));
    }
    let (router, document) = routes.split_for_parts();
    let router =
        router.fallback(nothing_here.layer(CompressionLayer::new())).method_not_allowed_fallback(not_so);
    let document_for_requests = documentation::Described(document.clone().into());
    let router = layers::around(router, app).layer(axum::Extension(document_for_requests));
    (router.with_state(app.clone()), document)
}

/// An address below `/api` tells a stranger nothing, not even that it does not exist; any other is a page of the web
/// application.
async fn nothing_here(
    OriginalUri(uri): OriginalUri,
    method: Method,
    headers: HeaderMap,
    visitor: Result<Visitor, Problem>,
) -> Response {
    let api = uri.path() == "/api" || uri.path().starts_with("/api/");
    match visitor {
        Ok(Visitor(None)) if api => Problem::new(Code::NoPrincipal).into_response(),
        _ if api => Problem::new(Code::NotFound).into_response(),
        _ => web::answer(&method, uri.path(), &headers)
            .unwrap_or_else(|| Problem::new(Code::NotFound).into_response()),
    }
}

async fn not_so() -> Problem {
    Problem::new(Code::MethodNotAllowed)
}
