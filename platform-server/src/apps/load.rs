//! Sample records, written by the one write path.
//!
//! Shape:  `Generator` → batches → [`Store::create`](crate::records::store::Store::create) a few hundred at a time, then
//!         the updates that close circles, many at once so that they share commits.
//! Errors: a record that is refused is named with its issues and left out; everything else ends the loading.

use std::collections::{BTreeMap, HashMap};

use engine_core::issue::Issue;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indexmap::IndexMap;
use uuid::Uuid;

use super::{
    AppFault,
    sample::{self, Batch, Generator, LocalName, SampleFault, Values},
};
use crate::{
    access::{Create, Edit, Permit},
    app::App,
    identity::Actor,
    records::{
        changes::Stamp,
        store::{Input, Insert, Revision, StoreError},
    },
};

/// Updates under way at once; SQLite commits them together.
const AT_ONCE: usize = 32;

/// A record that was refused.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Its entity.
    pub entity: String,
    /// Its number in the sample.
    pub number: usize,
    /// Why.
    pub issues: Vec<Issue>,
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// New records per entity.
    pub created: IndexMap<String, usize>,
    /// Records changed afterwards, per entity.
    pub updated: IndexMap<String, usize>,
    /// Records that were left out.
    pub refused: Vec<Refused>,
}

/// Writes the records of a sample. People are known by user name; each entity's records belong to one batch.
pub struct Loading<'a> {
    app: &'a App,
    users: &'a HashMap<String, Uuid>,
    writer: Option<Uuid>,
    batches: &'a HashMap<String, Uuid>,
    ids: HashMap<String, Vec<Option<Uuid>>>,
    loaded: Loaded,
}

