//! The form at an address, and whether it is open.

use std::sync::Arc;

use engine_core::{key::DefinitionKey, moment::Moment};
use engine_forms::{CompiledForm, definition::Public};

use crate::{app::App, forms::FormFault};

/// A public form.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The form.
    pub form: Arc<CompiledForm>,
    /// What makes it public.
    pub public: Public,
    /// Why nobody may send it now.
    pub closed: Option<Closed>,
}

/// Why nobody may send a form now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It opens then.
    NotYet(Moment),
    /// It closed then.
    Over(Moment),
    /// It has all it takes.
    Full,
}

impl Opened {
    /// The published form at an address below `/f/`.
    ///
    /// # Errors
    /// When there is none, or the database does not answer.
    pub async fn find(app: &App, slug: &str) -> Result<Opened, FormFault> {
        let snapshot = app.gate.snapshot();
        let at = |form: &&Arc<CompiledForm>| {
            form.document.public.as_ref().is_some_and(|public| public.slug == slug)
        };
        let form = snapshot.forms.values().find(at).cloned().ok_or(FormFault::NotFound)?;
        let public = form.document.public.clone().ok_or(FormFault::NotFound)?;
        let mut closed = by_the_clock(&public, app.clock.now());
        if closed.is_none()
            && let Some(most) = public.most
            && app.store.submitted(form.document.key.as_str(), most).await? >= most
        {
            closed = Some(Closed::Full);
        }
        Ok(Opened { form, public, closed })
    }

    /// Its key.
    pub fn key(&self) -> &DefinitionKey {
        &self.form.document.key
    }
}

/// What the form's hours say of a moment.
fn by_the_clock(public: &Public, now: Moment) -> Option<Closed> {
    let moment = |text: &Option<String>| text.as_deref().and_then(Moment::parse);
    match (moment(&public.opens_at), moment(&public.closes_at)) {
        (Some(opens), _) if now < opens => Some(Closed::NotYet(opens)),
        (_, Some(closes)) if now >= closes => Some(Closed::Over(closes)),
        _ => None,
    }
}
