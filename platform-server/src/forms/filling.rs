//! One form while somebody fills it in.

use std::{collections::BTreeMap, sync::Arc};

use engine_core::{
    issue::Issue,
    key::{DefinitionKey, EntityKey, FieldKey},
    policy::{Action, Right},
};
use engine_forms::{
    Bundle, CompiledForm, Context, ContextJson, Evaluation, KnownJson, answers::Answers,
    definition::FormRight, evaluate, project,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{linked, rights};
use crate::{
    access::{ActionMarker, Create, Denied, Edit, Permit},
    app::App,
    catalog::Snapshot,
    identity::Actor,
    records::{error::StoreError, record::Record, store::Input},
};

/// Longest chain of links that is followed.
const MOST_ROUNDS: usize = 6;

/// Why a form cannot be filled in.
#[derive(Debug, thiserror::Error)]
pub enum FormFault {
    /// There is no such form.
    #[error("there is no such form")]
    NotFound,
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The answers, or the write, are refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A form, who fills it in, and what it changes.
#[derive(Debug)]
pub struct Filling<A> {
    /// The form.
    pub form: Arc<CompiledForm>,
    /// Its published version.
    pub version: i64,
    /// The right to write what comes of it.
    pub permit: Permit<A>,
    /// The stored record, when one is changed.
    pub before: Option<Record>,
    context: Context,
}

impl Filling<Create> {
    /// A form for a new record.
    ///
    /// # Errors
    /// When there is no such form, it makes no records, or the caller may not make any.
    pub async fn of_new(
        app: &App,
        actor: &Actor,
        form: &str,
        node: Option<&DefinitionKey>,
    ) -> Result<Filling<Create>, FormFault> {
        let (form, version) = published(&app.gate.snapshot(), form)?;
        let entity = form.document.entity.as_str();
        if !form.document.creates {
            let entity = entity.to_owned();
            return Err(Denied::NoRight { action: Action::Create, entity }.into());
        }
        let permit = app.gate.permit::<Create>(actor, entity, &app.clock).await?;
        Ok(Filling::with(app, form, version, permit, node, None))
    }
}

impl Filling<Create> {
    /// A public form, for whoever comes: every field on it may be given a value, and who asks is nobody.
    ///
    /// # Errors
    /// When there is no such form, or it is not public.
    pub fn of_everybody(app: &App, form: &DefinitionKey) -> Result<Filling<Create>, FormFault> {
        let permit = app.gate.public(form, &app.clock).map_err(|_| FormFault::NotFound)?;
        let (form, version) = published(permit.snapshot(), form.as_str())?;
        Ok(Filling::with(app, form, version, permit, None, None))
    }

    /// The form as everybody may know it: what is carried along unseen is not on it.
    pub fn public_bundle(&self) -> Bundle {
        let mut rights = self.context.rights.clone();
        let shown: BTreeMap<String, bool> = self.form.on_form().collect();
        let own = self.form.entity.fields.keys().map(ToString::to_string);
        let columns = self.form.tables().flat_map(|(table, rows)| {
            rows.fields.keys().map(move |column| format!("{table}.{column}")).collect::<Vec<_>>()
        });
        let system = engine_core::key::SYSTEM_FIELDS.iter().map(ToString::to_string);
        for name in own.chain(columns).chain(system) {
            if shown.get(&name) != Some(&true) {
                rights.insert(name, FormRight::Hidden);
            }
        }
        project(&self.form, &rights, &|_, _| true)
    }
}

impl Filling<Edit> {
    /// A form for a stored record.
    ///
    /// # Errors
    /// When there is no such form or record, or the caller may not change it.
    pub async fn of_stored(
        app: &App,
        actor: &Actor,
        form: &str,
        record: Uuid,
        node: Option<&DefinitionKey>,
    ) -> Result<Filling<Edit>, FormFault> {
        let (form, version) = published(&app.gate.snapshot(), form)?;
        let permit = app.gate.permit::<Edit>(actor, form.document.entity.as_str(), &app.clock).await?;
        let before = app.store.editable(&permit, record).await?;
        Ok(Filling::with(app, form, version, permit, node, Some(before)))
    }
}

/// A published form by key, and its version.
fn published(snapshot: &Snapshot, key: &str) -> Result<(Arc<CompiledForm>, i64), FormFault> {
    let form = snapshot.forms.get(key).ok_or(FormFault::NotFound)?;
    let place = (engine_core::definition::DefinitionKind::Form, form.document.key.clone());
    Ok((form.clone(), snapshot.documents.get(&place).map_or(0, |document| document.version)))
}

impl<A: ActionMarker> Filling<A> {
    fn with(
        app: &App,
        form: Arc<CompiledForm>,
        version: i64,
        permit: Permit<A>,
        node: Option<&DefinitionKey>,
        before: Option<Record>,
    ) -> Filling<A> {
        let mut context = Context::new(app.store.formula_context());
        context.viewer = permit.viewer().clone();
        context.rights = rights(&form, &permit, node);
        let json = before.as_ref().map(|record| record.to_json(&form.entity));
        context.base = json.and_then(|json| match json {
            Json::Object(map) => Some(map),
            _ => None,
        });
        Filling { form, version, permit, before, context }
    }

    /// Evaluates until every linked record is known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn evaluate(
        &mut self,
        app: &App,
        answers: &Map<String, Json>,
    ) -> Result<Evaluation, FormFault> {
        Ok(evaluated(app, self.permit.actor(), &self.form, &mut self.context, answers).await?)
    }

    /// Everything that is wrong with what was answered.
    pub fn refused(told: &Evaluation) -> Vec<Issue> {
        told.issues.iter().chain(&told.stray).cloned().collect()
    }

    /// What is written of an evaluation without issues: of a new record every value, of a stored one what is different.
    ///
    /// # Errors
    /// What the record refuses.
    pub fn written(&self, told: &Evaluation) -> Result<Input, FormFault> {
        Ok(Input::read(self.permit.entity(), &self.values(told)).map_err(StoreError::Issues)?)
    }

    /// The same as the API takes it.
    pub fn values(&self, told: &Evaluation) -> Map<String, Json> {
        let base = self.context.base.as_ref();
        let asked = |key: &String| {
            let field = self.form.entity.field(key);
            field.is_some_and(|field| !field.kind.rules().computed())
        };
        let different = |(key, json): &(&String, &Json)| {
            let stored = base.and_then(|base| base.get(*key)).unwrap_or(&Json::Null);
            asked(key) && *json != stored
        };
        // What a rule sets is written even where the caller may not know of it.
        let values = told.values.iter().chain(&told.concealed).filter(different);
        values.map(|(key, json)| (key.clone(), self.form.written(key, json))).collect()
    }

    /// Linked records that are known, for a form that is evaluated elsewhere.
    pub fn known(&self) -> Vec<KnownJson> {
        linked::told(&self.form, &self.context.known)
    }

    /// The form as the caller may know it.
    pub fn bundle(&self) -> Bundle {
        let unknown = |entity: &EntityKey, field: &FieldKey| !self.sees(entity, field);
        project(&self.form, &self.context.rights, &unknown)
    }

    /// Whether the caller sees a field of another entity.
    fn sees(&self, entity: &EntityKey, field: &FieldKey) -> bool {
        let compiled = self.permit.snapshot().compiled(entity.as_str());
        compiled.is_some_and(|compiled| {
            let right = self.permit.rights_on(compiled).right(field.as_str());
            self.permit.may_view(entity.as_str()) && right >= Right::Readonly
        })
    }

    /// What evaluating it elsewhere needs, without what is hidden from the caller.
    pub fn context(&self, app: &App) -> ContextJson {
        travelling(app, &self.form, &self.context)
    }
}

/// Evaluates until every linked record is known that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn evaluated(
    app: &App,
    actor: &Actor,
    form: &CompiledForm,
    context: &mut Context,
    answers: &Map<String, Json>,
) -> Result<Evaluation, StoreError> {
    let answers = Answers::read(form, answers);
    let mut told = evaluate(form, &answers, context);
    for _ in 0..MOST_ROUNDS {
        if told.wanted.is_empty() {
            break;
        }
        let known = linked::look_up(app, actor, form, &told.wanted).await?;
        context.known.extend(known);
        told = evaluate(form, &answers, context);
    }
    Ok(told)
}

/// A context as it travels, without what is hidden from whoever gets it.
pub(super) fn travelling(app: &App, form: &CompiledForm, context: &Context) -> ContextJson {
    let seen = |key: &String| context.right(key) != FormRight::Hidden;
    let base = context.base.as_ref();
    ContextJson {
        now: app.clock.now().to_string(),
        zone: app.clock.zone_name().to_owned(),
        offsets: engine_core::zone::offsets(app.clock.zone()),
        holidays: Vec::new(),
        workdays: Vec::new(),
        me: context.viewer.id,
        departments: context.viewer.departments.clone(),
        department_tree: context.viewer.department_tree.clone(),
        base: base
            .map(|base| base.iter().filter(|(k, _)| seen(k)).map(|(k, v)| (k.clone(), v.clone())).collect()),
        known: linked::told(form, &context.known),
    }
}
