//! Keys for what people name.
//!
//! Shape:  `label → key`; whether it is free is known to whoever adds the thing.

use engine_core::text;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use utoipa::IntoParams;

use super::{
    answers,
    extract::{Json as Body, Query},
    problem::Problem,
};
use crate::identity::Actor;

/// What is to be named.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct KeyQuery {
    /// What people call it.
    label: String,
}

/// A key for a name: its pinyin, its Latin words; null where neither can be made of it.
#[utoipa::path(get, path = "/api/v1/keys", tag = "definitions", params(KeyQuery), responses((status = 200, body = answers::SuggestedKey)))]
pub async fn suggest(_: Actor, Query(query): Query<KeyQuery>) -> Result<Body<Json>, Problem> {
    let label: String = query.label.chars().take(200).collect();
    Ok(Body(json!({ "key": text::key_of(&label) })))
}
