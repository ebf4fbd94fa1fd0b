//! Documents → the published whole, or everything that is wrong with it.
//!
//! Shape:  pure; issues carry pointers `/{kind}/{key}/…` into the set.

use std::{collections::HashMap, sync::Arc};

use engine_core::{
    definition::{AppDocument, DefinitionKind, ExtensionDocument, OptionSetDocument},
    entity::{
        Entity,
        derive::{self, Draft},
        parse_fields,
    },
    issue::{Issue, token},
    key::{DefinitionKey, EntityKey},
    kinds::check_tree,
    policy::RoleDocument,
    view::ViewDocument,
};
use engine_forms::definition::FormDocument;
use serde::de::DeserializeOwned;

use super::{
    Document, Snapshot, check,
    compile::compile,
    levels,
    meta::{structural_issues, well_formed_rest},
};

/// Builds the whole from its documents.
pub fn assemble(documents: Vec<Document>, epoch: i64) -> (Snapshot, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut unsound = Unsound::default();
    let mut snapshot = Snapshot { epoch, ..Snapshot::default() };
    let mut draft = Draft(HashMap::new());
    let mut waiting = Waiting::default();
    for document in documents {
        let structural = structural_issues(document.kind, &document.body);
        if structural.is_empty() {
            take(&document, &mut snapshot, &mut draft, &mut waiting, &mut issues);
        } else if let Some(rest) = unsound.note(&document, structural) {
            take(&rest, &mut snapshot, &mut draft, &mut waiting, &mut issues);
        }
        snapshot.documents.insert((document.kind, document.key.clone()), document);
    }
    for (key, app, extension) in waiting.extensions {
        extend(&mut draft, &key, &app, &extension, &mut issues);
    }
    fill_options(&mut draft, &snapshot.option_sets, &mut issues);
    derive::resolve(&mut draft, &mut issues);
    check::entities(&draft, &mut issues);
    levels::check(&draft, &mut issues);
    let mut all: Vec<Arc<Entity>> = draft.0.values().cloned().collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    for entity in &all {
        let version = version_of(&snapshot, entity);
        match compile(entity, version, &all, &draft) {
            Ok(compiled) => {
                snapshot.entities.insert(entity.key.clone(), Arc::new(compiled));
            }
            Err(reason) => issues.push(Issue::new(
                "bad_schema",
                format!("/entity/{}", entity.key),
                format!("无法编译：{reason}"),
                format!("does not compile: {reason}"),
            )),
        }
    }
    for form in waiting.forms {
        let (compiled, found) = engine_forms::compile(&form, &draft);
        issues.extend(found.into_iter().map(|issue| issue.below(&format!("/form/{}", form.key))));
        if let Some(compiled) = compiled {
            if form.main {
                snapshot.held.insert(form.entity.clone(), Arc::new(compiled.clone().held()));
            }
            snapshot.forms.insert(form.key.clone(), Arc::new(compiled));
        }
    }
    check::snapshot(&snapshot, &mut issues);
    unsound.join(snapshot, issues)
}

/// Definitions of wrong form. What is left of them without that is looked at, too, so that everything is told at once;
/// none of them is part of the whole.
#[derive(Default)]
struct Unsound {
    places: Vec<(DefinitionKind, DefinitionKey)>,
    issues: Vec<Issue>,
    /// What was taken out: nothing else is said about it.
    without: Vec<String>,
}

impl Unsound {
    fn note(&mut self, document: &Document, structural: Vec<Issue>) -> Option<Document> {
        let prefix = document.pointer();
        self.places.push((document.kind, document.key.clone()));
        let rest = well_formed_rest(document, &structural);
        self.issues.extend(structural.into_iter().map(|issue| issue.below(&prefix)));
        let (body, without) = rest?;
        self.without.extend(without.into_iter().map(|pointer| format!("{prefix}{pointer}")));
        Some(Document { body, ..document.clone() })
    }

