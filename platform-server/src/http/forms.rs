//! Forms: shown, computed, sent.

use axum::{extract::State, http::StatusCode, response::Response};
use engine_core::{key::DefinitionKey, policy::Action};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    extract::{Json as Body, Path, Query, Reader, Speaks},
    problem::Problem,
    records,
};
use crate::{
    app::App,
    forms::{Filling, FormFault},
    identity::Actor,
    records::{
        error::StoreError,
        store::{Insert, Revision},
    },
};

/// A form one may open.
#[derive(Serialize, ToSchema)]
pub struct FormLink {
    /// Its key.
    pub key: String,
    /// Whose records it makes and changes.
    pub entity: String,
    /// What people read.
    #[schema(value_type = Object)]
    pub labels: Json,
    /// Whether the caller may make records with it.
    pub creates: bool,
    /// Whether it is the entity's main form.
    pub main: bool,
    /// Its address below `/f/`, when everybody may send it.
    pub slug: Option<String>,
    /// Whether the caller looks through what was sent by it.
    pub reviews: bool,
}

/// The forms one may open.
#[derive(Serialize, ToSchema)]
pub struct FormList {
    /// By key.
    pub items: Vec<FormLink>,
}

/// Which record a form is for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormQuery {
    /// The record that is changed; a new one without.
    pub record: Option<Uuid>,
    /// The node of a workflow whose rights count.
    #[param(value_type = Option<String>)]
    pub node: Option<DefinitionKey>,
}

/// A form as the caller may know it, and what computing it needs.
#[derive(Serialize, ToSchema)]
pub struct FormView {
    /// The form, the fields it needs, and rights.
    #[schema(value_type = Object)]
    pub bundle: Json,
    /// Clock, zone, who asks, the stored record and linked ones.
    #[schema(value_type = Object)]
    pub context: Json,
    /// Published version.
    pub version: i64,
}

/// Answers by field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// By field key; `null` is blank on purpose, an absent one is not answered yet.
    #[schema(value_type = Object)]
    pub answers: Map<String, Json>,
    /// The record that is changed; a new one without.
    #[serde(default)]
    pub record: Option<Uuid>,
    /// The version of that record that the answers were made from.
    #[serde(default)]
    pub version: Option<i64>,
    /// The node of a workflow whose rights count.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub node: Option<DefinitionKey>,
}

/// What a form comes to.
#[derive(Serialize, ToSchema)]
pub struct Evaluated {
    /// Values, what is shown, asked for, locked and offered, and what is wrong.
    #[schema(value_type = Object)]
    pub evaluation: Json,
    /// Linked records that are known now.
    #[schema(value_type = Vec<Object>)]
    pub known: Json,
}

/// The forms that the caller may open.
#[utoipa::path(get, path = "/api/v1/forms", tag = "forms", responses((status = 200, body = FormList)))]
pub async fn list(State(app): State<App>, actor: Actor) -> Body<FormList> {
    let snapshot = app.gate.snapshot();
    let items = snapshot.forms.values().filter_map(|form| {
        let document = &form.document;
        let may = |action| app.gate.may(&actor, document.entity.as_str(), action);
        let creates = document.creates && may(Action::Create);
        (may(Action::View) && (creates || may(Action::Edit))).then(|| FormLink {
            key: document.key.to_string(),
            entity: document.entity.to_string(),
            labels: json!(document.labels),
            creates,
            main: document.main,
            slug: document.public.as_ref().map(|public| public.slug.clone()),
            reviews: document.public.is_some() && app.gate.reviews(&actor, document.entity.as_str()),
        })
    });
    Body(FormList { items: items.collect() })
}

/// A form to fill in.
#[utoipa::path(get, path = "/api/v1/forms/{form}", tag = "forms", params(("form" = String, Path), FormQuery), responses((status = 200, body = FormView), (status = 404, description = "No such form or record")))]
pub async fn show(
    State(app): State<App>,
    actor: Actor,
    Path(form): Path<String>,
    Query(query): Query<FormQuery>,
) -> Result<Body<FormView>, Problem> {
    let (bundle, context, version) = match query.record {
        Some(record) => {
            let mut filling = Filling::of_stored(&app, &actor, &form, record, query.node.as_ref()).await?;
            filling.evaluate(&app, &Map::new()).await?;
            (filling.bundle(), filling.context(&app), filling.version)
        }
        None => {
            let mut filling = Filling::of_new(&app, &actor, &form, query.node.as_ref()).await?;
            filling.evaluate(&app, &Map::new()).await?;
            (filling.bundle(), filling.context(&app), filling.version)
        }
    };
    Ok(Body(FormView { bundle: json!(bundle), context: json!(context), version }))
}

