//! The names of everything that a page of records refers to.

use std::collections::{BTreeSet, HashMap};

use engine_core::{
    entity::Field,
    kinds::Kind,
    plan::{Column, shape},
    value::Value,
};
use uuid::Uuid;

use crate::{
    access::{Export, Permit},
    app::App,
    http::{expand, problem::Problem},
    identity::names,
    records::record::Record,
    transfer::write::Titles,
};

/// Names by id; ids are unique across everything.
#[derive(Default)]
pub(super) struct Names(HashMap<Uuid, String>);

impl Titles for Names {
    fn title(&self, _: &Field, id: Uuid) -> Option<String> {
        self.0.get(&id).cloned()
    }
}

impl Names {
    /// Finds the names that the reader may see.
    pub(super) async fn of(
        app: &App,
        permit: &Permit<Export>,
        columns: &[(String, Column)],
        records: &[Record],
    ) -> Result<Names, Problem> {
        let mut found = HashMap::new();
        for (key, column) in columns {
            let shape = shape(&column.field);
            let ids: BTreeSet<Uuid> = records.iter().flat_map(|record| ids(record.get(key))).collect();
            let ids: Vec<Uuid> = ids.into_iter().collect();
            if ids.is_empty() {
                continue;
            }
            found.extend(match (shape.kind, &shape.target) {
                (Kind::User | Kind::Users, _) => names::people(app, &ids).await?,
                (Kind::Department, _) => names::departments(app, &ids).await?,
                (_, Some(target)) => expand::titles(app, permit, target.as_str(), &ids).await?,
                _ => HashMap::new(),
            });
        }
        Ok(Names(found))
    }
}

fn ids(value: &Value) -> Vec<Uuid> {
    match value {
        Value::Id(id) => vec![*id],
        Value::List(items) => items.iter().flat_map(ids).collect(),
        _ => Vec::new(),
    }
}
