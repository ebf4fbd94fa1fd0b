//! One change to many records.
//!
//! Shape:  what is wrong with the change is told before anything is done; then lot after lot is written, in a task that
//!         outlives the request, and the answer says what was done, what was not, and why.

use std::time::Duration;

use axum::extract::State;
use engine_core::issue::{Issue, Language};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answers,
    extract::{Json as Body, Path, Speaks},
    listing::{self, ListBody},
    problem::{Code, Problem},
};
use crate::{
    access::{Delete, Edit, Permit, View},
    app::App,
    identity::Actor,
    records::store::{Bulk, BulkChange, Conversion, Input, several},
};

/// Most records of one bulk change.
pub(super) const MOST_BULK: usize = 50_000;
/// How often a lot is tried while the database is busy.
const ATTEMPTS: u32 = 6;

/// Which records, and what happens to each.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BulkBody {
    /// These records.
    ids: Option<Vec<Uuid>>,
    /// Or those that meet a filter.
    #[schema(value_type = Option<super::answers::FilterBody>)]
    filter: Option<Json>,
    /// And hold these words.
    q: Option<String>,
    /// Fields to set.
    #[schema(value_type = Object)]
    set: Map<String, Json>,
    /// Items to add to fields with several values.
    #[schema(value_type = Object)]
    add: Map<String, Json>,
    /// Items to take from them.
    #[schema(value_type = Object)]
    remove: Map<String, Json>,
    /// Whether to move them to the recycle bin instead.
    delete: bool,
}

/// Changes many records, each as if alone.
#[utoipa::path(post, path = "/api/v1/entities/{entity}/records/bulk", tag = "records", params(("entity" = String, Path)), request_body = BulkBody, responses((status = 200, body = answers::BulkDone)))]
pub async fn bulk(
    State(app): State<App>,
    actor: Actor,
    Speaks(language): Speaks,
    Path(entity): Path<String>,
    Body(body): Body<BulkBody>,
) -> Result<Body<Json>, Problem> {
    let view = app.gate.permit::<View>(&actor, &entity, &app.clock).await?;
    let ids = match (&body.ids, &body.filter, &body.q) {
        (Some(ids), None, None) => ids.clone(),
        (None, filter, q) if filter.is_some() || q.is_some() => {
            let list = ListBody {
                filter: filter.clone(),
                q: q.clone(),
                fields: Some(Vec::new()),
                ..ListBody::default()
            };
            let plan = listing::plan(&view, list)?.plan;
            app.store.ids(&view.narrow(plan)?).await?
        }
        _ => {
            let issue =
                Issue::new("required", "/ids", "请给出 ids，或 filter、q", "give ids, or filter and q");
            return Err(Problem::new(Code::Invalid).issues(vec![issue]));
        }
    };
    if ids.len() > MOST_BULK {
        return Err(Problem::new(Code::TooLarge)
            .detail("一次最多 50000 条，请缩小范围", "at most 50,000 records at once"));
    }
    let stamp = app.store.batch_stamp(&actor);
    let change = Change::Bulk(Box::new(body));
    Work { app, actor, entity, change }.done(Bulk::new(ids, stamp), language).await.map(Body)
}

/// What happens to many records.
pub(super) enum Change {
    /// What a caller wrote.
    Bulk(Box<BulkBody>),
    /// A field gets what another one holds.
    Convert(Box<Conversion>),
}

/// A change of many records, whoever waits for it.
pub(super) struct Work {
    pub(super) app: App,
    pub(super) actor: Actor,
    pub(super) entity: String,
    pub(super) change: Change,
}

impl Work {
    /// Does it and tells what came of it; it goes on when its caller goes away.
    pub(super) async fn done(self, bulk: Bulk, language: Language) -> Result<Json, Problem> {
        self.judged().await?;
        self.app.store.open_batch(&self.entity, "bulk", &bulk.stamp).await?;
        let task = tokio::spawn(async move { self.run(bulk).await });
        let (bulk, stopped) = task.await.map_err(Problem::internal)?;
        match stopped {
            Some(problem) if bulk.changed == 0 => Err(problem),
            stopped => Ok(outcome_json(&bulk, stopped, language)),
        }
    }