/// Computes a form from answers.
#[utoipa::path(post, path = "/api/v1/forms/{form}/evaluate", tag = "forms", params(("form" = String, Path)), request_body = Answered, responses((status = 200, body = Evaluated)))]
pub async fn evaluate(
    State(app): State<App>,
    Reader(actor): Reader,
    Speaks(language): Speaks,
    Path(form): Path<String>,
    Body(body): Body<Answered>,
) -> Result<Body<Evaluated>, Problem> {
    let node = body.node.as_ref();
    Ok(Body(match body.record {
        Some(record) => {
            let mut filling = Filling::of_stored(&app, &actor, &form, record, node).await?;
            let told = filling.evaluate(&app, &body.answers).await?;
            Evaluated { evaluation: told.to_json(language), known: json!(filling.known()) }
        }
        None => {
            let mut filling = Filling::of_new(&app, &actor, &form, node).await?;
            let told = filling.evaluate(&app, &body.answers).await?;
            Evaluated { evaluation: told.to_json(language), known: json!(filling.known()) }
        }
    }))
}

/// Sends a form: computes it once more and writes what comes of it.
#[utoipa::path(post, path = "/api/v1/forms/{form}/submissions", tag = "forms", params(("form" = String, Path)), request_body = Answered, responses((status = 200, body = super::answers::RecordBody, description = "A changed record"), (status = 201, body = super::answers::RecordBody, description = "A new record"), (status = 422, description = "Issues")))]
pub async fn submit(
    State(app): State<App>,
    actor: Actor,
    Path(form): Path<String>,
    Body(body): Body<Answered>,
) -> Result<Response, Problem> {
    match body.record {
        Some(record) => change(&app, &actor, &form, record, &body).await,
        None => create(&app, &actor, &form, &body).await,
    }
}

async fn create(app: &App, actor: &Actor, form: &str, body: &Answered) -> Result<Response, Problem> {
    let mut filling = Filling::of_new(app, actor, form, body.node.as_ref()).await?;
    let told = filling.evaluate(app, &body.answers).await?;
    let refused = Filling::<crate::access::Create>::refused(&told);
    if !refused.is_empty() {
        return Err(StoreError::Issues(refused).into());
    }
    let insert = Insert { input: filling.written(&told)?, why: Some(why(form, filling.version)) };
    let written = app.store.create(&filling.permit, vec![insert], app.store.stamp(actor), None).await?;
    Ok(records::answer(StatusCode::CREATED, &filling.permit.to_view(), &written[0]))
}

/// How often a change that met another one is worked out again.
const ATTEMPTS: usize = 8;

async fn change(
    app: &App,
    actor: &Actor,
    form: &str,
    record: Uuid,
    body: &Answered,
) -> Result<Response, Problem> {
    for _ in 0..ATTEMPTS {
        let mut filling = Filling::of_stored(app, actor, form, record, body.node.as_ref()).await?;
        let told = filling.evaluate(app, &body.answers).await?;
        let refused = Filling::<crate::access::Edit>::refused(&told);
        if !refused.is_empty() {
            return Err(StoreError::Issues(refused).into());
        }
        let input = filling.written(&told)?;
        let revision = Revision { input, expected: body.version, why: Some(why(form, filling.version)) };
        let Some(before) = filling.before.take() else { break };
        app.store.check_expected(&filling.permit, &before, &revision).await?;
        match app.store.update_from(&filling.permit, before, &revision, app.store.stamp(actor), None).await {
            Err(StoreError::Stale) => {}
            written => return Ok(records::answer(StatusCode::OK, &filling.permit.to_view(), &written?)),
        }
    }
    Err(StoreError::Busy.into())
}

/// What the history says of a write.
fn why(form: &str, version: i64) -> Json {
    json!({ "form": form, "version": version })
}

impl From<FormFault> for Problem {
    fn from(fault: FormFault) -> Problem {
        match fault {
            FormFault::NotFound => Problem::new(super::problem::Code::NotFound),
            FormFault::Denied(denied) => denied.into(),
            FormFault::Store(error) => error.into(),
        }
    }
}
