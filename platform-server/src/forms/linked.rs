//! Records that a form links to, as far as somebody may see them.

use std::collections::{BTreeMap, BTreeSet};

use engine_core::{
    key::EntityKey,
    plan::{Column, Comparison, Condition, Plan, Test},
    policy::Right,
    value::Value,
};
use engine_forms::{CompiledForm, Known, KnownJson, Linked};
use uuid::Uuid;

use crate::{
    access::{Denied, View},
    app::App,
    identity::Actor,
    records::{error::StoreError, record::value_to_json},
};

/// Most records asked for at once.
const PAGE: usize = 200;

/// Looks linked records up; those that the actor may not see, or that are not there, are known to be nothing.
pub(super) async fn look_up(
    app: &App,
    actor: &Actor,
    form: &CompiledForm,
    wanted: &[(EntityKey, Uuid)],
) -> Result<Known, StoreError> {
    let mut by_entity: BTreeMap<&EntityKey, BTreeSet<Uuid>> = BTreeMap::new();
    let mut known = Known::new();
    for (entity, id) in wanted {
        by_entity.entry(entity).or_default().insert(*id);
        known.insert((entity.clone(), *id), Linked::Nothing);
    }
    for (entity, ids) in by_entity {
        let view = match app.gate.permit::<View>(actor, entity.as_str(), &app.clock).await {
            Ok(view) => view,
            Err(Denied::Busy) => return Err(StoreError::Busy),
            Err(_) => continue,
        };
        let target = view.entity().clone();
        let seen = |key: &&engine_core::key::FieldKey| view.right(key.as_str()) >= Right::Readonly;
        let fields =
            form.linked_fields(entity).filter(seen).filter_map(|key| target.entity.field(key.as_str()));
        let id = target.entity.field("id").expect("every record has an id");
        let mut select = vec![Column::own(&target.entity, id)];
        select.extend(fields.map(|field| Column::own(&target.entity, field)));
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for chunk in ids.chunks(PAGE) {
            let plan = Plan {
                entity: target.entity.clone(),
                condition: Condition::Test(Test {
                    column: Column::own(&target.entity, id),
                    comparison: Comparison::In(chunk.iter().map(|id| Value::Id(*id)).collect()),
                }),
                search: None,
                sort: Vec::new(),
                limit: u32::try_from(PAGE).unwrap_or(u32::MAX),
                after: None,
                deleted: false,
                as_of: None,
                select: select.clone(),
                labels: Vec::new(),
            };
            let narrowed = view.narrow(plan).map_err(|_| StoreError::Forbidden)?;
            for record in app.store.page(&target, &narrowed).await?.records {
                let told = select[1..].iter().map(|column| &column.field.key);
                let values = told.map(|key| (key.clone(), record.get(key.as_str()).clone())).collect();
                known.insert((entity.clone(), record.id()), Linked::Fields(values));
            }
        }
    }
    Ok(known)
}

/// What is known, as a form elsewhere reads it.
pub(super) fn told(form: &CompiledForm, known: &Known) -> Vec<KnownJson> {
    use engine_core::plan::Entities as _;
    let mut told: Vec<KnownJson> = known
        .iter()
        .map(|((entity, id), linked)| {
            let values = match linked {
                Linked::Nothing => None,
                Linked::Fields(fields) => Some(
                    fields
                        .iter()
                        .filter_map(|(key, value)| {
                            let target = form.entity(entity.as_str())?;
                            let field = target.field(key.as_str())?;
                            Some((key.to_string(), value_to_json(field, value)))
                        })
                        .collect(),
                ),
            };
            KnownJson { entity: entity.clone(), id: *id, values }
        })
        .collect();
    told.sort_by(|a, b| (&a.entity, a.id).cmp(&(&b.entity, b.id)));
    told
}
