//! What becomes of some rows of an import beside the file, and who compared both.

use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    extract::{Json as Body, Path, Query, Speaks},
    problem::Problem,
};
use crate::{
    access::Import,
    app::App,
    exchange::imports::{self, ImportView, LARGEST_SAMPLE, Sample},
    identity::Actor,
};

/// Rows of a sample when nothing is said.
const USUAL_SAMPLE: usize = 20;

/// Which sample.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SampleQuery {
    /// How many rows, 1 to 100; 20 unless told.
    count: Option<usize>,
    /// The same seed gives the same rows; a new one each time unless told.
    seed: Option<u32>,
}

/// Rows drawn by chance among those that become or change a record, as they stand in the file and as they are written;
/// and the totals of every column on both sides.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/imports/{id}/sample", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path), SampleQuery), responses((status = 200, body = Sample)))]
pub async fn sample(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    Query(query): Query<SampleQuery>,
) -> Result<Body<Sample>, Problem> {
    app.gate.permit::<Import>(&actor, &entity, &app.clock).await?;
    let count = query.count.unwrap_or(USUAL_SAMPLE).clamp(1, LARGEST_SAMPLE);
    Ok(Body(imports::sample(&app, &actor, &entity, id, count, query.seed).await?))
}

/// What is said of a comparison.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VerifiedBody {
    /// At most 500 characters.
    note: Option<String>,
}

/// Notes that the caller compared the import with its file.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/imports/{id}/verified", tag = "imports", params(("entity" = String, Path), ("id" = Uuid, Path)), request_body = VerifiedBody, responses((status = 200, body = ImportView), (status = 409, description = "It is under way, failed or was taken back")))]
pub async fn verified(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path((entity, id)): Path<(String, Uuid)>,
    Body(body): Body<VerifiedBody>,
) -> Result<Body<ImportView>, Problem> {
    let job = imports::verified(&app, &actor, &entity, id, body.note).await?;
    Ok(Body(job.view(language)))
}
