//! A form that is being designed, filled in before it is published: with the drafts beside it, as somebody with one role,
//! at one node of a workflow. Nothing is stored, and records it links to are read with that role's published rights.

use std::sync::Arc;

use engine_core::key::{DefinitionKey, EntityKey, FieldKey};
use engine_forms::{Bundle, CompiledForm, Context, ContextJson, Evaluation, KnownJson, project};
use serde_json::{Map, Value as Json};

use super::{filling, linked, rights};
use crate::{
    access::Outlook,
    app::App,
    catalog::{Computing, Snapshot},
    identity::Actor,
    records::error::StoreError,
};

/// A form that is tried.
#[derive(Debug)]
pub struct Trial {
    form: Arc<CompiledForm>,
    snapshot: Snapshot,
    actor: Actor,
    context: Context,
}

impl Trial {
    /// Tries a form of a whole that is not published; `None` when it has no such form.
    pub fn of(
        app: &App,
        snapshot: Snapshot,
        actor: Actor,
        form: &DefinitionKey,
        node: Option<&DefinitionKey>,
    ) -> Option<Trial> {
        let form = snapshot.forms.get(form)?.clone();
        let own = Outlook::new(&snapshot, &actor).rights(form.entity.key.as_str())?;
        let mut context = Context::new(app.store.formula_context());
        context.viewer.id = actor.user();
        context.viewer.departments.clone_from(&actor.departments);
        context.viewer.department_tree.clone_from(&actor.department_tree);
        context.rights = rights::narrowed(&form, &|key| own.right(key), &Computing::default(), &actor, node);
        Some(Trial { form, snapshot, actor, context })
    }

    /// Evaluates until every linked record is known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn evaluate(
        &mut self,
        app: &App,
        answers: &Map<String, Json>,
    ) -> Result<Evaluation, StoreError> {
        filling::evaluated(app, &self.actor, &self.form, &mut self.context, answers).await
    }

    /// The form as such a person may know it.
    pub fn bundle(&self) -> Bundle {
        let outlook = Outlook::new(&self.snapshot, &self.actor);
        let unknown = |entity: &EntityKey, field: &FieldKey| !outlook.sees(entity.as_str(), field.as_str());
        project(&self.form, &self.context.rights, &unknown)
    }

    /// What evaluating it elsewhere needs.
    pub fn context(&self, app: &App) -> ContextJson {
        filling::travelling(app, &self.form, &self.context)
    }

    /// Linked records that are known.
    pub fn known(&self) -> Vec<KnownJson> {
        linked::told(&self.form, &self.context.known)
    }
}
