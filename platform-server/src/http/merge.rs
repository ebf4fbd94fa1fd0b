//! Several records become one.

use std::collections::HashSet;

use axum::extract::State;
use engine_core::issue::Issue;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answers,
    extract::{Json as Body, Path},
    problem::{Code, Problem},
    records::own_json,
};
use crate::{
    access::{Delete, Edit},
    app::App,
    identity::Actor,
    records::{error::StoreError, store::Merge},
};

/// Most records merged into one at once.
const MOST_MERGED: usize = 20;

/// What is merged into a record.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MergeBody {
    /// At most 20; blank fields of the kept record are filled from them in this order.
    records: Vec<Uuid>,
    /// Values that win over those of all of them.
    #[schema(value_type = Object)]
    values: Map<String, Json>,
}

/// What became of a merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeDone {
    /// The kept record.
    #[schema(value_type = answers::RecordBody)]
    record: Json,
    /// What one undo takes back.
    #[schema(required)]
    batch: Option<Uuid>,
}

/// Merges records into one: what refers to them refers to it, they go to the recycle bin.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/{id}/merge", tag = "records", params(("entity" = String, Path), ("id" = Uuid, Path)), request_body = MergeBody, responses((status = 200, body = MergeDone), (status = 409, description = "Two records would be the same that must not be"), (status = 422, description = "Issues")))]
pub async fn merge(
    State(app): State<App>,
    actor: Actor,
    Path((entity, id)): Path<(String, Uuid)>,
    Body(body): Body<MergeBody>,
) -> Result<Body<MergeDone>, Problem> {
    let edit = app.gate.permit::<Edit>(&actor, &entity, &app.clock).await?;
    let delete = app.gate.permit::<Delete>(&actor, &entity, &app.clock).await?;
    let distinct: HashSet<&Uuid> = body.records.iter().collect();
    if body.records.is_empty()
        || body.records.len() > MOST_MERGED
        || distinct.len() < body.records.len()
        || distinct.contains(&id)
    {
        let (chinese, english) =
            ("请给出 1 到 20 条其他记录，每条一次", "give 1 to 20 other records, each of them once");
        let issue = Issue::new("bad_records", "/records", chinese, english);
        return Err(Problem::new(Code::Invalid).issues(vec![issue]));
    }
    let values = app.store.read_input(&edit, &body.values, Some(id)).await.map_err(placed)?;
    let stamp = app.store.batch_stamp(&actor);
    let merge = Merge { kept: id, others: body.records, values };
    let record = app.store.merge(&edit, &delete, merge, &stamp).await?;
    Ok(Body(MergeDone { record: own_json(&edit.to_view(), &record), batch: stamp.batch }))
}

fn placed(error: StoreError) -> StoreError {
    let below = |issues: Vec<Issue>| issues.into_iter().map(|issue| issue.below("/values")).collect();
    match error {
        StoreError::Issues(issues) => StoreError::Issues(below(issues)),
        StoreError::ForbiddenFields(issues) => StoreError::ForbiddenFields(below(issues)),
        other => other,
    }
}
