//! Collaborators: who else may see or edit a record, and until when.

use engine_core::{issue::Issue, kinds::ColumnType, moment::Date, value::Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Store, StoreError};
use crate::{
    access::{Permit, Share},
    records::{
        changes::{self, Change, Stamp},
        connection::Connection,
        sql::{Bind, Statement},
    },
};

/// With whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharePrincipal {
    /// A person.
    User(Uuid),
    /// A department.
    Department(Uuid),
    /// A team.
    Team(Uuid),
}

impl SharePrincipal {
    fn parts(self) -> (&'static str, Uuid) {
        match self {
            SharePrincipal::User(id) => ("user", id),
            SharePrincipal::Department(id) => ("department", id),
            SharePrincipal::Team(id) => ("team", id),
        }
    }
}

/// How far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareLevel {
    /// See it.
    View,
    /// Change it.
    Edit,
}

impl ShareLevel {
    fn word(self) -> &'static str {
        match self {
            ShareLevel::View => "view",
            ShareLevel::Edit => "edit",
        }
    }
}

/// One share of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareView {
    /// Its id.
    pub id: Uuid,
    /// `user`, `department` or `team`.
    pub principal_kind: String,
    /// Which one.
    pub principal_id: Uuid,
    /// `view` or `edit`.
    pub level: String,
    /// The last day.
    pub until: Option<Date>,
}

impl Store {
    /// Shares a record; an earlier share with the same principal is replaced.
    ///
    /// # Errors
    /// When the caller may not share it, or when there is no such person, department or team.
    pub async fn share(
        &self,
        permit: &Permit<Share>,
        record: Uuid,
        principal: SharePrincipal,
        level: ShareLevel,
        until: Option<Date>,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        let n = self.shareable(permit, record).await?;
        let entity = permit.entity().entity.key.as_str().to_owned();
        let subject = changes::subject(&permit.entity().entity.key);
        let (kind, principal_id) = principal.parts();
        let id = self.clock.id();
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    let dialect = t.connection.dialect();
                    if !exists(&mut t.connection, principal).await? {
                        return Err(StoreError::Issues(vec![nobody(principal)]));
                    }
                    let mut gone = Statement::start(dialect, "DELETE FROM \"record_shares\" WHERE \"record_id\" = ");
                    gone.bind(Bind::Id(Some(record))).push(" AND \"principal_id\" = ").bind(Bind::Id(Some(principal_id)));
                    t.connection.execute(gone).await?;
                    let mut sql = Statement::start(
                        dialect,
                        "INSERT INTO \"record_shares\" (\"id\", \"entity\", \"record_id\", \"principal_kind\", \
                         \"principal_id\", \"level\", \"until\", \"created_at\", \"created_by\") VALUES (",
                    );
                    sql.bind(Bind::Id(Some(id))).push(", ").bind(Bind::Text(Some(entity))).push(", ");
                    sql.bind(Bind::Id(Some(record))).push(", ").bind(Bind::Text(Some(kind.to_owned()))).push(", ");
                    sql.bind(Bind::Id(Some(principal_id))).push(", ");
                    sql.bind(Bind::Text(Some(level.word().to_owned()))).push(", ").bind(Bind::Date(until)).push(", ");
                    sql.bind(Bind::Moment(Some(stamp.at))).push(", ").bind(Bind::Id(stamp.actor)).push(")");
                    t.connection.execute(sql).await?;
                    let fields = json!({ "share": [null, { kind: principal_id, "level": level.word() }] });
                    t.log(&stamp, vec![Change { subject, record, n, action: "share", fields, why: None }]).await
                })
            })
            .await
    }

    /// Ends a share.
    ///
    /// # Errors
    /// When there is none.
    pub async fn unshare(
        &self,
        permit: &Permit<Share>,
        record: Uuid,
        share: Uuid,
        stamp: Stamp,
    ) -> Result<(), StoreError> {
        let n = self.shareable(permit, record).await?;
        let subject = changes::subject(&permit.entity().entity.key);
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    let mut sql = Statement::start(
                        t.connection.dialect(),
                        "DELETE FROM \"record_shares\" WHERE \"record_id\" = ",
                    );
                    sql.bind(Bind::Id(Some(record))).push(" AND \"id\" = ").bind(Bind::Id(Some(share)));
                    if t.connection.execute(sql).await? == 0 {
                        return Err(StoreError::NotFound);
                    }
                    let fields = json!({ "share": [share, null] });
                    t.log(&stamp, vec![Change { subject, record, n, action: "unshare", fields, why: None }])
                        .await
                })
            })
            .await
    }

    /// The shares of a record.
    ///
    /// # Errors
    /// When the caller may not share it.
    pub async fn shares(&self, permit: &Permit<Share>, record: Uuid) -> Result<Vec<ShareView>, StoreError> {
        self.shareable(permit, record).await?;
        let mut held = self.reader.acquire().await?;
        let mut sql = Statement::start(
            self.reader.dialect(),
            "SELECT \"id\", \"principal_kind\", \"principal_id\", \"level\", \"until\" FROM \"record_shares\" \
             WHERE \"record_id\" = ",
        );
        sql.bind(Bind::Id(Some(record))).push(" ORDER BY \"created_at\"");
        let types = [ColumnType::Id, ColumnType::Text, ColumnType::Id, ColumnType::Text, ColumnType::Date];
        let rows = held.connection().fetch_as(sql, &types).await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| match row.as_slice() {
                [Value::Id(id), Value::Text(kind), Value::Id(principal), Value::Text(level), until] => {
                    Some(ShareView {
                        id: *id,
                        principal_kind: kind.clone(),
                        principal_id: *principal,
                        level: level.clone(),
                        until: match until {
                            Value::Date(day) => Some(*day),
                            _ => None,
                        },
                    })
                }
                _ => None,
            })
            .collect())
    }

    async fn shareable(&self, permit: &Permit<Share>, record: Uuid) -> Result<i64, StoreError> {
        self.reachable(permit, record, false).await
    }
}

async fn exists(connection: &mut Connection<'_>, principal: SharePrincipal) -> Result<bool, StoreError> {
    let (select, id) = match principal {
        SharePrincipal::User(id) => ("SELECT COUNT(*) FROM \"users\" WHERE \"id\" = ", id),
        SharePrincipal::Department(id) => ("SELECT COUNT(*) FROM \"departments\" WHERE \"id\" = ", id),
        SharePrincipal::Team(id) => ("SELECT COUNT(*) FROM \"teams\" WHERE \"id\" = ", id),
    };
    let mut sql = Statement::start(connection.dialect(), select);
    sql.bind(Bind::Id(Some(id)));
    Ok(connection.number(sql).await?.is_some_and(|count| count > 0))
}

fn nobody(principal: SharePrincipal) -> Issue {
    let (chinese, english) = match principal {
        SharePrincipal::User(_) => ("没有这个人", "there is no such person"),
        SharePrincipal::Department(_) => ("没有这个部门", "there is no such department"),
        SharePrincipal::Team(_) => ("没有这个团队", "there is no such team"),
    };
    Issue::new("no_such", format!("/principal/{}", principal.parts().0), chinese, english)
}
