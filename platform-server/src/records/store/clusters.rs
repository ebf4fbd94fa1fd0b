//! Records that may be one company under several names: suggested, for a person to decide.
//!
//! Shape:  every record the caller sees is read once, page by page, its names and its id alone; what shares the core of a
//!         name, or another single field of the entity's duplicate rule, is a group. Groups are cut where somebody said
//!         that two are apart or that one is a branch of the other, and shown some at a time.
//! Units:  some 60 bytes a record are held, of at most [`MOST_SCANNED`] records.
//! Source: docs/spec/http.md "One company under several names"; `engine_core::company`.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    cluster::{self, Alike},
    company::{self, CompanyName},
    duplicate,
    entity::Field,
    kinds::{Kind, Storage},
    plan::{Column, Comparison, Condition, Plan, Test},
    policy::Right,
    text,
    value::Value,
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    apart::{self, Apart},
};
use crate::{
    access::{Permit, View},
    records::record::Record,
};

/// Most records that are looked at.
const MOST_SCANNED: usize = 500_000;
/// Records read at once.
const PAGE: u32 = 2_000;
/// Most records of a group that are compared with each other, the newest.
const MOST_COMPARED: usize = 200;
/// Most records of one suggestion.
const MOST_TOGETHER: usize = 50;

/// Records that may be one.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// At least two, in the order in which they were made.
    pub records: Vec<Suspect>,
}

/// A record of a suggestion.
#[derive(Clone, Debug)]
pub struct Suspect {
    /// Which.
    pub id: Uuid,
    /// Its title, where the caller may read it.
    pub title: Option<String>,
    /// Fields by which it is like another one.
    pub alike: Vec<String>,
    /// Whether one of its names is a branch's.
    pub branch: bool,
}

/// Some suggestions.
#[derive(Clone, Debug, Default)]
pub struct ClusterPage {
    /// Those with the newest records first.
    pub clusters: Vec<Cluster>,
    /// Where the next page starts.
    pub next: Option<i64>,
    /// Whether every record was looked at.
    pub complete: bool,
}

/// What is read of each record.
struct Names {
    /// Names, and other fields that tell a record.
    fields: Vec<Arc<Field>>,
    title: Option<Arc<Field>>,
    /// References to the same entity: what a branch belongs to.
    parents: Vec<Arc<Field>>,
}

impl Names {
    /// Of the fields that the caller may read.
    fn of(permit: &Permit<View>) -> Names {
        let entity = &permit.entity().entity;
        let computing = |key: &str| permit.snapshot().computing.field(entity.key.as_str(), key);
        let readable = |field: &&Arc<Field>| {
            let key = field.key.as_str();
            permit.right(key) >= Right::Readonly && !computing(key) && !field.kind.rules().computed()
        };
        let title = entity.title.as_ref().and_then(|key| entity.own_field(key.as_str())).filter(readable);
        let single = entity.duplicate.iter().flat_map(|rule| &rule.matches).filter(|set| set.len() == 1);
        let ruled = single.flatten().filter_map(|key| entity.own_field(key.as_str())).filter(readable);
        let mut fields: Vec<Arc<Field>> = Vec::new();
        for field in title.filter(|field| field.kind == Kind::Text).into_iter().chain(ruled) {
            let stored = matches!(field.kind.rules().storage(), Storage::Columns(_));
            if stored && fields.iter().all(|known| known.key != field.key) {
                fields.push(field.clone());
            }
        }
        let own =
            |field: &&Arc<Field>| field.kind == Kind::Reference && field.target.as_ref() == Some(&entity.key);
        Names {
            fields,
            title: title.cloned(),
            parents: entity.fields.values().filter(own).filter(readable).cloned().collect(),
        }
    }

    /// What a record is told by, field by field, and whether that is a branch's name.
    fn keys<'r>(&'r self, record: &'r Record) -> impl Iterator<Item = (usize, String, bool)> + 'r {
        self.fields.iter().enumerate().filter_map(|(at, field)| match record.get(field.key.as_str()) {
            Value::Text(text) if field.kind == Kind::Text => {
                let name = company::company_name(text);
                (!name.core.is_empty()).then_some((at, name.core, name.branch))
            }
            value => Some((at, duplicate::key(std::iter::once((field.kind, value)))?, false)),
        })
    }

    /// Whether a field that is no name is the same in both.
    fn one_thing(&self, one: &Record, other: &Record) -> bool {
        let title = self.title.as_ref().map(|field| &field.key);
        let mut others = self.fields.iter().filter(|field| Some(&field.key) != title);
        others.any(|field| {
            let value = one.get(field.key.as_str());
            !value.is_blank() && value == other.get(field.key.as_str())
        })
    }

    /// One the parent of the other, or two differently named children of one: somebody decided already.
    fn related(&self, one: &Seen, other: &Seen) -> bool {
        self.parents.iter().any(|field| {
            let key = field.key.as_str();
            let (a, b) = (one.record.get(key), other.record.get(key));
            let siblings = !a.is_blank() && a == b && one.key != other.key;
            siblings || *a == Value::Id(other.record.id()) || *b == Value::Id(one.record.id())
        })
    }

    /// A record with its title read as a company's name.
    fn seen(&self, record: Record) -> Seen {
        let title = match self.title.as_ref().map(|field| record.get(field.key.as_str())) {
            Some(Value::Text(title)) => title.as_str(),
            _ => "",
        };
        Seen { name: company::company_name(title), key: text::company_key(title), record }
    }
}

/// A record of a group.
#[derive(Clone)]
struct Seen {
    record: Record,
    name: CompanyName,
    key: String,
}

