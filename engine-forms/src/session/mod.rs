//! A form while somebody fills it in.
//!
//! Shape:  a [`Session`] keeps the answers and what was computed of them; each [`Edit`] changes the answers, and only what
//!         they reach is computed again. It gives a patch: what of the evaluation is different now.
//! Errors: an edit of what is not there changes nothing.
//! Source: docs/spec/forms.md §5.
//!
//! Architecture Invariant: after any edits a session tells what evaluating its answers from nothing tells.

use engine_core::{issue::Language, key::EntityKey};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{
    answers::Answers,
    context::{Context, Linked},
    evaluate::{Machine, Part, Prepared, Reached, State, rows_json, tell},
    evaluation::Evaluation,
    form::CompiledForm,
};

mod edit;
mod patch;

pub use edit::Edit;
use patch::Patch;

/// A machine over what the session knows; it takes the state, which is put back when it is done. A function would borrow
/// the whole session.
macro_rules! machine {
    ($session:ident) => {
        Machine::new(
            &$session.form,
            &$session.answers,
            &$session.context,
            &$session.prepared,
            std::mem::take(&mut $session.state),
        )
    };
}

/// A form while somebody fills it in.
pub struct Session {
    form: CompiledForm,
    answers: Answers,
    context: Context,
    prepared: Prepared,
    state: State,
    /// By part, in the order of telling; together they are the evaluation, but for rows.
    told: Vec<(Part, Evaluation)>,
    wanted: Vec<(EntityKey, Uuid)>,
    /// The number that was given to a row last.
    last_number: u64,
    /// What was edited since the last computation.
    touched: Vec<edit::Touched>,
}

impl Session {
    /// Begins with answers.
    pub fn new(form: CompiledForm, answers: &Map<String, Json>, context: Context) -> Session {
        let mut session = Session {
            answers: Answers::read(&form, answers),
            prepared: Prepared::new(&form, &context),
            state: State::new(&form),
            told: Vec::new(),
            wanted: Vec::new(),
            last_number: 0,
            touched: Vec::new(),
            form,
            context,
        };
        let read = std::mem::take(&mut session.answers.rows);
        session.answers.rows = read.into_iter().map(|rows| Some(session.numbered(rows?))).collect();
        let mut machine = machine!(session);
        for part in machine.everything().parts {
            let mut told = Evaluation::default();
            tell(&machine, part, &mut told);
            session.told.push((part, told));
        }
        session.state = machine.state;
        session.wanted = session.state.wanted();
        session
    }

    /// The form.
    pub fn form(&self) -> &CompiledForm {
        &self.form
    }

    /// What was answered.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// What there is to show.
    pub fn evaluation(&mut self) -> Evaluation {
        let mut whole = self.lists();
        for (_, told) in &self.told {
            whole.add(told);
        }
        let machine = machine!(self);
        whole.values.extend(rows_json(&machine));
        self.state = machine.state;
        whole
    }

    /// What the lists begin with: each part adds its own.
    fn lists(&self) -> Evaluation {
        let (stray, wanted) = (self.answers.stray.clone(), self.wanted.clone());
        Evaluation { stray, wanted, ..Evaluation::default() }
    }

    /// Does what somebody did, all of it before anything is computed.
    pub fn apply(&mut self, edits: &[Edit], language: Language) -> Json {
        for edit in edits {
            self.edit(edit);
        }
        let marks = self.marks();
        self.compute(|machine| machine.again(marks), language)
    }

    /// Learns of linked records.
    pub fn learn(
        &mut self,
        known: impl IntoIterator<Item = ((EntityKey, Uuid), Linked)>,
        language: Language,
    ) -> Json {
        self.context.known.extend(known);
        self.compute(|machine| machine.everything(), language)
    }

    /// Computes, tells anew what was reached, and gives what is different.
    fn compute(&mut self, pass: impl FnOnce(&mut Machine<'_>) -> Reached, language: Language) -> Json {
        let mut machine = machine!(self);
        let reached = pass(&mut machine);
        let (mut before, mut after) = (Evaluation::default(), Evaluation::default());
        for part in &reached.parts {
            let mut told = Evaluation::default();
            tell(&machine, *part, &mut told);
            after.add(&told);
            if let Ok(at) = self.told.binary_search_by(|(known, _)| known.cmp(part)) {
                before.add(&std::mem::replace(&mut self.told[at].1, told));
            }
        }
        let mut patch = Patch::between(&before, &after);
        patch.rows(&machine, &reached);
        self.state = machine.state;
        before.wanted = std::mem::replace(&mut self.wanted, self.state.wanted());
        after.wanted.clone_from(&self.wanted);
        let mut lists = self.lists();
        self.told.iter().for_each(|(_, told)| lists.add_lists(told));
        patch.lists(&before, &after, &lists, language);
        patch.into_json()
    }
}
