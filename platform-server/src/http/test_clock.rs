//! Time as a test wants it; the route exists with `--test-clock` alone.

use axum::extract::State;
use engine_core::{issue::Issue, moment::Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Admin, Json};
use super::problem::{Code, Problem};
use crate::app::App;
use crate::housekeeping;

/// Where the clock shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockMove {
    /// RFC 3339.
    now: String,
}

/// Where the clock stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockStands {
    /// RFC 3339, UTC.
    now: String,
}

/// Moves time forward and does what is due then, before it answers.
#[utoipa::path(post, path = "/api/v1/test-clock", tag = "system", responses((status = 200, body = ClockStands), (status = 409, description = "Backwards")))]
pub async fn advance(
    State(app): State<App>,
    _: Admin,
    Json(wanted): Json<ClockMove>,
) -> Result<Json<ClockStands>, Problem> {
    let to = Moment::parse(&wanted.now).ok_or_else(|| {
        let (chinese, english) =
            ("请填写时间，如 2030-01-01T00:00:00Z", "Give a moment such as 2030-01-01T00:00:00Z");
        Problem::new(Code::Invalid).issues(vec![Issue::new("bad_moment", "/now", chinese, english)])
    })?;
    let now = app
        .clock
        .advance(to)
        .map_err(|backwards| Problem::new(Code::ClockBackwards).extra("now", backwards.now.to_string()))?;
    housekeeping::do_what_is_due(&app).await?;
    Ok(Json(ClockStands { now: now.to_string() }))
}
