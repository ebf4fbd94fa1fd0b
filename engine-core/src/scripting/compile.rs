//! Compile a script once, at publish.
//!
//! Shape:  `text × Names → Arc<Script> | [ScriptIssue]`; a script is shared by all threads and runs.
//! Errors: rhai stops at its first syntax error; names, fields and functions are then checked all at once.
//! Source: docs/spec/scripts.md "Compilation".

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rhai::{AST, Position, Scope};

use super::footprint::{self, Footprint};
use super::limits;
use super::sandbox::Sandbox;
use super::syntax::ScriptIssue;
use crate::issue::Message;

/// The names a script may use besides its own; `now` and `today` are always there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Records, read field by field.
    pub records: Vec<String>,
    /// The one record whose fields may be assigned.
    pub writable: Option<String>,
    /// Plain values.
    pub values: Vec<String>,
}

impl Names {
    /// What a rule on a record sees: `record`, which it may change, and `old`, as it was.
    pub fn rule() -> Names {
        Names {
            records: vec!["record".into(), "old".into()],
            writable: Some("record".into()),
            values: vec![],
        }
    }

    /// Every name the script must leave alone.
    pub(super) fn reserved(&self, name: &str) -> bool {
        matches!(name, "now" | "today") || self.records.iter().chain(&self.values).any(|known| known == name)
    }
}

/// A compiled script.
pub struct Script {
    pub(super) tree: AST,
    pub(super) names: Names,
    pub(super) assigned: Arc<BTreeSet<String>>,
    footprint: Footprint,
}

impl Script {
    /// What the script reads, writes and calls; shown in review, and used to fetch only those columns.
    pub fn footprint(&self) -> &Footprint {
        &self.footprint
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("names", &self.names).field("footprint", &self.footprint).finish()
    }
}

impl Sandbox {
    /// Compiles a script that uses no other names than its own and `names`.
    pub fn compile(&self, text: &str, names: &Names) -> Result<Arc<Script>, Vec<ScriptIssue>> {
        if text.len() > limits::SOURCE_BYTES {
            return Err(vec![whole(
                "script_too_large",
                Message::new(
                    format!("脚本超过 {} 字节", limits::SOURCE_BYTES),
                    format!("a script has at most {} bytes", limits::SOURCE_BYTES),
                ),
            )]);
        }
        let engine = self.engine(limits::RULE.operations);
        let mut scope = Scope::new();
        for name in &names.records {
            scope.push(name.clone(), ());
        }
        for name in names.values.iter().map(String::as_str).chain(["now", "today"]) {
            scope.push_constant(name.to_string(), ());
        }
        let parsed = catch_unwind(AssertUnwindSafe(|| engine.compile_with_scope(&scope, text)));
        let tree = match parsed {
            Ok(Ok(tree)) => tree,
            Ok(Err(error)) => return Err(vec![ScriptIssue::from_parse(&error)]),
            Err(_panic) => {
                let message = Message::new("脚本无法解析", "the script cannot be parsed");
                return Err(vec![whole("script_syntax", message)]);
            }
        };
        let footprint = footprint::of(&tree, names, |name, arguments| self.knows(name, arguments))?;
        let assigned = Arc::new(footprint.writes.clone());
        Ok(Arc::new(Script { tree, names: names.clone(), assigned, footprint }))
    }
}

fn whole(code: &'static str, message: Message) -> ScriptIssue {
    ScriptIssue::new(code, message, Position::NONE)
}
