//! A form that is being designed, filled in before it is published.
//!
//! Shape:  drafts of a form, its entities and roles, and as whom → the form as it would travel, and what it comes to.
//! Errors: everything that is wrong with the drafts, with pointers `/{kind}/{key}/…` as in publishing; nothing is stored.
//! Source: docs/spec/forms.md §6.

use axum::extract::State;
use engine_core::{definition::DefinitionKind, issue::Issue, key::DefinitionKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;

use super::{
    extract::{Admin, Json as Body, Path, Speaks},
    problem::{Code, Problem},
};
use crate::{
    app::App,
    catalog::{Document, Snapshot},
    forms::Trial,
    identity::Actor,
};

/// Most documents beside the form: its entity and those of its rows, and roles.
const MOST_DOCUMENTS: usize = 60;

/// A form as it is being designed, and as whom it is looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewBody {
    /// The form.
    #[schema(value_type = Object)]
    form: Json,
    /// Entities as they are being designed, instead of the published ones.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    entities: Vec<Json>,
    /// Roles as they are being designed, instead of the published ones.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    roles: Vec<Json>,
    /// As whom; the caller with all its rights without.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    role: Option<DefinitionKey>,
    /// The node of a workflow whose rights count.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    node: Option<DefinitionKey>,
    /// By field key, as for evaluating.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Json>,
}

/// A form as it would travel to somebody, and what it comes to.
#[derive(Serialize, ToSchema)]
pub struct PreviewedForm {
    /// The form, the fields it needs, and rights.
    #[schema(value_type = Object)]
    pub bundle: Json,
    /// Clock, zone, who asks, and linked records.
    #[schema(value_type = Object)]
    pub context: Json,
    /// Values, what is shown, asked for, locked and offered, and what is wrong.
    #[schema(value_type = Object)]
    pub evaluation: Json,
    /// Linked records that are known now.
    #[schema(value_type = Vec<Object>)]
    pub known: Json,
}

/// Fills in a form that is not published. Nothing is stored.
#[utoipa::path(post, path = "/api/v1/forms/{form}/preview", tag = "forms", params(("form" = String, Path)), request_body = PreviewBody, responses((status = 200, body = PreviewedForm), (status = 422, description = "What is wrong with the drafts")))]
pub async fn preview(
    State(app): State<App>,
    Admin(admin): Admin,
    Speaks(language): Speaks,
    Path(form): Path<String>,
    Body(body): Body<PreviewBody>,
) -> Result<Body<PreviewedForm>, Problem> {
    let (form, snapshot, wrong) = designed(&app, &form, &body)?;
    let actor = seen_as(&snapshot, &admin, body.role.as_ref())?;
    if !wrong.is_empty() {
        return Err(Problem::new(Code::InvalidDefinition).issues(wrong));
    }
    let trial = Trial::of(&app, snapshot, actor, &form, body.node.as_ref());
    let mut trial = trial.ok_or_else(|| Problem::new(Code::NotFound))?;
    let told = trial.evaluate(&app, &body.answers).await?;
    Ok(Body(PreviewedForm {
        bundle: json!(trial.bundle()),
        context: json!(trial.context(&app)),
        evaluation: told.to_json(language),
        known: json!(trial.known()),
    }))
}

/// The whole with the drafts in it, and what is wrong with these.
fn designed(
    app: &App,
    form: &str,
    body: &PreviewBody,
) -> Result<(DefinitionKey, Snapshot, Vec<Issue>), Problem> {
    if body.entities.len() + body.roles.len() > MOST_DOCUMENTS {
        return Err(Problem::new(Code::TooLarge));
    }
    let said =
        |json: &Json, place: &str| json.pointer(place).and_then(Json::as_str).unwrap_or_default().to_owned();
    let entities =
        body.entities.iter().map(|json| (DefinitionKind::Entity, said(json, "/x-entity/key"), json));
    let roles = body.roles.iter().map(|json| (DefinitionKind::Role, said(json, "/key"), json));
    let all = entities.chain(roles).chain([(DefinitionKind::Form, form.to_owned(), &body.form)]);
    let documents: Result<Vec<Document>, Issue> =
        all.map(|(kind, key, json)| Document::new(kind, &key, json.clone())).collect();
    let documents = documents.map_err(|issue| Problem::new(Code::InvalidDefinition).issues(vec![issue]))?;
    let (snapshot, mut issues) = app.catalog.trial(&documents);
    let own: Vec<String> = documents.iter().map(Document::pointer).collect();
    issues.retain(|issue| own.iter().any(|own| issue.pointer.starts_with(own)));
    let key = documents.last().map(|form| form.key.clone()).ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok((key, snapshot, issues))
}

fn seen_as(snapshot: &Snapshot, admin: &Actor, role: Option<&DefinitionKey>) -> Result<Actor, Problem> {
    let Some(role) = role else { return Ok(admin.clone()) };
    if snapshot.roles.contains_key(role) {
        return Ok(admin.with_role(role.clone()));
    }
    Err(Problem::new(Code::InvalidDefinition).issues(vec![Issue::new(
        "unknown_role",
        "/role",
        format!("没有角色“{role}”，请选择一个已有的角色"),
        format!("there is no role `{role}`; choose one that exists"),
    )]))
}
