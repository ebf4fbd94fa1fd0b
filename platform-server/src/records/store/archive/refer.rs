//! Ids of records that are there already, as the numbers they are stored as.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use engine_core::{key::EntityKey, kinds::ColumnType, value::Value};
use uuid::Uuid;

use super::{StoreError, unfit};
use crate::records::{
    connection::Connection,
    names,
    sql::{Bind, Statement},
};

/// Ids looked up at once.
const CHUNK: usize = 500;

/// Ids that are to become numbers, by whose they are.
#[derive(Default)]
pub(super) struct Wanted(BTreeMap<EntityKey, BTreeSet<Uuid>>);

/// What they became.
#[derive(Default)]
pub(super) struct Numbers(HashMap<EntityKey, HashMap<Uuid, i64>>);

impl Wanted {
    /// Adds what a value refers to.
    pub(super) fn add(&mut self, target: &EntityKey, value: &Value) {
        if let Value::Id(id) = value {
            self.0.entry(target.clone()).or_default().insert(*id);
        }
    }

    /// Looks all of them up.
    pub(super) async fn find(self, connection: &mut Connection<'_>) -> Result<Numbers, StoreError> {
        let mut numbers = Numbers::default();
        for (target, ids) in self.0 {
            let ids: Vec<Uuid> = ids.into_iter().collect();
            let mut found = HashMap::with_capacity(ids.len());
            for chunk in ids.chunks(CHUNK) {
                let mut sql = Statement::start(connection.dialect(), "SELECT \"id\", \"n\" FROM ");
                sql.name(&names::table(&target)).push(" WHERE \"id\" IN (");
                sql.join(chunk, ", ", |sql, id| {
                    sql.bind(Bind::Id(Some(*id)));
                });
                sql.push(")");
                for row in connection.fetch_as(sql, &[ColumnType::Id, ColumnType::Integer]).await? {
                    if let [Value::Id(id), Value::Integer(n)] = row.as_slice() {
                        found.insert(*id, *n);
                    }
                }
            }
            numbers.0.insert(target, found);
        }
        Ok(numbers)
    }
}

impl Numbers {
    /// What is bound for a value that refers to a record.
    pub(super) fn bind(&self, target: &EntityKey, value: &Value) -> Result<Bind, StoreError> {
        let Value::Id(id) = value else { return Ok(Bind::Integer(None)) };
        let number = self.0.get(target).and_then(|found| found.get(id));
        number.map(|n| Bind::Integer(Some(*n))).ok_or_else(|| unfit(target.as_str()))
    }
}
