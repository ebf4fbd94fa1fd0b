//! Records that may be one, and that they are not.
//!
//! Shape:  a page of suggestions; `different` remembers or forgets that some records are each something else.
//! Source: docs/spec/http.md "One company under several names".

use std::collections::HashSet;

use axum::{extract::State, http::StatusCode};
use engine_core::issue::Issue;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    cursor::{decode_cursor, encode_cursor},
    extract::{Json as Body, Path, Query},
    problem::{Code, Problem},
};
use crate::{
    access::{Edit, View},
    app::App,
    identity::Actor,
    records::store::{Cluster, Suspect},
};

/// Largest page.
const LARGEST: u32 = 100;
/// Page when nothing is said.
const USUAL: u32 = 20;
/// Most records that are said to be different at once.
const MOST_DIFFERENT: usize = 50;

/// Which part of the suggestions.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClusterQuery {
    /// At most 100.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A page of suggestions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClusterList {
    /// Those with the newest records first.
    pub items: Vec<ClusterBody>,
    /// Where the next page starts; null at the end.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// False when there are more records than are looked at.
    pub complete: bool,
}

/// Records that may be one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cluster)]
pub struct ClusterBody {
    /// At least two, in the order in which they were made.
    pub records: Vec<SuspectBody>,
}

/// A record of a suggestion.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suspect)]
pub struct SuspectBody {
    /// Which.
    pub id: Uuid,
    /// Its title; null for who may not read it.
    #[schema(required)]
    pub title: Option<String>,
    /// Fields by which it is like another one.
    pub r#match: Vec<String>,
    /// Whether one of its names is that of a branch.
    pub branch: bool,
}

impl From<Cluster> for ClusterBody {
    fn from(cluster: Cluster) -> ClusterBody {
        let suspect =
            |Suspect { id, title, alike, branch }| SuspectBody { id, title, r#match: alike, branch };
        ClusterBody { records: cluster.records.into_iter().map(suspect).collect() }
    }
}

/// Records that may be one, by the cores of their names.
#[utoipa::path(get, path = "/api/v1/entities/{entity}/clusters", tag = "records", params(("entity" = String, Path), ClusterQuery), responses((status = 200, body = ClusterList)))]
pub async fn list(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
    Query(query): Query<ClusterQuery>,
) -> Result<Body<ClusterList>, Problem> {
    let permit = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let (after, limit) = read(&query)?;
    let page = app.store.clusters(&permit, after, limit as usize).await?;
    Ok(Body(ClusterList {
        items: page.clusters.into_iter().map(ClusterBody::from).collect(),
        next_cursor: page.next.map(|n| encode_cursor(&[], n)),
        complete: page.complete,
    }))
}

fn read(query: &ClusterQuery) -> Result<(Option<i64>, u32), Problem> {
    let mut issues = Vec::new();
    let limit = query.limit.unwrap_or(USUAL);
    if limit == 0 || limit > LARGEST {
        let (chinese, english) = (format!("每页 1 到 {LARGEST} 组"), format!("between 1 and {LARGEST}"));
        issues.push(Issue::new("bad_limit", "/limit", chinese, english));
    }
    let after = match query.cursor.as_deref().map(decode_cursor) {
        None => None,
        Some(Some((values, n))) if values.is_empty() => Some(n),
        Some(_) => {
            let (chinese, english) = ("翻页位置无效，请从第一页开始", "start from the first page");
            issues.push(Issue::new("bad_cursor", "/cursor", chinese, english));
            None
        }
    };
    if issues.is_empty() { Ok((after, limit)) } else { Err(Problem::new(Code::Invalid).issues(issues)) }
}

/// Records that are each something else.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentBody {
    /// At least two, at most 50; every pair of them.
    records: Vec<Uuid>,
    /// `false` forgets what was said of them.
    #[schema(default = true)]
    different: Option<bool>,
}

/// Remembers that records are not the same, so that they are not suggested together again.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/clusters/different", tag = "records", params(("entity" = String, Path)), request_body = DifferentBody, responses((status = 204), (status = 422, description = "Issues")))]
pub async fn different(
    State(app): State<App>,
    actor: Actor,
    Path(entity): Path<String>,
    Body(body): Body<DifferentBody>,
) -> Result<StatusCode, Problem> {
    let permit = app.gate.permit::<Edit>(&actor, &entity, &app.clock).await?;
    let distinct: HashSet<&Uuid> = body.records.iter().collect();
    if distinct.len() < 2 || body.records.len() > MOST_DIFFERENT {
        let (chinese, english) = ("请给出 2 到 50 条不同的记录", "give 2 to 50 different records");
        let issue = Issue::new("bad_records", "/records", chinese, english);
        return Err(Problem::new(Code::Invalid).issues(vec![issue]));
    }
    let stamp = app.store.stamp(&actor);
    app.store.set_apart(&permit, &body.records, body.different.unwrap_or(true), stamp).await?;
    Ok(StatusCode::NO_CONTENT)
}
