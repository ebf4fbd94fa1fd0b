//! Somebody leaves: records and places in teams pass to a successor, a part per call.
//!
//! Shape:  each call hands over at most [`MOST`] records and says how many are left; whoever asks calls until nothing
//!         is. A call that broke off is made again: what changed hands already is no longer the giver's.
//! Errors: 403 for who neither administers nor leads the giver's department, 422 for a successor who cannot take over.
//! Source: DESIGN §10; docs/spec/http.md "Handing over".

use axum::extract::State;
use engine_core::{
    filter::{Filter, Operator, Path as FieldPath},
    issue::Issue,
    key::FieldKey,
    labels::Labels,
    plan::Plan,
    policy::Right,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    extract::{Json as Body, Path},
    listing::{self, ListBody},
    problem::{Code, Problem, refuse},
};
use crate::{
    access::{Edit, Permit},
    app::App,
    identity::{Actor, handover, users},
    records::store::{CountMode, Handover},
};

/// Most records of one call.
const MOST: usize = 5_000;
/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Records of one entity, or some of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Of which entity.
    entity: String,
    /// Only those that meet a filter.
    #[schema(value_type = Option<super::answers::FilterBody>)]
    filter: Option<Json>,
}

/// To whom, and what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverBody {
    /// Who takes over.
    to: Option<Uuid>,
    /// Which records; absent means every record of every entity.
    entities: Option<Vec<Part>>,
    /// Whether places in teams pass on too; absent means yes, for administrators.
    teams: Option<bool>,
    /// Why, for the history.
    reason: Option<String>,
    /// Only counts.
    #[serde(default)]
    dry_run: bool,
}

/// What happens to the records of one entity.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverPart {
    /// Of which entity.
    entity: String,
    /// What people read.
    #[schema(value_type = super::answers::Labels)]
    labels: Labels,
    /// How many the giver had when the call came.
    records: u64,
    /// How many this call handed over.
    handed: u64,
    /// The batch that one undo takes back.
    batch: Option<Uuid>,
}

/// What a call did, or would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverAnswer {
    /// Whether only to count was asked.
    dry_run: bool,
    /// Entities of which the giver has records.
    entities: Vec<HandoverPart>,
    /// Teams whose place passes on.
    teams: Vec<handover::Place>,
    /// Records that wait for the next call.
    left: u64,
}

/// Hands somebody's records and places in teams to somebody else.
#[utoipa::path(post, path = "/api/v1/users/{id}/handover", tag = "people", params(("id" = Uuid, Path)), request_body = HandoverBody, responses((status = 200, body = HandoverAnswer), (status = 403, description = "Neither an administrator nor a lead of the department"), (status = 422, description = "Issues")))]
pub async fn hand_over(
    State(app): State<App>,
    actor: Actor,
    Path(from): Path<Uuid>,
    Body(body): Body<HandoverBody>,
) -> Result<Body<HandoverAnswer>, Problem> {
    let leaves = Leaver::find(&app, &actor, from).await?;
    let to = successor(&app, from, &body).await?;
    let mut answer =
        HandoverAnswer { dry_run: body.dry_run, entities: Vec::new(), teams: Vec::new(), left: 0 };
    let why = json!({ "handover": { "from": from, "to": to, "reason": body.reason } });
    let handing = Handover { from, to, why };
    let mut room = if body.dry_run { 0 } else { MOST };
    for (key, filter) in leaves.wanted(&body)? {
        let part = hand_part(&app, &actor, (&key, filter), &handing, room).await?;
        room -= usize::try_from(part.handed).unwrap_or(room);
        answer.left += part.records - part.handed;
        if part.records > 0 {
            answer.entities.push(part);
        }
    }
    let teams = leaves.admin && body.teams.unwrap_or(true);
    let handed: u64 = answer.entities.iter().map(|part| part.handed).sum();
    let places = handover::places(&app, from).await?;
    answer.teams = if teams { places } else { Vec::new() };
    if !body.dry_run && (handed > 0 || !answer.teams.is_empty()) {
        let told = json!({ "to": to, "reason": body.reason, "records": handed });
        answer.teams = handover::pass_on(&app, &actor, (from, to), teams, told).await?;
    }
    Ok(Body(answer))
}

/// Whose records pass on, and those of which entities the caller may hand over.
struct Leaver {
    admin: bool,
    entities: Vec<String>,
}