    fn deletes(&self) -> bool {
        matches!(&self.change, Change::Bulk(body) if body.delete)
    }

    fn change_for(&self, permit: &Permit<Edit>) -> Result<BulkChange, Problem> {
        match &self.change {
            Change::Bulk(body) => bulk_change(permit, body),
            Change::Convert(conversion) => {
                Ok(BulkChange { convert: Some(conversion.as_ref().clone()), ..BulkChange::default() })
            }
        }
    }

    /// Refuses what is wrong for any record, before anything is done.
    async fn judged(&self) -> Result<(), Problem> {
        if self.deletes() {
            self.app.gate.permit::<Delete>(&self.actor, &self.entity, &self.app.clock).await?;
        } else {
            let permit = self.app.gate.permit::<Edit>(&self.actor, &self.entity, &self.app.clock).await?;
            self.change_for(&permit)?;
        }
        Ok(())
    }

    /// Does all of it, or what it gets to; then why it stopped, too.
    async fn run(&self, mut bulk: Bulk) -> (Bulk, Option<Problem>) {
        let mut attempt = 0;
        loop {
            let before = bulk.left();
            match self.next(&mut bulk).await {
                Ok(true) => attempt = 0,
                Ok(false) => return (bulk, None),
                Err(problem) => {
                    attempt = if bulk.left() < before { 1 } else { attempt + 1 };
                    if problem.code() != Code::Busy || attempt > ATTEMPTS {
                        bulk.stop();
                        return (bulk, Some(problem));
                    }
                    tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                }
            }
        }
    }

    /// The next lot, by the rights of this moment; whether records are left.
    async fn next(&self, bulk: &mut Bulk) -> Result<bool, Problem> {
        let Work { app, actor, entity, .. } = self;
        if self.deletes() {
            let permit = app.gate.permit::<Delete>(actor, entity, &app.clock).await?;
            return Ok(app.store.bulk_delete(&permit, bulk).await?);
        }
        let permit = app.gate.permit::<Edit>(actor, entity, &app.clock).await?;
        let change = self.change_for(&permit)?;
        Ok(app.store.bulk_update(&permit, &change, bulk).await?)
    }
}

fn bulk_change(permit: &Permit<Edit>, body: &BulkBody) -> Result<BulkChange, Problem> {
    let change = BulkChange {
        set: Input::read_permitted(permit, &body.set)?,
        add: Input::read_permitted(permit, &body.add)?,
        remove: Input::read_permitted(permit, &body.remove)?,
        convert: None,
    };
    let single =
        change.add.values.keys().chain(change.remove.values.keys()).find(|k| !several(permit.entity(), k));
    if let Some(key) = single {
        let issue = Issue::new(
            "not_several",
            format!("/add/{key}"),
            "这一项只有一个值，请用 set",
            "this field has one value; use `set`",
        );
        return Err(Problem::new(Code::Invalid).issues(vec![issue]));
    }
    if change.set.values.is_empty() && change.add.values.is_empty() && change.remove.values.is_empty() {
        return Err(Problem::new(Code::Invalid).detail("没有要修改的内容", "there is nothing to change"));
    }
    Ok(change)
}

fn outcome_json(bulk: &Bulk, stopped: Option<Problem>, language: Language) -> Json {
    let skipped: Vec<Json> = bulk
        .skipped
        .iter()
        .map(|s| {
            let issues: Vec<Json> = s.issues.iter().map(|i| i.to_json(language)).collect();
            json!({ "id": s.id, "reason": s.reason, "issues": issues })
        })
        .collect();
    let mut outcome = json!({
        "changed": bulk.changed, "skipped": skipped, "skipped_count": bulk.left_alone, "batch": bulk.batch(),
    });
    if let Some(problem) = stopped {
        outcome["stopped"] = problem.to_json(language);
    }
    outcome
}
