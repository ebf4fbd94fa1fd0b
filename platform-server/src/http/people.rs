//! Looking people up by name.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::extract::{Json, Query};
use super::problem::{Code, Problem};
use crate::app::App;
use crate::identity::{
    Actor,
    people::{self, Person},
};

const MOST_IDS: usize = 500;

/// Whom to look up: by `ids` when given, else by `q`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of a name, its pinyin or initials, or a user name.
    q: Option<String>,
    /// Ids, separated by commas; at most 500.
    ids: Option<String>,
}

/// People that were found.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonList {
    /// The people; at most 20 when looked up by name.
    items: Vec<Person>,
}

/// People by name, or by id.
#[utoipa::path(get, path = "/api/v1/people", tag = "people", params(PeopleQuery), responses((status = 200, body = PersonList)))]
pub async fn find(
    State(app): State<App>,
    _: Actor,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<PersonList>, Problem> {
    let items = match query.ids {
        Some(ids) => people::resolve(&app, &parse(&ids)?).await?,
        None => people::search(&app, query.q.as_deref().unwrap_or_default()).await?,
    };
    Ok(Json(PersonList { items }))
}

fn parse(ids: &str) -> Result<Vec<Uuid>, Problem> {
    let parsed: Option<Vec<Uuid>> =
        ids.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().ok()).collect();
    parsed.filter(|ids| ids.len() <= MOST_IDS).ok_or_else(|| {
        Problem::new(Code::BadQuery)
            .detail("ids 应为最多 500 个以逗号分隔的编号", "ids is at most 500 ids, separated by commas")
    })
}