    /// The whole of the sound ones alone, since an extension or option set of wrong form has left its mark on others.
    fn join(mut self, mut snapshot: Snapshot, found: Vec<Issue>) -> (Snapshot, Vec<Issue>) {
        if self.places.is_empty() {
            return (snapshot, found);
        }
        let sound = snapshot.documents.iter().filter(|(place, _)| !self.places.contains(place));
        let (whole, _) = assemble(sound.map(|(_, document)| document.clone()).collect(), snapshot.epoch);
        snapshot = Snapshot { documents: snapshot.documents, ..whole };
        let without = self.without;
        let told = |issue: &Issue| {
            let inside = |out: &String| {
                issue.pointer.strip_prefix(out).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            without.iter().any(inside)
        };
        self.issues.extend(found.into_iter().filter(|issue| !told(issue)));
        (snapshot, self.issues)
    }
}

fn version_of(snapshot: &Snapshot, entity: &Entity) -> i64 {
    snapshot
        .documents
        .get(&(DefinitionKind::Entity, DefinitionKey::from(&entity.key)))
        .map_or(0, |d| d.version)
}

/// What rests on entities, and waits until all of them are read.
#[derive(Default)]
struct Waiting {
    extensions: Vec<(DefinitionKey, DefinitionKey, ExtensionDocument)>,
    forms: Vec<FormDocument>,
}

fn take(
    document: &Document,
    snapshot: &mut Snapshot,
    draft: &mut Draft,
    waiting: &mut Waiting,
    issues: &mut Vec<Issue>,
) {
    let prefix = document.pointer();
    match document.kind {
        DefinitionKind::Entity => {
            let (entity, found) = Entity::parse(&document.body);
            issues.extend(found.into_iter().map(|i| i.below(&prefix)));
            if let Some(entity) = entity {
                draft.0.insert(entity.key.clone(), Arc::new(entity));
            }
        }
        DefinitionKind::App => put(document, issues, |app: AppDocument| {
            snapshot.apps.insert(document.key.clone(), app);
        }),
        DefinitionKind::OptionSet => {
            let mut wrong = Vec::new();
            put(document, issues, |set: OptionSetDocument| {
                check_tree(&set.options, &format!("{prefix}/options"), &mut wrong);
                snapshot.option_sets.insert(document.key.clone(), set);
            });
            issues.append(&mut wrong);
        }
        DefinitionKind::View => put(document, issues, |view: ViewDocument| {
            snapshot.views.insert(document.key.clone(), view);
        }),
        DefinitionKind::Form => put(document, issues, |form: FormDocument| waiting.forms.push(form)),
        DefinitionKind::Role => put(document, issues, |role: RoleDocument| {
            snapshot.roles.insert(document.key.clone(), role);
        }),
        DefinitionKind::Extension => put(document, issues, |extension: ExtensionDocument| {
            waiting.extensions.push((document.key.clone(), document.app.clone(), extension));
        }),
    }
}

fn put<T: DeserializeOwned>(document: &Document, issues: &mut Vec<Issue>, store: impl FnOnce(T)) {
    match serde_json::from_value(document.body.clone()) {
        Ok(parsed) => store(parsed),
        Err(error) => issues.push(Issue::new(
            "bad_definition",
            document.pointer(),
            format!("定义不符合格式：{error}"),
            format!("not well-formed: {error}"),
        )),
    }
}

/// Adds an extension's fields to the entity it extends.
fn extend(
    draft: &mut Draft,
    key: &DefinitionKey,
    app: &DefinitionKey,
    extension: &ExtensionDocument,
    issues: &mut Vec<Issue>,
) {
    let prefix = format!("/extension/{key}");
    let Some(found) = draft.0.get_mut(&extension.extends) else {
        issues.push(Issue::new(
            "unknown_entity",
            format!("{prefix}/extends"),
            format!("没有数据表“{}”", extension.extends),
            format!("there is no entity `{}`", extension.extends),
        ));
        return;
    };
    let mut own = Vec::new();
    let fields = parse_fields(&extension.properties, &extension.required, &mut own);
    issues.extend(own.into_iter().map(|i| i.below(&prefix)));
    let entity = Arc::make_mut(found);
    for (name, field) in fields {
        let place = format!("{prefix}/properties{}", token(name.as_str()));
        if entity.fields.contains_key(&name) {
            issues.push(Issue::new("taken_key", place, "这个字段编码已被使用", "this field key is taken"));
        } else if app.as_str() == "local" && !name.as_str().starts_with("x_") {
            issues.push(Issue::new(
                "local_prefix",
                place,
                "给已安装应用增加的字段，编码请以 x_ 开头",
                "fields that a company adds to an installed app start with x_",
            ));
        } else {
            entity.fields.insert(name, field);
        }
    }
    entity.groups.extend(extension.groups.iter().cloned());
    entity.indexes.extend(extension.indexes.iter().cloned());
}

fn fill_options(
    draft: &mut Draft,
    sets: &HashMap<DefinitionKey, OptionSetDocument>,
    issues: &mut Vec<Issue>,
) {
    for (key, entity) in &mut draft.0 {
        let wanted: Vec<_> = entity.fields.values().filter(|f| f.option_set.is_some()).cloned().collect();
        for field in wanted {
            let set = field.option_set.as_ref().and_then(|s| sets.get(s));
            match set {
                Some(set) => {
                    let mut filled = field.as_ref().clone();
                    filled.options = set.options.clone();
                    Arc::make_mut(entity).fields.insert(field.key.clone(), Arc::new(filled));
                }
                None => issues.push(unknown_set(key, field.key.as_str())),
            }
        }
    }
}

fn unknown_set(entity: &EntityKey, field: &str) -> Issue {
    Issue::new(
        "unknown_option_set",
        format!("/entity/{entity}/properties{}/x-field/option_set", token(field)),
        "没有这个选项集",
        "there is no such option set",
    )
}
