//! What may be done with one record that is seen.
//!
//! Shape:  the row rules of all actions, which the writes themselves take, asked of one record in one statement.

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
    /// Of every action whether it may touch a record; none may when the record is out of sight.
    ///
    /// # Errors
    /// When a role's own filter is wrong, or the database does not answer.
    pub async fn actions(&self, permit: &Permit<View>, id: Uuid) -> Result<Vec<(Action, bool)>, StoreError> {
        let rules = permit.rows_by_action().map_err(|_| StoreError::Forbidden)?;
        let asked: Vec<&Condition> =
            rules.iter().map(|(_, rows)| rows).filter(|rows| depends(rows)).collect();
        let mut told = self.taken_in(permit, id, &asked).await?.into_iter();
        let answer = |(action, rows): &(Action, Condition)| {
            let taken =
                if depends(rows) { told.next() == Some(true) } else { matches!(rows, Condition::True) };
            (*action, taken)
        };
        Ok(rules.iter().map(answer).collect())
    }

    /// Whether each row rule takes a record in.
    async fn taken_in(
        &self,
        permit: &Permit<View>,
        id: Uuid,
        rules: &[&Condition],
    ) -> Result<Vec<bool>, StoreError> {
        if rules.is_empty() {
            return Ok(Vec::new());
        }
        let entity = &permit.entity().entity;
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let scopes = Scopes::new();
        let mut lowering = Lowering::new(connection.dialect(), &scopes);
        let mut sql = Statement::start(connection.dialect(), "SELECT ");
        sql.join(rules, ", ", |sql, rule| {
            sql.push("(");
            lowering.condition(sql, Lowering::ROOT, rule);
            sql.push(") IS TRUE");
        });
        sql.push(" FROM ").name(&names::table(&entity.key)).push(" ").alias(Lowering::ROOT);
        sql.push(" WHERE ").alias(Lowering::ROOT).push(".\"deleted_at\" IS NULL AND ");
        let by_id = Condition::Test(Test {
            column: Column::own(entity, entity.field("id").expect("every record has an id")),
            comparison: Comparison::Eq(Value::Id(id)),
        });
        lowering.condition(&mut sql, Lowering::ROOT, &by_id);
        let types = vec![ColumnType::Boolean; rules.len()];
        let found = connection.fetch_as(sql, &types).await?.pop().unwrap_or_default();
        Ok(found.into_iter().map(|value| value == Value::Boolean(true)).collect())
    }
}

/// Whether a rule tells one record from another.
fn depends(rows: &Condition) -> bool {
    !matches!(rows, Condition::True | Condition::False)
}
