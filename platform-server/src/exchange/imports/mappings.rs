//! Mappings kept for the next file; they belong to the entity, for everybody who may import into it.

use engine_core::issue::Issue;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::OnConflict,
};

use super::job::Import;
use crate::{
    app::App,
    fault::StorageFault,
    http::problem::{Code, Problem},
    identity::Actor,
    tables::{import, import_mapping},
    transfer::{
        header::Header,
        mapping::{Mapping, SavedMapping},
        refused_rows::is_reason,
    },
};

/// How many imports of a person are gone through for the one whose refused rows a file holds.
const EARLIER: u64 = 50;

/// The mappings of an entity by name.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, entity: &str) -> Result<Vec<SavedMapping>, Problem> {
    let rows = import_mapping::Entity::find()
        .filter(import_mapping::Column::Entity.eq(entity))
        .order_by_asc(import_mapping::Column::Name)
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    rows.iter().map(|row| serde_json::from_str(&row.body).map_err(Problem::internal)).collect()
}

/// One mapping.
///
/// # Errors
/// When there is none of that name.
pub async fn find(app: &App, entity: &str, name: &str) -> Result<SavedMapping, Problem> {
    let found =
        import_mapping::Entity::find_by_id((entity.to_owned(), name.to_owned())).one(&app.database.orm).await;
    match found.map_err(StorageFault::from)? {
        Some(row) => serde_json::from_str(&row.body).map_err(Problem::internal),
        None => {
            let said = (format!("没有名为“{name}”的对应关系"), format!("there is no mapping `{name}`"));
            Err(Problem::new(Code::Invalid).issues(vec![Issue::new(
                "unknown_mapping",
                "/mapping",
                said.0,
                said.1,
            )]))
        }
    }
}

/// How the import was mapped whose refused rows come back in this file: the person's last one with the same columns.
///
/// # Errors
/// When the database fails.
pub(super) async fn of_refused_rows(
    app: &App,
    job: &Import,
    header: &Header,
) -> Result<Option<Mapping>, Problem> {
    if !header.names.iter().any(|name| is_reason(name)) {
        return Ok(None);
    }
    let rows = import::Entity::find()
        .filter(import::Column::Actor.eq(job.row.actor))
        .filter(import::Column::Entity.eq(&job.row.entity))
        .filter(import::Column::Id.ne(job.row.id))
        .order_by_desc(import::Column::CreatedAt)
        .limit(EARLIER)
        .all(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    let columns = |header: &Header| -> Vec<String> {
        header.names.iter().filter(|name| !is_reason(name)).cloned().collect()
    };
    let ours = columns(header);
    for row in rows {
        let earlier = Import::read(row)?.details;
        if columns(&earlier.header) == ours {
            return Ok(Some(earlier.mapping.saved("", &earlier.header).apply(header)));
        }
    }
    Ok(None)
}

/// Keeps a mapping; one of the same name goes.
///
/// # Errors
/// When the database fails.
pub(super) async fn save(
    app: &App,
    actor: &Actor,
    entity: &str,
    mapping: &SavedMapping,
) -> Result<(), Problem> {
    let row = import_mapping::ActiveModel {
        entity: Set(entity.to_owned()),
        name: Set(mapping.name.clone()),
        body: Set(serde_json::to_string(mapping).map_err(Problem::internal)?),
        updated_at: Set(app.clock.now().0),
        updated_by: Set(actor.id),
    };
    let renewed =
        [import_mapping::Column::Body, import_mapping::Column::UpdatedAt, import_mapping::Column::UpdatedBy];
    let same_name = OnConflict::columns([import_mapping::Column::Entity, import_mapping::Column::Name])
        .update_columns(renewed)
        .to_owned();
    import_mapping::Entity::insert(row)
        .on_conflict(same_name)
        .exec_without_returning(&app.database.orm)
        .await
        .map_err(StorageFault::from)?;
    Ok(())
}
