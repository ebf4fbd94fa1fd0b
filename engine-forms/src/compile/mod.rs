//! A form as written → a form ready to evaluate, or everything that is wrong with it.
//!
//! Shape:  `FormDocument × Entities → (CompiledForm, Vec<Issue>)`; pointers into the document.
//! Errors: every issue, cycles included; a form with issues may not be published, and its compilation leaves out what is
//!         wrong.
//! Source: docs/spec/forms.md; codes are listed in docs/spec/issues.md.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use engine_core::{
    entity::{Entity, Field},
    issue::{Issue, token},
    key::FieldKey,
    kinds::Kind,
    plan::Entities,
};

use crate::{
    definition::FormDocument,
    form::{CompiledForm, Origin, Scope, Use},
};

mod cycles;
mod expressions;
mod layout;
mod public;
mod rules;
mod sense;
mod values;

/// Everything that is wrong with a form.
pub fn check(document: &FormDocument, entities: &dyn Entities) -> Vec<Issue> {
    compile(document, entities).1
}

/// Compiles a form; absent only where its entity is.
pub fn compile(document: &FormDocument, entities: &dyn Entities) -> (Option<CompiledForm>, Vec<Issue>) {
    let Some(entity) = entities.entity(document.entity.as_str()).filter(|e| e.parent.is_none()) else {
        let issue = Issue::new(
            "unknown_entity",
            "/entity",
            format!("没有可以填写的数据表“{}”", document.entity),
            format!("there is no entity `{}` of its own", document.entity),
        );
        return (None, vec![issue]);
    };
    let mut compiler = Compiler::new(document, &entity, entities);
    layout::place(&mut compiler);
    rules::all(&mut compiler);
    sense::check(&mut compiler);
    public::check(&mut compiler);
    let (order, uses) = cycles::order(&mut compiler);
    let Compiler { scopes, groups, issues, reached, .. } = compiler;
    let form = CompiledForm {
        document: document.clone(),
        entity,
        scopes: scopes.into_iter().map(|(scope, _)| scope).collect(),
        groups,
        order,
        reached,
        uses,
    };
    (Some(form), issues)
}

/// A compilation under way.
struct Compiler<'a> {
    document: &'a FormDocument,
    entities: &'a dyn Entities,
    /// Each with the pointer of what it was written in: the whole form, or the rows of a sub-table.
    scopes: Vec<(Scope, String)>,
    groups: Vec<crate::form::Group>,
    /// Pointers of fields on the form, by scope and slot.
    slot_places: HashMap<(usize, usize), String>,
    /// Pointers of rules, by scope and place.
    rule_places: HashMap<(usize, usize), String>,
    /// Pointers of checks, by scope and place.
    check_places: HashMap<(usize, usize), String>,
    /// The blocks that are not fields, by key.
    group_places: HashMap<FieldKey, usize>,
    /// Fields on the form, in order.
    placed: Vec<Placed<'a>>,
    blocks: usize,
    rule_count: usize,
    check_count: usize,
    /// Entities that paths lead to.
    reached: HashMap<engine_core::key::EntityKey, Arc<Entity>>,
    /// Their fields that are read.
    through_links: BTreeSet<Use>,
    issues: Vec<Issue>,
}

/// A field on the form, and the pointer of its block.
struct Placed<'a> {
    scope: usize,
    slot: usize,
    block: &'a crate::definition::FieldBlock,
    at: String,
}

impl<'a> Compiler<'a> {
    fn new(document: &'a FormDocument, entity: &Arc<Entity>, entities: &'a dyn Entities) -> Compiler<'a> {
        let mut scopes = vec![(Scope::new(entity, None), String::new())];
        for table in 0..scopes[0].0.slots.len() {
            let field = &scopes[0].0.slots[table].field;
            let target = field.target.as_ref().filter(|_| field.kind == Kind::SubTable);
            if let Some(rows) = target.and_then(|target| entities.entity(target.as_str())) {
                scopes[0].0.slots[table].origin = Origin::Rows(scopes.len());
                scopes.push((Scope::new(&rows, Some(table)), String::new()));
            }
        }
        Compiler {
            document,
            entities,
            scopes,
            placed: Vec::new(),
            groups: Vec::new(),
            slot_places: HashMap::new(),
            rule_places: HashMap::new(),
            check_places: HashMap::new(),
            group_places: HashMap::new(),
            blocks: 0,
            rule_count: 0,
            check_count: 0,
            reached: HashMap::new(),
            through_links: BTreeSet::new(),
            issues: Vec::new(),
        }
    }

    fn issue(
        &mut self,
        code: &'static str,
        at: impl Into<String>,
        chinese: impl Into<String>,
        english: impl Into<String>,
    ) {
        self.issues.push(Issue::new(code, at, chinese.into(), english.into()));
    }

    /// The slot of a field of a scope, or an issue.
    fn slot(&mut self, scope: usize, key: &FieldKey, at: &str) -> Option<usize> {
        let found = self.scopes[scope].0.by_key.get(key).copied();
        if found.is_none() {
            self.unknown_field(key.as_str(), at);
        }
        found
    }

    fn unknown_field(&mut self, key: &str, at: &str) {
        self.issue(
            "unknown_field",
            at,
            format!("没有编码为“{key}”的字段"),
            format!("there is no field `{key}`"),
        );
    }
}

/// A pointer into rows of rules and the like.
fn at(prefix: &str, list: &str, index: usize) -> String {
    format!("{prefix}{}/{index}", token(list))
}

/// Whether a field has options to choose from.
fn is_choice(field: &Field) -> bool {
    matches!(field.kind, Kind::Choice | Kind::MultiChoice)
}
