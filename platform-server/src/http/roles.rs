//! The roles that definitions publish.
//!
//! Shape:  a role is a definition; making or changing one here publishes its next version at once.
//! Errors: 422 with what the publish found, at the places of the body; 409 when the key is taken, when somebody changed
//!         the role meanwhile, or when a draft of it waits, which was made from what would no longer be published.
//! Source: DESIGN §10; docs/spec/definitions.md "role".

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use engine_core::{
    definition::DefinitionKind, issue::Issue, key::DefinitionKey, labels::Labels, policy::RoleDocument,
};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;

use super::extract::{Admin, Json as Body, Path};
use super::problem::{Code, Problem};
use crate::app::App;
use crate::catalog::{CatalogError, Document, Publication};
use crate::identity::Actor;

/// How often a change is merged anew when somebody else published the same role meanwhile.
const ATTEMPTS: usize = 8;

/// A role as it is chosen for a user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleView {
    /// Its key.
    pub key: String,
    /// Its name per language.
    #[schema(value_type = super::answers::Labels)]
    pub labels: Labels,
    /// The app it comes with.
    pub app: String,
}

/// All roles.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleList {
    /// The roles.
    items: Vec<RoleView>,
}

/// A role to be made, or a merge patch of one.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its shape is used: the publish names everything that is wrong")]
pub struct RoleDraft {
    /// Identity; of a change it stays what it is.
    key: Option<String>,
    /// 1, which is also what is taken when it is absent.
    format: Option<u32>,
    /// Its name per language.
    labels: Option<super::answers::Labels>,
    /// What it is for, per language.
    description: Option<super::answers::Labels>,
    /// The app it comes with.
    app: Option<String>,
    /// Whether it may do everything, publish and manage people.
    admin: Option<bool>,
    /// By entity: `{"actions": {action: scope}, "fields": {field: right}}`.
    #[schema(value_type = Option<Object>)]
    entities: Option<Map<String, Json>>,
}

/// A role with what it allows.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleDetail {
    /// Its key.
    key: String,
    /// Its name per language.
    #[schema(value_type = super::answers::Labels)]
    labels: Labels,
    /// What it is for, per language.
    #[schema(value_type = super::answers::Labels)]
    description: Labels,
    /// The app it comes with.
    app: String,
    /// Whether it may do everything.
    admin: bool,
    /// By entity: `{"actions": {action: scope}, "fields": {field: right}}`.
    #[schema(value_type = Object)]
    entities: Json,
    /// The version that is published now.
    version: i64,
}

/// The published roles.
#[utoipa::path(get, path = "/api/v1/roles", tag = "people", responses((status = 200, body = RoleList)))]
pub async fn list(State(app): State<App>, _: Actor) -> Body<RoleList> {
    Body(RoleList { items: app.roles() })
}

/// Makes a role: publishes its first version.
#[utoipa::path(post, path = "/api/v1/roles", tag = "people", request_body = RoleDraft, responses((status = 201, body = RoleDetail), (status = 409, description = "The key is taken"), (status = 422, description = "Issues")))]
pub async fn create(
    State(app): State<App>,
    Admin(actor): Admin,
    Body(mut body): Body<Map<String, Json>>,
) -> Result<impl IntoResponse, Problem> {
    body.entry("format").or_insert_with(|| 1.into());
    let refused = |issue: Issue| Problem::new(Code::InvalidDefinition).issues(vec![issue]);
    let key = body.get("key").and_then(Json::as_str).map(str::to_owned).ok_or_else(|| {
        refused(Issue::new("required", "/key", "请填写编码，如 sales", "give a key such as `sales`"))
    })?;
    let document = Document::new(DefinitionKind::Role, &key, Json::Object(body)).map_err(refused)?;
    match publish(&app, &actor, document, 0).await? {
        Some(made) => Ok((StatusCode::CREATED, Body(made))),
        None => Err(Problem::new(Code::Taken)
            .detail(format!("已有角色“{key}”"), format!("there is a role `{key}` already"))),
    }
}

