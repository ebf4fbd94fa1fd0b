//! What the address and the headers say.
//!
//! Errors: a path segment that is no key or id names nothing, 404; a query that does not fit is 400.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::{FromRequestParts, Query as AxumQuery, path::Path as AxumPath};
use axum::http::{header, request::Parts};
use engine_core::issue::Language;
use serde::de::DeserializeOwned;

use super::query;
use crate::http::problem::{Code, Problem};

/// The variable segments of the path.
#[derive(Clone, Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Problem> {
        match AxumPath::from_request_parts(parts, state).await {
            Ok(AxumPath(value)) => Ok(Path(value)),
            Err(_) => Err(Problem::new(Code::NotFound)),
        }
    }
}

/// What stands after the question mark.
#[derive(Clone, Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            let told = Problem::new(Code::BadQuery);
            return Err(told.detail("参数中不能含有空字符", "A parameter may not hold the NUL character"));
        }
        match AxumQuery::try_from_uri(&parts.uri) {
            Ok(AxumQuery(value)) => Ok(Query(value)),
            Err(_) => {
                let query = parts.uri.query().unwrap_or_default();
                Err(Problem::new(Code::BadQuery).issues(query::misfits::<T>(query)))
            }
        }
    }
}

/// The language to answer in.
#[derive(Clone, Copy, Debug)]
pub struct Speaks(pub Language);

impl Speaks {
    pub(crate) fn of(headers: &axum::http::HeaderMap) -> Language {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        wanted.map_or(Language::Chinese, Language::from_header)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Speaks {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Speaks, Infallible> {
        Ok(Speaks(Speaks::of(&parts.headers)))
    }
}

/// Where a request comes from: the other end of the connection, or, when that is a proxy on this machine, the last
/// address the proxy wrote down.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Peer, Infallible> {
        let near = parts.extensions.get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0);
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let far = forwarded
            .filter(|_| near.is_loopback())
            .and_then(|value| value.to_str().ok())
            .and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse().ok());
        Ok(Peer(far.unwrap_or(near)))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn peer(near: &str, forwarded: Option<&str>) -> String {
        let mut request = Request::builder();
        if let Some(list) = forwarded {
            request = request.header("x-forwarded-for", list);
        }
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        parts.extensions.insert(Peer(near.parse().expect("an address")));
        let Ok(Peer(found)) = Peer::from_request_parts(&mut parts, &()).await;
        found.to_string()
    }

    #[tokio::test]
    async fn only_a_proxy_on_this_machine_is_believed() {
        assert_eq!(peer("127.0.0.1", Some("6.6.6.6, 9.9.9.9")).await, "9.9.9.9");
        assert_eq!(peer("127.0.0.1", Some("nonsense")).await, "127.0.0.1");
        assert_eq!(peer("8.8.8.8", Some("9.9.9.9")).await, "8.8.8.8");
        assert_eq!(peer("127.0.0.1", None).await, "127.0.0.1");
    }
}