impl<'a> Loading<'a> {
    /// Prepares to load: `writer` is named as the author, `batches` gives entities the batch they are undone by.
    pub fn new(
        app: &'a App,
        users: &'a HashMap<String, Uuid>,
        writer: Option<Uuid>,
        batches: &'a HashMap<String, Uuid>,
    ) -> Loading<'a> {
        Loading { app, users, writer, batches, ids: HashMap::new(), loaded: Loaded::default() }
    }

    /// Draws and writes everything.
    ///
    /// # Errors
    /// When the sample cannot be drawn or the database fails.
    pub async fn run(mut self, generator: Generator) -> Result<Loaded, AppFault> {
        let clock = sample::Clock { now: self.app.clock.now(), zone: self.app.clock.zone().clone() };
        for batch in sample::generate(generator, None, clock) {
            match batch? {
                Batch::Create { entity, first, records } => self.create(&entity, first, records).await?,
                Batch::Update { entity, records } => self.update(&entity, records).await?,
            }
        }
        Ok(self.loaded)
    }

    fn stamp(&self, entity: &str) -> Stamp {
        Stamp {
            actor: self.writer,
            at: self.app.clock.now(),
            batch: self.batches.get(entity).copied(),
            zone: self.app.clock.zone().clone(),
            reservation: None,
            sender: None,
        }
    }

    async fn create(&mut self, entity: &str, first: usize, records: Vec<Values>) -> Result<(), AppFault> {
        let permit: Permit<Create> =
            self.app.gate.permit(&Actor::operator(), entity, &self.app.clock).await?;
        let mut inserts = Vec::with_capacity(records.len());
        for (offset, values) in records.into_iter().enumerate() {
            match Input::read(permit.entity(), &self.named(values, entity)?) {
                Ok(input) => inserts.push((first + offset, Insert { input, why: None })),
                Err(issues) => self.refuse(entity, first + offset, issues),
            }
        }
        while !inserts.is_empty() {
            let chunk = inserts.iter().map(|(_, insert)| insert.clone()).collect();
            match self.app.store.create(&permit, chunk, self.stamp(entity), None).await {
                Ok(written) => {
                    *self.loaded.created.entry(entity.to_owned()).or_default() += written.len();
                    let ids = self.ids.entry(entity.to_owned()).or_default();
                    for ((number, _), record) in inserts.iter().zip(&written) {
                        ids.resize(ids.len().max(number + 1), None);
                        ids[*number] = Some(record.id());
                    }
                    break;
                }
                Err(StoreError::Issues(issues)) => {
                    let wrong = by_index(issues, inserts.len() > 1);
                    for (index, issues) in wrong.into_iter().rev() {
                        if index >= inserts.len() {
                            return Err(StoreError::Issues(issues).into());
                        }
                        let (number, _) = inserts.remove(index);
                        self.refuse(entity, number, issues);
                    }
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok(())
    }

    async fn update(&mut self, entity: &str, records: Vec<(usize, Values)>) -> Result<(), AppFault> {
        let permit: Permit<Edit> = self.app.gate.permit(&Actor::operator(), entity, &self.app.clock).await?;
        let mut revisions = Vec::with_capacity(records.len());
        for (number, values) in records {
            let id = self.ids.get(entity).and_then(|ids| ids.get(number).copied().flatten());
            match (id, Input::read(permit.entity(), &self.named(values, entity)?)) {
                (Some(id), Ok(input)) => {
                    revisions.push((number, id, Revision { input, ..Revision::default() }));
                }
                (None, _) => {}
                (Some(_), Err(issues)) => self.refuse(entity, number, issues),
            }
        }
        let (app, permit) = (self.app, &permit);
        let stamp = self.stamp(entity);
        let writes = revisions.into_iter().map(|(number, id, revision)| {
            let stamp = stamp.clone();
            async move {
                match app.store.update(permit, id, revision, stamp, None).await {
                    Ok(_) => Ok(None),
                    Err(StoreError::Issues(issues)) => Ok(Some((number, issues))),
                    Err(other) => Err(other),
                }
            }
        });
        let outcomes: Vec<Option<(usize, Vec<Issue>)>> =
            stream::iter(writes).buffer_unordered(AT_ONCE).try_collect().await?;
        for outcome in outcomes {
            match outcome {
                None => *self.loaded.updated.entry(entity.to_owned()).or_default() += 1,
                Some((number, issues)) => self.refuse(entity, number, issues),
            }
        }
        Ok(())
    }

    fn refuse(&mut self, entity: &str, number: usize, issues: Vec<Issue>) {
        self.loaded.refused.push(Refused { entity: entity.to_owned(), number, issues });
    }

    /// The values with ids in the place of local names; a person that nobody is ends the loading.
    fn named(&self, mut values: Values, entity: &str) -> Result<Values, SampleFault> {
        let unknown = std::cell::RefCell::new(None);
        sample::resolve(&mut values, &|name| {
            let id = match name {
                LocalName::User(username) => self.users.get(username).copied(),
                LocalName::Record { entity, index } => {
                    self.ids.get(entity).and_then(|ids| ids.get(*index).copied().flatten())
                }
            };
            if id.is_none() && matches!(name, LocalName::User(_)) {
                unknown.replace(Some(name.to_string()));
            }
            id.map(|id| id.to_string())
        });
        match unknown.into_inner() {
            None => Ok(values),
            Some(name) => {
                Err(SampleFault::Shape(format!("{entity}: `{name}` is not one of sample/users.json")))
            }
        }
    }
}

/// Issues of a chunk by the index of the record, which their pointers start with when there are several.
fn by_index(issues: Vec<Issue>, several: bool) -> BTreeMap<usize, Vec<Issue>> {
    let mut wrong: BTreeMap<usize, Vec<Issue>> = BTreeMap::new();
    for mut issue in issues {
        let mut index = 0;
        if several {
            let (first, rest) = match issue.pointer.trim_start_matches('/').split_once('/') {
                Some((first, rest)) => (first.parse().unwrap_or(usize::MAX), format!("/{rest}")),
                None => (issue.pointer.trim_start_matches('/').parse().unwrap_or(usize::MAX), String::new()),
            };
            index = first;
            issue.pointer = rest;
        }
        wrong.entry(index).or_default().push(issue);
    }
    wrong
}
