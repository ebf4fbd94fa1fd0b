//! The web application inside the program.
//!
//! Shape:  path → file of `designer-web/dist`, or for who accepts HTML its `index.html`, which shows the page of that
//!         address. A debug build reads the folder as it is now, a release build carries it.
//! Units:  files under `assets/` have a hash in their name and hold for a year; the page is asked for each time and
//!         answered by its hash.
//! Errors: without a built web application, 404 as for any unknown address.
//!
//! Architecture Invariant: nothing here knows who asks; every file is public.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
};
use rust_embed::{Embed, EmbeddedFile};

#[derive(Embed)]
#[folder = "../designer-web/dist"]
#[allow_missing = true]
struct Dist;

const PAGE: &str = "index.html";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers for a path below no other route; `None` when the web application has nothing to say there.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    if *method != Method::GET && *method != Method::HEAD {
        return None;
    }
    let name = path.trim_start_matches('/');
    let (name, file) = match Dist::get(name).filter(|_| !name.is_empty()) {
        Some(file) => (name, file),
        // A file that is not there is no page of the application.
        None if name.starts_with("assets/") => return None,
        None if path == "/" || wants_page(headers) => (PAGE, Dist::get(PAGE)?),
        None => return None,
    };
    Some(sent(name, file, headers))
}

/// Whether a browser asks for a page: a program that mistypes an address of the interface is told so, not shown one.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

fn sent(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response<Body> {
    let hash: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let fresh =
        known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = Response::new(if fresh { Body::empty() } else { Body::from(file.data) });
    if fresh {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let told = response.headers_mut();
    told.insert(header::CACHE_CONTROL, if name.starts_with("assets/") { FOREVER } else { ASK_EACH_TIME });
    if let Ok(kind) = HeaderValue::from_str(&kind_of(name)) {
        told.insert(header::CONTENT_TYPE, kind);
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        told.insert(header::ETAG, tag);
    }
    response
}

fn kind_of(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let text =
        kind.type_() == mime_guess::mime::TEXT || matches!(kind.subtype().as_str(), "javascript" | "json");
    if text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &'static str) -> EmbeddedFile {
        let mut hash = [0; 32];
        hash[0] = 7;
        let metadata = rust_embed::Metadata::__rust_embed_new(hash, None, None, "text/html");
        EmbeddedFile { data: text.as_bytes().into(), metadata }
    }

    #[test]
    fn a_page_that_the_browser_has_is_not_sent_again() {
        let first = sent(PAGE, file("page"), &HeaderMap::new());
        assert_eq!(first.headers()[header::CACHE_CONTROL], "no-cache");
        assert_eq!(first.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let mut asked = HeaderMap::new();
        asked.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(sent(PAGE, file("page"), &asked).status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn hashed_files_hold_and_have_their_type() {
        let answer = sent("assets/index-a1b2.js", file("x"), &HeaderMap::new());
        assert_eq!(answer.headers()[header::CACHE_CONTROL], FOREVER);
        assert!(
            answer.headers()[header::CONTENT_TYPE]
                .to_str()
                .expect("text")
                .contains("javascript; charset=utf-8")
        );
        assert_eq!(kind_of("icon.svg"), "image/svg+xml");
        assert_eq!(kind_of("engine.wasm"), "application/wasm");
    }

    #[test]
    fn only_reading_is_answered() {
        assert!(answer(&Method::POST, "/", &HeaderMap::new()).is_none());
        assert!(answer(&Method::GET, "/assets/gone.js", &HeaderMap::new()).is_none());
    }
}
