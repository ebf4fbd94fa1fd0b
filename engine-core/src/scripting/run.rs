//! Run a compiled script.
//!
//! Shape:  `Script × Inputs × Budget × Deadline → Outcome | ScriptFault`; all or nothing: a fault keeps no change.
//! Errors: never a panic: what panics inside a [`RecordFields`] or in rhai becomes a fault of kind `Runtime`.
//! Source: docs/spec/scripts.md "A run".

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use indexmap::IndexMap;
use rhai::{Dynamic, Engine, Scope};

use super::compile::Script;
use super::fault::{FaultKind, OUT_OF_OPERATIONS, OUT_OF_TIME, ScriptFault};
use super::limits::{self, Budget};
use super::memory;
use super::record::{Absent, Overlay, RecordFields, RecordView};
use super::sandbox::Sandbox;
use super::value::{NotAValue, ScriptValue};
use crate::issue::Message;
use crate::moment::{Date, Moment};

/// The caller's clock, reduced to the one question a run may ask.
pub trait Deadline: Send + Sync + 'static {
    /// Whether the run's time is over.
    fn expired(&self) -> bool;
}

impl<F: Fn() -> bool + Send + Sync + 'static> Deadline for F {
    fn expired(&self) -> bool {
        self()
    }
}

/// What a run is given.
pub struct Inputs {
    /// The moment of the run, `now` in the script.
    pub now: Moment,
    /// The company's day at that moment, `today` in the script.
    pub today: Date,
    /// The records declared at compilation, by name; a declared one that is missing reads as blank.
    pub records: BTreeMap<String, Arc<dyn RecordFields>>,
    /// The values declared at compilation, by name; a declared one that is missing is blank.
    pub values: BTreeMap<String, ScriptValue>,
}

/// What a run gives back.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The value of the script's last expression.
    pub value: ScriptValue,
    /// Fields assigned to another value than they had, in order, for the write path to validate and permit.
    pub changes: IndexMap<String, ScriptValue>,
    /// Operations spent, for the run log.
    pub operations: u64,
}

/// Counts operations and remembers that the run is over: a script that catches the end inside one of its functions
/// meets it again at its next operation. rhai's own count forgets what callbacks of native functions spent.
#[derive(Default)]
struct Meter {
    operations: AtomicU64,
    expired: AtomicBool,
}

impl Meter {
    fn watch(self: &Arc<Self>, engine: &mut Engine, most: u64, deadline: impl Deadline) {
        let meter = Arc::clone(self);
        engine.on_progress(move |_| {
            let spent = meter.spent() + 1;
            if spent > most {
                return Some(OUT_OF_OPERATIONS.into());
            }
            meter.operations.store(spent, Ordering::Relaxed);
            if spent.is_multiple_of(limits::DEADLINE_EVERY) && deadline.expired() {
                meter.expired.store(true, Ordering::Relaxed);
            }
            meter.expired.load(Ordering::Relaxed).then(|| OUT_OF_TIME.into())
        });
    }

    fn spent(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }
}

impl Sandbox {
    /// Runs a script within its budget of operations and until the deadline expires.
    pub fn run(
        &self,
        script: &Script,
        inputs: Inputs,
        budget: Budget,
        deadline: impl Deadline,
    ) -> Result<Outcome, ScriptFault> {
        let meter = Arc::<Meter>::default();
        let overlay = Arc::<Overlay>::default();
        let mut engine = self.engine(budget.operations);
        meter.watch(&mut engine, budget.operations, deadline);
        memory::watch(&mut engine);
        let mut scope = scope(script, inputs, &overlay);
        let evaluated = catch_unwind(AssertUnwindSafe(|| {
            let evaluated = engine.eval_ast_with_scope::<Dynamic>(&mut scope, &script.tree);
            evaluated.map(|value| ScriptValue::from_dynamic(&value, 0))
        }));
        let operations = meter.spent();
        match evaluated {
            Ok(Ok(value)) => {
                Ok(Outcome { value: returned(value, operations)?, changes: overlay.take(), operations })
            }
            Ok(Err(error)) => Err(ScriptFault::from_error(&error, operations)),
            Err(_panic) => Err(ScriptFault::nowhere(
                FaultKind::Runtime,
                Message::new("脚本运行时发生内部错误", "an internal error occurred while the script ran"),
                operations,
            )),
        }
    }
}

fn scope(script: &Script, mut inputs: Inputs, overlay: &Arc<Overlay>) -> Scope<'static> {
    let mut scope = Scope::new();
    for name in &script.names.records {
        let fields = inputs.records.remove(name).unwrap_or_else(|| Arc::new(Absent));
        let view = if script.names.writable.as_ref() == Some(name) {
            RecordView::writable(fields, Arc::clone(overlay), Arc::clone(&script.assigned))
        } else {
            RecordView::read_only(fields)
        };
        scope.push(name.clone(), view);
    }
    for name in &script.names.values {
        let value = inputs.values.remove(name).unwrap_or_default();
        scope.push_constant_dynamic(name.clone(), value.into_dynamic());
    }
    scope.push_constant("now", inputs.now);
    scope.push_constant("today", inputs.today);
    scope
}

/// A script that ends in something that is no value, such as a record or a function, returns blank.
fn returned(value: Result<ScriptValue, NotAValue>, operations: u64) -> Result<ScriptValue, ScriptFault> {
    match value {
        Ok(value) => Ok(value),
        Err(NotAValue::Kind) => Ok(ScriptValue::Blank),
        Err(NotAValue::Depth) => Err(ScriptFault::nowhere(
            FaultKind::Depth,
            Message::new(
                format!("返回值嵌套超过 {} 层", limits::VALUE_DEPTH),
                format!("the value returned is nested more than {} deep", limits::VALUE_DEPTH),
            ),
            operations,
        )),
    }
}
