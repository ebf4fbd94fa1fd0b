//! The database as an import sees it: answers stay within what the importer may know.
//!
//! Shape:  records outside its sight are told of only where a write would tell of them too: unique fields, the business
//!         key, and as much as the entity's duplicate rule discloses.

use std::collections::HashMap;

use engine_core::{
    entity::Field,
    issue::{Issue, Language},
    key::FieldKey,
    kinds::{Kind, ParseContext},
    plan::{Column, Comparison, Condition, Plan, Test},
    policy::Right,
    value::Value,
};
use indexmap::IndexMap;
use uuid::Uuid;

use crate::{
    access::{Create, Denied, Edit, Import, Permit, View},
    app::App,
    http::problem::Problem,
    identity::Actor,
    records::{
        record::value_to_json,
        store::{Duplicate, Found, Input, Reach, refused_owner},
    },
    transfer::{
        directory::{Directory, Match, Resolved, Values},
        mapping::OnMatch,
        written::written,
    },
};

/// Values asked for at once.
const NAMES: usize = 500;

/// Answers for one importer.
pub(super) struct Lookup {
    pub(super) app: App,
    pub(super) import: Permit<Import>,
    pub(super) create: Option<Permit<Create>>,
    pub(super) edit: Option<Permit<Edit>>,
    context: ParseContext,
    /// Rows that an import may change or skip.
    within: Condition,
    /// Rows the importer sees.
    visible: Condition,
    updates: bool,
    language: Language,
}

impl Lookup {
    pub(super) async fn new(
        app: &App,
        actor: &Actor,
        entity: &str,
        on_match: OnMatch,
    ) -> Result<Lookup, Problem> {
        let import = app.gate.permit::<Import>(actor, entity, &app.clock).await?;
        let create = granted(app.gate.permit::<Create>(actor, entity, &app.clock).await)?;
        let edit = granted(app.gate.permit::<Edit>(actor, entity, &app.clock).await)?;
        let visible = import.target_rows(entity)?.unwrap_or(Condition::False);
        let updates = on_match == OnMatch::Update;
        let within = match (&edit, updates) {
            (_, false) => visible.clone(),
            (Some(edit), true) => edit.rows().clone(),
            (None, true) => Condition::False,
        };
        let context = ParseContext { zone: app.clock.zone().clone(), today: app.clock.today() };
        let language = actor.locale;
        Ok(Lookup { app: app.clone(), import, create, edit, context, within, visible, updates, language })
    }

    pub(super) fn context(&self) -> ParseContext {
        self.context.clone()
    }

    fn say(&self, chinese: &str, english: &str) -> String {
        match self.language {
            Language::Chinese => chinese.to_owned(),
            Language::English => english.to_owned(),
        }
    }

    /// Whether the database itself keeps some fields unique together.
    fn unique(&self, fields: &[FieldKey]) -> bool {
        let entity = &self.import.entity().entity;
        let single = |key: &FieldKey| entity.field(key.as_str()).is_some_and(|field| field.unique);
        fields == entity.key_fields.as_slice() || matches!(fields, [one] if single(one))
    }

    fn matched(&self, found: Found) -> Match {
        let entity = &self.import.entity().entity;
        let title = entity.title.as_ref().and_then(|title| entity.field(title.as_str()));
        let message = match (found.within, title, found.title) {
            (true, Some(field), value)
                if !value.is_blank() && self.import.right(field.key.as_str()) >= Right::Readonly =>
            {
                plain(&value_to_json(field, &value))
            }
            (true, ..) => self.say("已存在", "it exists already"),
            (false, ..) if self.updates => {
                self.say("已存在，您不能修改", "it exists already and you may not change it")
            }
            (false, ..) => self.say("已存在", "it exists already"),
        };
        Match { id: found.within.then_some(found.id), message }
    }

    fn told(&self, duplicate: Duplicate) -> Match {
        let message = match duplicate.owner {
            Some(owner) => {
                self.say(&format!("已存在，负责人：{owner}"), &format!("it exists already, owner: {owner}"))
            }
            None => self.say("已存在", "it exists already"),
        };
        Match { id: duplicate.id, message }
    }

