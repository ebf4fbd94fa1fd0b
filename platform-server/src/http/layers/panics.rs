//! A handler that panics harms its own request alone.

use std::any::Any;

use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse as _;

use crate::http::problem::Problem;

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
pub(super) fn answer(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Problem::internal(format_args!("panic: {said}")).into_response()
}
