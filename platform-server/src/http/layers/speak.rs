//! Puts a problem into the caller's language on its way out.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::extract::Speaks;
use crate::http::problem::Unspoken;

pub(super) async fn in_the_callers_language(request: Request, next: Next) -> Response {
    let language = Speaks::of(request.headers());
    let mut response = next.run(request).await;
    let Some(Unspoken(problem)) = response.extensions_mut().remove::<Unspoken>() else {
        return response;
    };
    let mut spoken = problem.into_response_in(language);
    let headers = spoken.headers_mut();
    for (name, value) in response.headers() {
        if *name != header::CONTENT_LENGTH && !headers.contains_key(name) {
            headers.append(name, value.clone());
        }
    }
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    spoken
}