/// Changes a role by a merge patch: publishes its next version.
#[utoipa::path(patch, path = "/api/v1/roles/{key}", tag = "people", params(("key" = String, Path)), request_body = RoleDraft, responses((status = 200, body = RoleDetail), (status = 404, description = "No such role"), (status = 409, description = "Somebody changes it, too"), (status = 422, description = "Issues")))]
pub async fn change(
    State(app): State<App>,
    Admin(actor): Admin,
    Path(key): Path<String>,
    Body(patch): Body<Map<String, Json>>,
) -> Result<Body<RoleDetail>, Problem> {
    let key = DefinitionKey::parse(&key).map_err(|_| Problem::new(Code::NotFound))?;
    let patch = Json::Object(patch);
    for _ in 0..ATTEMPTS {
        let snapshot = app.catalog.snapshot();
        let before = snapshot.documents.get(&(DefinitionKind::Role, key.clone()));
        let before = before.ok_or_else(|| Problem::new(Code::NotFound))?;
        let mut body = before.body.clone();
        merge(&mut body, &patch);
        let document = Document::new(DefinitionKind::Role, key.as_str(), body)
            .map_err(|issue| Problem::new(Code::InvalidDefinition).issues(vec![issue]))?;
        if let Some(changed) = publish(&app, &actor, document, before.version).await? {
            return Ok(Body(changed));
        }
    }
    Err(Problem::new(Code::EditConflict))
}

/// Publishes a role made from a version; nothing when that is no longer the published one.
async fn publish(
    app: &App,
    actor: &Actor,
    document: Document,
    based_on: i64,
) -> Result<Option<RoleDetail>, Problem> {
    let (key, prefix) = (document.key.clone(), document.pointer());
    let publication = Publication {
        documents: vec![document],
        unless_drafted: true,
        based_on: Some(based_on),
        ..Publication::default()
    };
    match app.catalog.publish(publication, app.store.stamp(actor)).await {
        Ok(_) => {}
        Err(CatalogError::Stale) => return Ok(None),
        Err(CatalogError::Issues(issues)) if issues.iter().any(|issue| issue.code == "open_draft") => {
            return Err(Problem::new(Code::StateConflict).detail(
                "这个角色有未发布的草稿，请先发布或放弃",
                "publish or discard the draft of this role first",
            ));
        }
        Err(CatalogError::Issues(mut issues)) => {
            for issue in &mut issues {
                if let Some(inside) = issue.pointer.strip_prefix(&prefix) {
                    issue.pointer = inside.to_owned();
                }
            }
            return Err(Problem::new(Code::InvalidDefinition).issues(issues));
        }
        Err(other) => return Err(other.into()),
    }
    let snapshot = app.catalog.snapshot();
    let version = snapshot.documents.get(&(DefinitionKind::Role, key.clone())).map_or(0, |d| d.version);
    let role = snapshot.roles.get(&key).ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Some(detail(role, version)))
}

fn detail(role: &RoleDocument, version: i64) -> RoleDetail {
    RoleDetail {
        key: role.key.as_str().to_owned(),
        labels: role.labels.clone(),
        description: role.description.clone(),
        app: role.app.as_ref().map_or("local", |app| app.as_str()).to_owned(),
        admin: role.admin,
        entities: serde_json::to_value(&role.entities).unwrap_or_default(),
        version,
    }
}

/// RFC 7396.
fn merge(into: &mut Json, patch: &Json) {
    let Json::Object(patch) = patch else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = Json::Object(Map::new());
    }
    let Json::Object(members) = into else { return };
    for (key, value) in patch {
        match value {
            Json::Null => drop(members.remove(key)),
            value => merge(members.entry(key.clone()).or_insert(Json::Null), value),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merge_patch_changes_what_it_names() {
        let mut role = json!({ "key": "a", "entities": { "x": { "actions": { "view": "own", "edit": "own" } }, "y": {} } });
        let patch = json!({ "labels": { "en": "A", "zh-CN": null }, "entities": { "x": { "actions": { "view": "all", "edit": null } }, "y": null } });
        merge(&mut role, &patch);
        assert_eq!(
            role,
            json!({ "key": "a", "labels": { "en": "A" }, "entities": { "x": { "actions": { "view": "all" } } } })
        );
        merge(&mut role, &json!({ "entities": { "x": { "actions": { "view": { "filter": {} } } } } }));
        assert_eq!(role["entities"]["x"]["actions"]["view"], json!({ "filter": {} }));
    }
}
