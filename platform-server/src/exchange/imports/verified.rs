//! Somebody has compared a sample and the totals, and says so.

use engine_core::{issue::Issue, moment::Moment};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::job::{Import, State};
use crate::{
    access,
    app::App,
    http::problem::{Code, Problem},
    identity::{Actor, log},
    tables::import,
};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 500;

/// Who compared, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Verified {
    by: Verifier,
    /// Microseconds since 1970.
    at: i64,
    note: Option<String>,
}

/// A person, as it was called then.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportVerifier)]
pub struct Verifier {
    /// Who.
    pub id: Uuid,
    /// What it was called.
    pub name: String,
}

/// Who compared, and when, as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportVerified)]
pub struct VerifiedView {
    /// Who.
    pub by: Verifier,
    /// When.
    pub at: String,
    /// What they noted.
    pub note: Option<String>,
}

impl Verified {
    /// As it is shown.
    pub fn view(&self) -> VerifiedView {
        VerifiedView { by: self.by.clone(), at: Moment(self.at).to_string(), note: self.note.clone() }
    }
}

/// Notes that somebody compared what an import writes or has written with its file.
///
/// # Errors
/// When it is neither verified nor done, or somebody changed it meanwhile.
pub async fn verified(
    app: &App,
    actor: &Actor,
    entity: &str,
    id: Uuid,
    note: Option<String>,
) -> Result<Import, Problem> {
    app.gate.permit::<access::Import>(actor, entity, &app.clock).await?;
    let mut job = Import::load(app, actor, entity, id).await?;
    if !matches!(job.state(), State::Ready | State::Done) {
        return Err(super::not_now());
    }
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_NOTE) {
        let said = (format!("最多 {LONGEST_NOTE} 个字符"), format!("at most {LONGEST_NOTE} characters"));
        return Err(Problem::new(Code::Invalid).issues(vec![Issue::new("too_long", "/note", said.0, said.1)]));
    }
    let by = Verifier { id: actor.id, name: actor.name.clone() };
    let entry = log::Entry {
        action: "verified",
        subject: "import",
        id,
        changes: json!({
            "entity": entity, "file": job.row.file, "state": job.row.state, "batch": job.row.batch,
            "rows": job.details.counts.new + job.details.counts.update, "note": note,
        }),
    };
    job.details.verified = Some(Verified { by, at: app.clock.now().0, note });
    let details = job.written()?;
    let transaction = app.database.begin().await?;
    let noted = import::Entity::update_many()
        .col_expr(import::Column::Details, Expr::value(details.clone()))
        .filter(import::Column::Id.eq(id))
        .filter(import::Column::State.eq(&job.row.state))
        .filter(import::Column::Details.eq(&job.row.details))
        .exec(&transaction)
        .await?;
    if noted.rows_affected == 0 {
        return Err(super::not_now());
    }
    log::note(app, &transaction, actor, "exchange", entry).await?;
    transaction.commit().await?;
    job.row.details = details;
    Ok(job)
}