    /// Records of the target by the field that the texts hold.
    async fn referred(
        &self,
        field: &Field,
        lookup: Option<&FieldKey>,
        texts: &[String],
    ) -> Result<Vec<Resolved>, Problem> {
        let nothing = || vec![Resolved::None { suggestion: None }; texts.len()];
        let Some(target) = &field.target else { return Ok(nothing()) };
        let view = self.app.gate.permit::<View>(self.import.actor(), target.as_str(), &self.app.clock).await;
        let Some(view) = granted(view)? else { return Ok(nothing()) };
        let entity = view.entity().entity.clone();
        let by = lookup.or(entity.title.as_ref()).and_then(|key| entity.field(key.as_str())).cloned();
        let Some(by) = by.filter(|by| view.right(by.key.as_str()) >= Right::Readonly) else {
            return Ok(nothing());
        };
        let meant = self.meant(&by, texts).await?;
        let held = self.holding(&view, &by, meant.iter().flat_map(Meant::values)).await?;
        let answer = |meant: &Meant| match meant {
            Meant::Ambiguous(count) => Resolved::Several { count: *count, candidates: Vec::new() },
            Meant::Values(spellings) => {
                let found = spellings.iter().find_map(|value| held.get(&exact(value)));
                counted(found.map_or(&[], Vec::as_slice))
            }
        };
        Ok(meant.iter().map(answer).collect())
    }

    /// The values of a field that texts stand for: people, departments and records by name, the rest as it is written.
    async fn meant(&self, by: &Field, texts: &[String]) -> Result<Vec<Meant>, Problem> {
        let named = match by.kind {
            Kind::User | Kind::Department => self.named(by, texts).await?,
            Kind::Reference if by.target.is_some() => Box::pin(self.referred(by, None, texts)).await?,
            _ => {
                let field = written(by);
                return Ok(texts.iter().map(|text| self.read(&field, text)).collect());
            }
        };
        let meant = named.into_iter().map(|one| match one {
            Resolved::One(id) => Meant::Values(vec![Value::Id(id)]),
            Resolved::Several { count, .. } => Meant::Ambiguous(count),
            Resolved::None { .. } => Meant::Values(Vec::new()),
        });
        Ok(meant.collect())
    }

    /// A text as a value, in each spelling that differs.
    fn read(&self, field: &Field, text: &str) -> Meant {
        let rules = field.kind.rules();
        let read =
            spellings(text).into_iter().filter_map(|text| rules.parse(field, &text, &self.context).ok());
        let mut read: Vec<Value> = read.filter(|value| !value.is_blank()).collect();
        read.dedup();
        Meant::Values(read)
    }

    /// The visible records that hold each of some values in a field.
    async fn holding(
        &self,
        view: &Permit<View>,
        by: &Field,
        values: impl Iterator<Item = &Value>,
    ) -> Result<HashMap<String, Vec<Uuid>>, Problem> {
        let entity = &view.entity().entity;
        let id = Column::own(entity, entity.field("id").expect("every record has an id"));
        let column =
            Column::own(entity, entity.field(by.key.as_str()).expect("it is a field of this entity"));
        // Each value once: a record that is met twice would seem to be two.
        let values: IndexMap<String, Value> = values.map(|value| (exact(value), value.clone())).collect();
        let values: Vec<Value> = values.into_values().collect();
        let mut held: HashMap<String, Vec<Uuid>> = HashMap::new();
        for chunk in values.chunks(NAMES / 2) {
            let comparison = Comparison::In(chunk.to_vec());
            let mut plan = Plan {
                entity: entity.clone(),
                condition: Condition::Test(Test { column: column.clone(), comparison }),
                search: None,
                sort: Vec::new(),
                limit: u32::try_from(NAMES).unwrap_or(u32::MAX),
                after: None,
                deleted: false,
                as_of: None,
                select: vec![id.clone(), column.clone()],
                labels: Vec::new(),
            };
            loop {
                let page = self.app.store.page(view.entity(), &view.narrow(plan.clone())?).await?;
                for record in &page.records {
                    held.entry(exact(record.get(by.key.as_str()))).or_default().push(record.id());
                }
                plan.after = page.next;
                if plan.after.is_none() {
                    break;
                }
            }
        }
        Ok(held)
    }
}

impl Directory for Lookup {
    type Error = Problem;

    async fn resolve(
        &self,
        field: &Field,
        lookup: Option<&FieldKey>,
        texts: &[String],
    ) -> Result<Vec<Resolved>, Problem> {
        match field.kind {
            Kind::User | Kind::Users | Kind::Department => self.named(field, texts).await,
            _ => self.referred(field, lookup, texts).await,
        }
    }