impl Store {
    /// Suggestions among the records the caller sees, those with the newest first, from behind a record's number on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn clusters(
        &self,
        permit: &Permit<View>,
        after: Option<i64>,
        limit: usize,
    ) -> Result<ClusterPage, StoreError> {
        let names = Names::of(permit);
        if names.fields.is_empty() {
            return Ok(ClusterPage { complete: true, ..ClusterPage::default() });
        }
        let (alike, seen, complete) = self.scanned(permit, &names).await?;
        let groups = alike.groups();
        let start = groups.partition_point(|group| after.is_some_and(|n| number_of(&seen, group) >= n));
        let mut page = ClusterPage { complete, ..ClusterPage::default() };
        for group in &groups[start..] {
            if page.clusters.len() >= limit {
                break;
            }
            page.next = Some(number_of(&seen, group));
            let ids: Vec<Uuid> = group
                .iter()
                .filter_map(|at| seen.get(*at as usize))
                .take(MOST_COMPARED)
                .map(|(_, id)| *id)
                .collect();
            page.clusters.extend(self.suggested(permit, &names, &ids).await?);
        }
        let last = groups.last().map(|group| number_of(&seen, group));
        page.next = page.next.filter(|next| last.is_some_and(|last| *next > last));
        Ok(page)
    }

    /// The keys of every record, with numbers and ids in order, and whether that is all.
    async fn scanned(
        &self,
        permit: &Permit<View>,
        names: &Names,
    ) -> Result<(Alike, Vec<(i64, Uuid)>, bool), StoreError> {
        let (mut alike, mut seen) = (Alike::default(), Vec::new());
        let mut after = None;
        loop {
            let page = self.read(permit, &names.fields, Condition::True, after.take()).await?;
            for record in &page.records {
                alike.add(names.keys(record).map(|(field, key, _)| (field, key)));
                seen.push((record.n, record.id()));
            }
            match page.next {
                None => return Ok((alike, seen, true)),
                Some(_) if seen.len() >= MOST_SCANNED => return Ok((alike, seen, false)),
                Some(next) => after = Some(next),
            }
        }
    }

    async fn read(
        &self,
        permit: &Permit<View>,
        fields: &[Arc<Field>],
        condition: Condition,
        after: Option<(Vec<Value>, i64)>,
    ) -> Result<super::Page, StoreError> {
        let entity = &permit.entity().entity;
        let id = Column::own(entity, entity.field("id").expect("every record has an id"));
        let mut select = vec![id];
        for field in fields {
            if select.iter().all(|column| column.field.key != field.key) {
                select.push(Column::own(entity, field));
            }
        }
        let plan = Plan {
            entity: entity.clone(),
            condition,
            search: None,
            sort: Vec::new(),
            limit: PAGE,
            after,
            deleted: false,
            as_of: None,
            select,
            labels: Vec::new(),
        };
        let narrowed = permit.narrow(plan).map_err(|_| StoreError::Forbidden)?;
        self.page(permit.entity(), &narrowed).await
    }

    /// The suggestions of one group, cut where somebody decided.
    async fn suggested(
        &self,
        permit: &Permit<View>,
        names: &Names,
        ids: &[Uuid],
    ) -> Result<Vec<Cluster>, StoreError> {
        let entity = &permit.entity().entity;
        let column = Column::own(entity, entity.field("id").expect("every record has an id"));
        let wanted = ids.iter().map(|id| Value::Id(*id)).collect();
        let among = Condition::Test(Test { column, comparison: Comparison::In(wanted) });
        let fields: Vec<Arc<Field>> =
            names.fields.iter().chain(&names.title).chain(&names.parents).cloned().collect();
        let mut records = self.read(permit, &fields, among, None).await?.records;
        records.sort_by_key(|record| record.n);
        let mut held = self.reader.acquire().await?;
        let decided = apart::among(&mut held.connection(), ids).await?;
        drop(held);
        let seen: Vec<Seen> = records.into_iter().map(|record| names.seen(record)).collect();
        let parts = cluster::together(&seen, |one, other| is_apart(names, &decided, one, other));
        Ok(parts.iter().filter_map(|part| told(names, part)).collect())
    }
}

/// The number of a group's newest record.
fn number_of(seen: &[(i64, Uuid)], group: &[u32]) -> i64 {
    group.first().and_then(|at| seen.get(*at as usize)).map_or(0, |(n, _)| *n)
}

fn is_apart(names: &Names, decided: &Apart, one: &Seen, other: &Seen) -> bool {
    decided.contains(&apart::pair(one.record.id(), other.record.id()))
        || names.related(one, other)
        || one.name.elsewhere(&other.name) && !names.one_thing(&one.record, &other.record)
}

/// A suggestion in words, with those records that are still like another one.
fn told(names: &Names, part: &[Seen]) -> Option<Cluster> {
    let part = || part.iter().map(|seen| &seen.record);
    let mut holders: HashMap<(usize, String), usize> = HashMap::new();
    for record in part() {
        for (field, key, _) in names.keys(record) {
            *holders.entry((field, key)).or_default() += 1;
        }
    }
    let suspect = |record: &Record| {
        let (mut alike, mut branch) = (Vec::new(), false);
        for (field, key, branch_name) in names.keys(record) {
            branch |= branch_name;
            if holders.get(&(field, key)).is_some_and(|count| *count > 1) {
                alike.push(names.fields[field].key.as_str().to_owned());
            }
        }
        let title = names.title.as_ref().map(|field| {
            let json = crate::records::record::value_to_json(field, record.get(field.key.as_str()));
            json.as_str().map_or_else(|| json.to_string(), str::to_owned)
        });
        (!alike.is_empty()).then_some(Suspect { id: record.id(), title, alike, branch })
    };
    let records: Vec<Suspect> = part().filter_map(suspect).take(MOST_TOGETHER).collect();
    (records.len() > 1).then_some(Cluster { records })
}
