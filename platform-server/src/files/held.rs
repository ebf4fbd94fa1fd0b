//! A file through the record that holds it, and its bytes.

use std::ops::Range;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use object_store::{GetOptions, GetRange, ObjectStore as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use super::Files;
use crate::{
    app::App,
    fault::StorageFault,
    http::problem::{Code, Problem},
    tables::{file, file_claim},
};

/// A file that a record holds in a field, now or before.
///
/// # Errors
/// 404 when it holds no such file there.
pub async fn held(
    app: &App,
    entity: &str,
    record: Uuid,
    field: &str,
    id: Uuid,
) -> Result<file::Model, Problem> {
    let claim = file_claim::Entity::find()
        .filter(file_claim::Column::File.eq(id))
        .filter(file_claim::Column::Record.eq(record))
        .filter(file_claim::Column::Field.eq(field))
        .filter(file_claim::Column::Entity.eq(entity));
    let missing = || Problem::new(Code::NotFound);
    claim.one(&app.database.orm).await.map_err(StorageFault::from)?.ok_or_else(missing)?;
    let found = file::Entity::find_by_id(id).one(&app.database.orm).await.map_err(StorageFault::from)?;
    found.filter(|file| file.digest.is_some()).ok_or_else(missing)
}

impl Files {
    /// The bytes of a file, or some of them.
    ///
    /// # Errors
    /// When the store fails, or no longer has it.
    pub async fn read(
        &self,
        id: Uuid,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, object_store::Result<Bytes>>, Problem> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.store.get_opts(&Files::content(id), options).await.map_err(Problem::internal)?;
        Ok(found.into_stream())
    }
}