impl Leaver {
    async fn find(app: &App, actor: &Actor, from: Uuid) -> Result<Leaver, Problem> {
        let admin = app.gate.is_admin(actor);
        let denied = || {
            Problem::new(Code::NoRight).detail(
                "只有管理员，或能修改该部门全部数据的负责人，才能交接",
                "only an administrator, or who may change every record of that department, hands over",
            )
        };
        let user = match users::find(app, from).await {
            Ok(user) => user,
            Err(problem) => return Err(if admin { problem } else { denied() }),
        };
        let snapshot = app.gate.snapshot();
        let owned = snapshot.entities.values().filter(|c| c.entity.parent.is_none() && c.entity.owner);
        let mut entities: Vec<String> = owned
            .map(|c| c.entity.key.as_str().to_owned())
            .filter(|key| app.gate.leads(actor, key, user.department_id))
            .collect();
        entities.sort();
        if entities.is_empty() && !admin {
            return Err(denied());
        }
        Ok(Leaver { admin, entities })
    }

    /// The entities that were asked for, each with its filter.
    fn wanted(&self, body: &HandoverBody) -> Result<Vec<(String, Option<Json>)>, Problem> {
        let Some(parts) = &body.entities else {
            return Ok(self.entities.iter().map(|key| (key.clone(), None)).collect());
        };
        let mut issues = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let twice = parts[..i].iter().any(|other| other.entity == part.entity);
            if twice || !self.entities.contains(&part.entity) {
                issues.push(Issue::new(
                    if twice { "repeated" } else { "unknown_entity" },
                    format!("/entities/{i}/entity"),
                    if twice {
                        "同一张数据表只写一次"
                    } else {
                        "没有这张数据表，或您不能交接它的数据"
                    },
                    if twice {
                        "name an entity once"
                    } else {
                        "there is no such entity, or you may not hand its records over"
                    },
                ));
            }
        }
        refuse(Code::Invalid, issues)?;
        Ok(parts.iter().map(|part| (part.entity.clone(), part.filter.clone())).collect())
    }
}

async fn successor(app: &App, from: Uuid, body: &HandoverBody) -> Result<Uuid, Problem> {
    let mut issues = Vec::new();
    match body.to {
        None => issues.push(Issue::new("required", "/to", "请选择接手人", "name who takes over")),
        Some(to) if to == from => {
            issues.push(Issue::new("same_person", "/to", "不能交接给本人", "name somebody else"));
        }
        Some(to) => {
            let takes_over = users::find(app, to).await.is_ok_and(|user| user.active);
            if !takes_over {
                issues.push(Issue::new(
                    "no_such",
                    "/to",
                    "找不到这个用户，或已停用",
                    "there is no such active user",
                ));
            }
        }
    }
    if body.reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        issues.push(Issue::new(
            "too_long",
            "/reason",
            format!("最多 {LONGEST_REASON} 个字符"),
            format!("at most {LONGEST_REASON} characters"),
        ));
    }
    refuse(Code::Invalid, issues)?;
    body.to.ok_or_else(|| Problem::new(Code::Invalid))
}

async fn hand_part(
    app: &App,
    actor: &Actor,
    (key, filter): (&str, Option<Json>),
    handing: &Handover,
    room: usize,
) -> Result<HandoverPart, Problem> {
    let permit = app.gate.permit::<Edit>(actor, key, &app.clock).await?;
    let entity = permit.entity().entity.clone();
    let mut part = HandoverPart {
        entity: key.to_owned(),
        labels: entity.labels.clone(),
        records: 0,
        handed: 0,
        batch: None,
    };
    if permit.right("owner_id") != Right::Editable {
        return Ok(part);
    }
    let plan = owned(&permit, handing.from, filter)?;
    let mut ids = Vec::new();
    for deleted in [false, true] {
        let narrowed = permit.narrow(Plan { deleted, ..plan.clone() })?;
        let count = app.store.count(permit.entity(), &narrowed, CountMode::Exact).await?.unwrap_or(0);
        part.records += u64::try_from(count).unwrap_or(0);
        if ids.len() < room && count > 0 {
            ids.extend(app.store.ids(&narrowed).await?);
        }
    }
    ids.truncate(room);
    if !ids.is_empty() {
        let stamp = app.store.batch_stamp(actor);
        part.handed = app.store.hand_over(&permit, &ids, handing, &stamp).await?;
        part.records = part.records.max(part.handed);
        part.batch = stamp.batch;
    }
    Ok(part)
}

/// The plan of somebody's records.
fn owned(permit: &Permit<Edit>, owner: Uuid, filter: Option<Json>) -> Result<Plan, Problem> {
    let body = ListBody { filter, fields: Some(Vec::new()), ..ListBody::default() };
    let plan = listing::plan(permit, body)?.plan;
    let owned = Filter::Compare {
        field: FieldPath(vec![FieldKey::parse("owner_id").expect("a legal key")]),
        op: Operator::Eq,
        value: json!(owner),
    };
    let entity = &permit.entity().entity;
    let owned = engine_core::plan::resolve(permit.snapshot().as_ref(), entity, &owned, permit.viewer())
        .map_err(|issues| Problem::new(Code::Invalid).issues(issues))?;
    Ok(Plan { condition: owned.and(plan.condition.clone()), ..plan })
}