    async fn find(&self, fields: &[FieldKey], keys: &[Vec<Value>]) -> Result<Vec<Vec<Match>>, Problem> {
        let (reach, within) = match (self.unique(fields), self.updates) {
            (true, _) => (Reach::Everywhere, &self.within),
            (false, _) => (Reach::Within, &self.visible),
        };
        let found = self.app.store.matching(&self.import, fields, keys, within, reach).await?;
        if reach == Reach::Within && self.updates {
            return self.narrowed(fields, keys, found).await;
        }
        Ok(found.into_iter().map(|found| found.into_iter().map(|one| self.matched(one)).collect()).collect())
    }

    async fn same(&self, keys: &[(usize, String)]) -> Result<Vec<Option<Match>>, Problem> {
        let stamp = self.app.store.stamp(self.import.actor());
        let found = self.app.store.same(&self.import, keys, &self.visible, &stamp).await?;
        Ok(found.into_iter().map(|one| one.map(|duplicate| self.told(duplicate))).collect())
    }

    fn check(&self, values: &Values, update: bool) -> Vec<Issue> {
        if !update && self.create.is_none() {
            return vec![Issue::new("no_right", "", "您没有新增的权限", "you may not make new records")];
        }
        let mut issues = Vec::new();
        if let Some(create) = self.create.as_ref().filter(|_| !update) {
            issues.extend(refused_owner(create, values));
        }
        let input = Input { values: values.clone(), accepted: None };
        issues.extend(self.app.store.check(self.import.entity(), &input, update));
        if !update {
            let told =
                |issue: &Issue| issues.iter().any(|i| i.code == issue.code && i.pointer == issue.pointer);
            let more: Vec<Issue> = self
                .app
                .store
                .foretold(&self.import, &input)
                .into_iter()
                .filter(|issue| !told(issue))
                .collect();
            issues.extend(more);
        }
        issues
    }
}

impl Lookup {
    /// Of the visible records that hold keys, those the importer may change keep their id.
    async fn narrowed(
        &self,
        fields: &[FieldKey],
        keys: &[Vec<Value>],
        seen: Vec<Vec<Found>>,
    ) -> Result<Vec<Vec<Match>>, Problem> {
        let held: Vec<Vec<Value>> = keys
            .iter()
            .zip(&seen)
            .filter(|(_, found)| !found.is_empty())
            .map(|(key, _)| key.clone())
            .collect();
        if held.is_empty() {
            return Ok(vec![Vec::new(); keys.len()]);
        }
        let within = self.within.clone();
        let mine = self.app.store.matching(&self.import, fields, &held, &within, Reach::Within).await?;
        let mine: Vec<Uuid> = mine.into_iter().flatten().map(|found| found.id).collect();
        let told = |found: Found| self.matched(Found { within: mine.contains(&found.id), ..found });
        Ok(seen.into_iter().map(|found| found.into_iter().map(told).collect()).collect())
    }
}

/// What a text stands for in a field that finds records.
enum Meant {
    /// One of these.
    Values(Vec<Value>),
    /// So many people or records have that name.
    Ambiguous(usize),
}

impl Meant {
    fn values(&self) -> &[Value] {
        match self {
            Meant::Values(values) => values,
            Meant::Ambiguous(_) => &[],
        }
    }
}

/// A right that may be missing; other refusals are refusals.
pub(super) fn granted<A>(permit: Result<Permit<A>, Denied>) -> Result<Option<Permit<A>>, Problem> {
    match permit {
        Ok(permit) => Ok(Some(permit)),
        Err(Denied::NoRight { .. } | Denied::UnknownEntity) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// A value as a text that differs when the value does; noughts behind a number make none.
fn exact(value: &Value) -> String {
    match value {
        Value::Money(money) => format!("{} {}", money.code(), money.amount.normalize()),
        _ => value.number().map_or_else(|| format!("{value:?}"), |number| number.normalize().to_string()),
    }
}

/// A text as it stands, then as a keyboard without full width would write it, in either case.
fn spellings(text: &str) -> [String; 4] {
    let plain = engine_core::text::half_width(text);
    [text.to_owned(), plain.clone(), plain.to_uppercase(), plain.to_lowercase()]
}

fn counted(found: &[Uuid]) -> Resolved {
    match found {
        [] => Resolved::None { suggestion: None },
        [one] => Resolved::One(*one),
        several => Resolved::Several { count: several.len(), candidates: Vec::new() },
    }
}

fn plain(json: &serde_json::Value) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}
