//! Who asks. A handler that takes one of these has said who may call it; there is no other check by address.
//!
//! Shape:  [`Actor`] needs a principal and the right scope for the method; [`Reader`] is for a POST that only reads;
//!         [`Admin`] needs an administrator; [`Visitor`] takes whoever comes; [`Anyone`] says that nobody is asked.
//! Errors: 401 without a principal, 403 when the request may come from another site or the scope is missing. A browser
//!         that comes with a cookie must send `X-Formwork`, which no other site's page can; programs need not.
//! Source: OWASP Cross-Site Request Forgery Prevention, "custom request headers".

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, header, request::Parts};

use crate::access::{AskedRight, granted};
use crate::app::App;
use crate::http::problem::{Code, Problem};
use crate::identity::{Actor, Scope};

/// A principal whose POST only reads, such as a query in a body: the `read` scope is enough.
#[derive(Clone, Debug)]
pub struct Reader(pub Actor);

/// An administrator.
#[derive(Clone, Debug)]
pub struct Admin(pub Actor);

/// Whoever comes, known or not.
#[derive(Clone, Debug)]
pub struct Visitor(pub Option<Actor>);

/// Nobody is asked who they are.
#[derive(Clone, Copy, Debug)]
pub struct Anyone;

impl FromRequestParts<App> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Actor, Problem> {
        let scope = if parts.method.is_safe() { Scope::Read } else { Scope::Write };
        allowed(identify(parts, app).await?, scope)
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Reader, Problem> {
        allowed(identify(parts, app).await?, Scope::Read).map(Reader)
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Admin, Problem> {
        let actor = administers(Actor::from_request_parts(parts, app).await?)?;
        granted(&AskedRight::Administer);
        Ok(Admin(actor))
    }
}

/// The actor, when it administers.
pub(in crate::http) fn administers(actor: Actor) -> Result<Actor, Problem> {
    if !actor.admin {
        return Err(
            Problem::new(Code::NoRight).detail("只有管理员可以这样做", "Only an administrator may do this")
        );
    }
    allowed(actor, Scope::Admin)
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visitor, Problem> {
        match Actor::from_request_parts(parts, app).await {
            Ok(actor) => Ok(Visitor(Some(actor))),
            Err(problem) if problem.code() == Code::NoPrincipal => Ok(Visitor(None)),
            Err(problem) => Err(problem),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Anyone {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Anyone, Infallible> {
        Ok(Anyone)
    }
}

fn allowed(actor: Actor, scope: Scope) -> Result<Actor, Problem> {
    if actor.via.allows(scope) {
        return Ok(actor);
    }
    let name = scope.name();
    Err(Problem::new(Code::TokenScope)
        .detail(format!("此令牌缺少范围 {name}"), format!("The token lacks the scope {name}")))
}

async fn identify(parts: &Parts, app: &App) -> Result<Actor, Problem> {
    if let Some(authorization) = parts.headers.get(header::AUTHORIZATION) {
        let bearer = authorization.to_str().ok().and_then(|value| value.split_once(' '));
        let Some((_, token)) = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")) else {
            return Err(Problem::new(Code::NoPrincipal));
        };
        return app
            .identity
            .by_token(app, token.trim())
            .await?
            .ok_or_else(|| Problem::new(Code::NoPrincipal));
    }
    let Some(secret) = cookie(&parts.headers, app.identity.cookie()) else {
        return Err(Problem::new(Code::NoPrincipal));
    };
    let actor = app.identity.by_session(app, secret).await?.ok_or_else(|| Problem::new(Code::NoPrincipal))?;
    if !parts.method.is_safe() && from_a_browser(&parts.headers) && !parts.headers.contains_key("x-formwork")
    {
        return Err(
            Problem::new(Code::CrossSite).detail("缺少请求头 X-Formwork", "The header X-Formwork is missing")
        );
    }
    Ok(actor)
}

/// Whether a browser sent this: it says where an unsafe request comes from, and no page can keep it from saying so. A
/// program with a cookie of its own says nothing, and nobody can make it send that cookie.
fn from_a_browser(headers: &HeaderMap) -> bool {
    ["origin", "referer", "sec-fetch-site", "sec-fetch-mode"].iter().any(|name| headers.contains_key(*name))
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}
