//! The one constructor of the script engine.
//!
//! Shape:  `Sandbox` holds the function modules, built once; each compilation and run gets a bare engine around
//!         them, which costs less than a microsecond and lets each run own its deadline.
//! Source: docs/spec/scripts.md "What a script cannot do".
//!
//! What is absent is absent by construction, in three layers. Cargo features remove clocks, floats, modules, the
//! optimiser, custom syntax and captured variables (a captured list that holds its own closure is a cycle that
//! nobody frees). Packages not registered have no functions: `sleep`, `exit`, blobs, bit fields, text formatting of
//! lists. Words that rhai itself understands are disabled below.

use std::collections::BTreeSet;

use rhai::packages::{ArithmeticPackage, BasicArrayPackage, BasicMapPackage, LogicPackage, Package};
use rhai::{Engine, Module, Shared};

use super::{functions, limits, record};

/// Words of rhai that reach outside a script's own text, or build a call from a text.
/// `curry` could double a function value's hidden arguments, and `this` fill the list that a native function walks,
/// both unseen by the size limits.
const DISABLED: [&str; 11] = [
    "eval",
    "import",
    "export",
    "print",
    "debug",
    "Fn",
    "curry",
    "this",
    "is_def_fn",
    "is_def_var",
    "is_shared",
];

/// The functions scripts may call, built once and shared by all runs on all threads.
pub struct Sandbox {
    modules: Vec<Shared<Module>>,
    callable: BTreeSet<(String, usize)>,
}

impl Sandbox {
    /// Builds the function modules: a few milliseconds, once per process.
    pub fn new() -> Sandbox {
        let mut own = Module::new();
        functions::register(&mut own);
        record::register(&mut own);
        let modules = vec![
            Shared::new(own),
            ArithmeticPackage::new().as_shared_module(),
            LogicPackage::new().as_shared_module(),
            BasicArrayPackage::new().as_shared_module(),
            BasicMapPackage::new().as_shared_module(),
        ];
        let mut sandbox = Sandbox { modules, callable: BTreeSet::new() };
        sandbox.callable = sandbox
            .engine(limits::RULE.operations)
            .collect_fn_metadata(
                None,
                |function| Some((function.metadata.name.to_string(), function.metadata.num_params)),
                true,
            )
            .into_iter()
            .collect();
        sandbox
    }

    /// An engine with every limit set and nothing but the registered functions.
    #[expect(clippy::disallowed_methods, reason = "this is the one constructor that the ban protects")]
    pub(super) fn engine(&self, operations: u64) -> Engine {
        let mut engine = Engine::new_raw();
        // The first place belongs to functions registered on the engine itself; modules added later win over earlier.
        for module in self.modules.iter().rev() {
            engine.register_global_module(module.clone());
        }
        for word in DISABLED {
            engine.disable_symbol(word);
        }
        engine
            .set_strict_variables(true)
            .set_fail_on_invalid_map_property(true)
            .set_fast_operators(false)
            .set_max_operations(operations)
            .set_max_call_levels(limits::CALL_DEPTH)
            .set_max_expr_depths(limits::EXPRESSION_DEPTH, limits::FUNCTION_EXPRESSION_DEPTH)
            .set_max_string_size(limits::TEXT_BYTES)
            .set_max_array_size(limits::LIST_ELEMENTS)
            .set_max_map_size(limits::MAP_ENTRIES)
            .set_max_variables(limits::VARIABLES)
            .set_max_functions(limits::FUNCTIONS);
        engine
    }

    /// Whether a function of this name and number of arguments exists.
    pub(super) fn knows(&self, name: &str, arguments: usize) -> bool {
        match name {
            "call" => arguments >= 1,
            "type_of" => arguments == 1,
            _ => self.callable.contains(&(name.to_string(), arguments)),
        }
    }

    /// Every function a script may call, as `name(type, type)`, in order; the golden list of the tests.
    pub fn functions(&self) -> Vec<String> {
        let mut signatures = self.engine(limits::RULE.operations).collect_fn_metadata(
            None,
            |function| Some(functions::signature(&function.metadata.name, &function.metadata.param_types)),
            true,
        );
        signatures.sort();
        signatures.dedup();
        signatures
    }
}

impl Default for Sandbox {
    fn default() -> Sandbox {
        Sandbox::new()
    }
}
