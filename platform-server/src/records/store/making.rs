//! Whether new records lie among those that their maker may make.
//!
//! Shape:  what the owner alone tells is told before anything is written, with everything else that is wrong; the rest is
//!         asked of the rows themselves, in the transaction that wrote them.
//! Errors: `out_of_scope` for each record that lies outside.
//! Source: docs/spec/definitions.md "role".

use engine_core::{issue::Issue, key::FieldKey, plan::Condition, value::Value};
use indexmap::IndexMap;
use uuid::Uuid;

use super::StoreError;
use crate::{
    access::{ActionMarker, Create, Making, Permit},
    catalog::Compiled,
    records::{
        connection::Connection,
        names,
        record::Record,
        sql::{Bind, Lowering, Statement, expression::Scopes},
    },
};

/// What the owner of a new record says against it.
pub(super) fn refused<A: ActionMarker>(permit: &Permit<A>, owner: Option<Uuid>) -> Option<Issue> {
    (permit.making(owner) == Making::Outside).then(|| {
        Issue::new(
            "out_of_scope",
            "/owner_id",
            "您只能新建由自己负责的记录；请把负责人设为自己，或请有权限的同事新建",
            "you may only make records of your own: name yourself as the owner, or ask somebody who may make it",
        )
    })
}

/// What the owner that values name, or else their maker as the owner, says against a new record.
pub fn refused_owner<A: ActionMarker>(
    permit: &Permit<A>,
    values: &IndexMap<FieldKey, Value>,
) -> Option<Issue> {
    let owner = match values.iter().find(|(key, _)| key.as_str() == "owner_id").map(|(_, owner)| owner) {
        Some(Value::Id(owner)) => Some(*owner),
        Some(_) => None,
        None => permit.actor().user(),
    };
    refused(permit, owner)
}

/// The rule to ask of new records; nothing when their owners told already.
pub(super) fn rule(permit: &Permit<Create>, records: &[Record]) -> Option<Condition> {
    let open = |record: &Record| permit.making(record.system_id("owner_id")) == Making::Open;
    records.iter().any(open).then(|| permit.makes().clone())
}

/// Refuses new records that lie outside a rule.
pub(super) async fn within(
    connection: &mut Connection<'_>,
    compiled: &Compiled,
    (rule, maker): (&Condition, Option<Uuid>),
    records: &[Record],
) -> Result<(), StoreError> {
    let mut within = Vec::with_capacity(records.len());
    for some in records.chunks(500) {
        let scopes = Scopes::new();
        let mut lowering = Lowering::new(connection.dialect(), &scopes);
        let mut sql = Statement::start(connection.dialect(), "SELECT t0.\"n\" FROM ");
        sql.name(&names::table(&compiled.entity.key)).push(" t0 WHERE t0.\"n\" IN (");
        sql.join(some, ", ", |sql, record| {
            sql.bind(Bind::Integer(Some(record.n)));
        });
        sql.push(") AND ");
        lowering.condition(&mut sql, Lowering::ROOT, rule);
        within.extend(connection.numbers(sql).await?);
    }
    let several = records.len() > 1;
    let outside = records.iter().enumerate().filter(|(_, record)| !within.contains(&record.n));
    let issues: Vec<Issue> = outside
        .map(|(index, record)| {
            let prefix = if several { format!("/{index}") } else { String::new() };
            outside_of(record, maker).below(&prefix)
        })
        .collect();
    if issues.is_empty() { Ok(()) } else { Err(StoreError::Issues(issues)) }
}

fn outside_of(record: &Record, maker: Option<Uuid>) -> Issue {
    if record.system_id("owner_id") == maker {
        return Issue::new(
            "out_of_scope",
            "",
            "您只能新建自己权限范围内的记录，这条不在范围内",
            "you may only make records within your scope, and this one is not",
        );
    }
    Issue::new(
        "out_of_scope",
        "/owner_id",
        "您不能为这位负责人新建记录：这条记录不在您可以新建的范围内",
        "you may not make records for this owner: the record would lie outside the scope you may make records in",
    )
}
