//! What may be done with records that are seen.
//!
//! Shape:  the row rules of all actions, which the writes themselves take, asked of records in one statement.

use std::collections::HashMap;

use engine_core::{
    kinds::ColumnType,
    plan::{Column, Comparison, Condition, Test},
    policy::Action,
    value::Value,
};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::{
    access::{Permit, View},
    records::{
        names,
        sql::{Lowering, Statement, expression::Scopes},
    },
};

impl Store {
    /// Of each record, for every action whether it may touch it; none may when the record is out of sight.
    ///
    /// # Errors
    /// When a role's own filter is wrong, or the database does not answer.
    pub async fn actions(
        &self,
        permit: &Permit<View>,
        ids: &[Uuid],
    ) -> Result<Vec<Vec<(Action, bool)>>, StoreError> {
        let rules = permit.rows_by_action().map_err(|_| StoreError::Forbidden)?;
        let asked: Vec<&Condition> =
            rules.iter().map(|(_, rows)| rows).filter(|rows| depends(rows)).collect();
        let told = self.taken_in(permit, ids, &asked).await?;
        let of = |id: &Uuid| {
            let mut told = told.get(id).map_or(&[][..], Vec::as_slice).iter();
            let answer = |(action, rows): &(Action, Condition)| {
                let taken = if depends(rows) {
                    told.next() == Some(&Value::Boolean(true))
                } else {
                    matches!(rows, Condition::True)
                };
                (*action, taken)
            };
            rules.iter().map(answer).collect()
        };
        Ok(ids.iter().map(of).collect())
    }

    /// Whether each row rule takes each record in.
    async fn taken_in(
        &self,
        permit: &Permit<View>,
        ids: &[Uuid],
        rules: &[&Condition],
    ) -> Result<HashMap<Uuid, Vec<Value>>, StoreError> {
        if rules.is_empty() || ids.is_empty() {
            return Ok(HashMap::new());
        }
        let entity = &permit.entity().entity;
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let scopes = Scopes::new();
        let mut lowering = Lowering::new(connection.dialect(), &scopes);
        let mut sql = Statement::start(connection.dialect(), "SELECT ");
        sql.alias(Lowering::ROOT).push(".\"id\", ");
        sql.join(rules, ", ", |sql, rule| {
            sql.push("(");
            lowering.condition(sql, Lowering::ROOT, rule);
            sql.push(") IS TRUE");
        });
        sql.push(" FROM ").name(&names::table(&entity.key)).push(" ").alias(Lowering::ROOT);
        sql.push(" WHERE ").alias(Lowering::ROOT).push(".\"deleted_at\" IS NULL AND ");
        let by_id = Condition::Test(Test {
            column: Column::own(entity, entity.field("id").expect("every record has an id")),
            comparison: Comparison::In(ids.iter().copied().map(Value::Id).collect()),
        });
        lowering.condition(&mut sql, Lowering::ROOT, &by_id);
        let mut types = vec![ColumnType::Boolean; rules.len() + 1];
        types[0] = ColumnType::Id;
        let found = connection.fetch_as(sql, &types).await?;
        let told = found.into_iter().filter_map(|mut row| match row.remove(0) {
            Value::Id(id) => Some((id, row)),
            _ => None,
        });
        Ok(told.collect())
    }
}

/// Whether a rule tells one record from another.
fn depends(rows: &Condition) -> bool {
    !matches!(rows, Condition::True | Condition::False)
}
