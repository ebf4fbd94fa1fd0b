//! JSON in and out.
//!
//! Errors: 415 unless the content type is exactly `application/json` (on PATCH also `application/merge-patch+json`),
//!         413 above 1 MiB, 400 for what is no JSON, 422 for JSON of the wrong shape.

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::{Serialize, de::DeserializeOwned};

use super::{scan, shape};
use crate::http::problem::{Code, Problem};
use crate::http::serve::BodyStalled;

const LARGEST: usize = 1 << 20;

/// A JSON body, taken in or given out.
#[derive(Clone, Debug)]
pub struct Json<T>(pub T);

/// A JSON body that may be left out: no body, or `null`, says what the type says by itself.
#[derive(Clone, Debug)]
pub struct MaybeJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<MaybeJson<T>, Problem> {
        if request.body().is_end_stream() {
            return Ok(MaybeJson(T::default()));
        }
        let body = json_of(request).await?;
        if body.trim_ascii() == b"null" {
            return Ok(MaybeJson(T::default()));
        }
        read(&body).map(MaybeJson)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Json<T>, Problem> {
        read(&json_of(request).await?).map(Json)
    }
}

/// The body of a request that says it is JSON.
async fn json_of(request: Request) -> Result<Bytes, Problem> {
    if !is_json(request.headers(), request.method()) {
        return Err(Problem::new(Code::ContentType)
            .detail("请使用 Content-Type: application/json", "Send Content-Type: application/json"));
    }
    read_body(request.into_body(), LARGEST).await
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    scan::check(body).map_err(|flaw| Problem::new(Code::Malformed).issues(vec![flaw.issue()]))?;
    shape::read(body).map_err(|issues| Problem::new(Code::Invalid).issues(issues))
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => {
                let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
                ([kind], body).into_response()
            }
            Err(fault) => Problem::internal(fault).into_response(),
        }
    }
}

/// Reads a whole body of at most `largest` bytes.
///
/// # Errors
/// When it is larger, stalls or breaks off.
pub async fn read_body(body: Body, largest: usize) -> Result<Bytes, Problem> {
    match Limited::new(body, largest).collect().await {
        Ok(read) => Ok(read.to_bytes()),
        Err(fault) if fault.is::<LengthLimitError>() => Err(Problem::new(Code::TooLarge).detail(
            format!("最多 {} KiB", largest / 1024),
            format!("At most {} KiB are accepted", largest / 1024),
        )),
        Err(fault) if BodyStalled::caused(&*fault) => Err(Problem::new(Code::SlowBody)),
        Err(_) => Err(Problem::new(Code::Malformed).detail("请求没有传完", "The request broke off")),
    }
}

fn is_json(headers: &HeaderMap, method: &Method) -> bool {
    let mut kinds = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else { return false };
    let Ok(kind) = kind.to_str() else { return false };
    let (essence, parameter) = match kind.split_once(';') {
        Some((essence, parameter)) => (essence.trim(), parameter.trim()),
        None => (kind.trim(), ""),
    };
    let accepted = essence.eq_ignore_ascii_case("application/json")
        || *method == Method::PATCH && essence.eq_ignore_ascii_case("application/merge-patch+json");
    accepted
        && (parameter.is_empty()
            || parameter.eq_ignore_ascii_case("charset=utf-8")
            || parameter.eq_ignore_ascii_case("charset=\"utf-8\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_is_json() {
        let accepts = |kind: &'static str, method: &Method| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
            is_json(&headers, method)
        };
        assert!(accepts("application/json", &Method::POST));
        assert!(accepts("Application/JSON; charset=UTF-8", &Method::POST));
        assert!(accepts("application/merge-patch+json", &Method::PATCH));
        for kind in [
            "application/merge-patch+json",
            "text/plain",
            "application/json; charset=gbk",
            "application/jsonp",
            "multipart/form-data; boundary=application/json",
            "",
        ] {
            assert!(!accepts(kind, &Method::POST), "{kind}");
        }
        assert!(!is_json(&HeaderMap::new(), &Method::POST));
    }
}
