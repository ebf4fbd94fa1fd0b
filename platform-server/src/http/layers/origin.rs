//! Refuses changes that a browser sends from another site.
//!
//! Shape:  an unsafe method without an `Authorization` header must come from our own pages, as far as the browser
//!         says where it comes from. From a browser, what a cookie is good for also needs the header `X-Formwork`;
//!         see `Actor`.
//! Source: OWASP ASVS 5.0 §3.5.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::app::App;
use crate::http::problem::{Code, Problem};

pub(super) async fn refuse_other_sites(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, unsafe_method) = (request.headers(), !request.method().is_safe());
    let host = request.uri().authority().map(|authority| authority.as_str());
    let own = || same_origin(headers, host, app.settings.public_url.as_deref());
    if unsafe_method && !headers.contains_key(header::AUTHORIZATION) && !own() {
        return Problem::new(Code::CrossSite).into_response();
    }
    next.run(request).await
}

fn same_origin(headers: &HeaderMap, authority: Option<&str>, public_url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    let Some(origin) = text("origin") else { return true };
    if Some(origin) == public_url {
        return true;
    }
    let host = text("host").or(authority);
    let named = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    named.is_some() && named == host
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        same_origin(&headers.collect(), None, Some("https://crm.example.com"))
    }

    #[test]
    fn only_our_own_pages_change_things() {
        assert!(own(&[]));
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", "https://anything")]));
        assert!(own(&[("origin", "http://localhost:8080"), ("host", "localhost:8080")]));
        assert!(own(&[("origin", "https://crm.example.com"), ("host", "inner:8080")]));
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "localhost:8080")]));
        assert!(!own(&[("origin", "null"), ("host", "localhost:8080")]));
        assert!(!own(&[("origin", "https://crm.example.com.evil.example"), ("host", "crm.example.com")]));
    }
}
