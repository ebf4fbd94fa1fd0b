//! What a script touches, read from its syntax tree.
//!
//! Shape:  `AST × Names → Footprint { reads, writes, functions } | [ScriptIssue]`.
//! Errors: everything that would make the list untrue is refused: a record under another name, a field chosen at run
//!         time, a record's name for something else, a function nobody registered.
//! Source: docs/spec/scripts.md "Footprint".

use std::collections::BTreeSet;

use rhai::{AST, ASTFlags, ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::compile::Names;
use super::syntax::ScriptIssue;
use crate::issue::Message;

/// A field of a declared record, and what of it is read. The longest prefix that names a field counts: `due.year` is
/// the field `due`; a reference, or a sub-table without more, stands for everything readable beneath it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath {
    /// The declared record.
    pub record: String,
    /// Field, then parts of it, as written; the first is always there.
    pub path: Vec<String>,
}

/// What a script touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Fields read.
    pub reads: BTreeSet<FieldPath>,
    /// Fields of the writable record assigned.
    pub writes: BTreeSet<String>,
    /// Registered functions called, operators left out.
    pub functions: BTreeSet<String>,
}

/// One access to a declared record.
struct Access<'a> {
    record: &'a str,
    path: Vec<String>,
}

struct Walk<'n, K> {
    names: &'n Names,
    knows: K,
    /// Functions the script defines.
    defined: BTreeSet<(String, usize)>,
    /// Left sides of plain assignments, which are not reads.
    targets: BTreeSet<*const Expr>,
    footprint: Footprint,
    issues: Vec<ScriptIssue>,
}

/// The footprint of a tree whose callable functions are those of `knows`.
pub(super) fn of(
    tree: &AST,
    names: &Names,
    knows: impl Fn(&str, usize) -> bool,
) -> Result<Footprint, Vec<ScriptIssue>> {
    let defined = tree.iter_functions().map(|f| (f.name.to_string(), f.params.len())).collect();
    let mut walk = Walk {
        names,
        knows,
        defined,
        targets: BTreeSet::new(),
        footprint: Footprint::default(),
        issues: Vec::new(),
    };
    for function in tree.iter_functions() {
        for parameter in function.params {
            walk.reserve(parameter, Position::NONE);
        }
    }
    tree.walk(&mut |path: &[ASTNode<'_>]| {
        walk.visit(path);
        true
    });
    tree.clone_functions_only().walk(&mut |path: &[ASTNode<'_>]| {
        if let [.., ASTNode::Expr(Expr::Variable(name, _, position))] = path {
            walk.out_of_reach(&name.1, *position);
        }
        true
    });
    if walk.issues.is_empty() { Ok(walk.footprint) } else { Err(walk.issues) }
}

impl<K: Fn(&str, usize) -> bool> Walk<'_, K> {
    fn visit(&mut self, path: &[ASTNode<'_>]) {
        match path {
            [.., ASTNode::Stmt(statement)] => self.statement(statement),
            [before @ .., ASTNode::Expr(expression)] => self.expression(before.last(), expression),
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Var(variable, _, position) => self.reserve(variable.0.as_str(), *position),
            Stmt::For(control, position) => {
                self.reserve(control.0.as_str(), *position);
                if let Some(counter) = &control.1 {
                    self.reserve(counter.as_str(), *position);
                }
            }
            Stmt::TryCatch(flow, position) => {
                if let Expr::Variable(name, ..) = &flow.expr {
                    self.reserve(&name.1, *position);
                    self.targets.insert(&raw const flow.expr);
                }
            }
            Stmt::Assignment(assignment) => {
                let (operator, sides) = &**assignment;
                self.assignment(&sides.lhs, operator.is_op_assignment());
            }
            Stmt::FnCall(call, position) => self.call(call, call.args.len(), *position),
            _ => {}
        }
    }

    fn assignment(&mut self, target: &Expr, also_read: bool) {
        let Some(Ok(access)) = self.access(target) else { return };
        let field = access.path[0].clone();
        if self.names.writable.as_deref() != Some(access.record) {
            let record = access.record;
            self.refuse(
                "script_read_only",
                format!("“{record}”不可修改"),
                format!("the fields of `{record}` cannot be assigned"),
                target.position(),
            );
            return;
        }
        if access.path.len() == 1 && !also_read {
            self.targets.insert(std::ptr::from_ref(target));
        }
        self.footprint.writes.insert(field);
    }

    fn expression(&mut self, parent: Option<&ASTNode<'_>>, expression: &Expr) {
        match expression {
            Expr::Dot(..) | Expr::Index(..) => match self.access(expression) {
                Some(Ok(access)) if !self.targets.contains(&std::ptr::from_ref(expression)) => {
                    let read = FieldPath { record: access.record.to_string(), path: access.path };
                    self.footprint.reads.insert(read);
                }
                Some(Err(issue)) => self.issues.push(issue),
                _ => {}
            },
            Expr::Variable(name, _, position)
                if self.names.records.iter().any(|known| known == name.1.as_str()) =>
            {
                let below_access = matches!(
                    parent,
                    Some(ASTNode::Expr(Expr::Dot(sides, ..) | Expr::Index(sides, ..)))
                        if std::ptr::eq(&raw const sides.lhs, expression)
                );
                if !below_access && !self.targets.contains(&std::ptr::from_ref(expression)) {
                    let name = &name.1;
                    self.refuse(
                        "script_bare_record",
                        format!("“{name}”只能写成 {name}.字段"),
                        format!("write `{name}.field`: a record cannot be passed, copied or replaced"),
                        *position,
                    );
                }
            }
            Expr::FnCall(call, position) => self.call(call, call.args.len(), *position),
            Expr::MethodCall(call, position) => self.call(call, call.args.len() + 1, *position),
            _ => {}
        }
    }

    /// The access an expression makes to a declared record, if it is one.
    fn access<'e>(&self, expression: &'e Expr) -> Option<Result<Access<'e>, ScriptIssue>> {
        let (Expr::Dot(sides, ..) | Expr::Index(sides, ..)) = expression else { return None };
        let Expr::Variable(name, _, position) = &sides.lhs else { return None };
        let record = name.1.as_str();
        if !self.names.records.iter().any(|known| known == record) {
            return None;
        }
        let path = chain(expression);
        if path.is_empty() {
            return Some(Err(ScriptIssue::new(
                "script_field_name",
                Message::new(
                    format!("“{record}”之后必须直接写字段编码，如 {record}.stage"),
                    format!("`{record}` must be followed by a field key, as in `{record}.stage`"),
                ),
                *position,
            )));
        }
        Some(Ok(Access { record, path }))
    }

    fn call(&mut self, call: &FnCallExpr, arguments: usize, position: Position) {
        if call.is_operator_call() {
            return;
        }
        let name = call.name.as_str();
        // A method of a script function has `this` beside its parameters.
        let own = |count: usize| self.defined.contains(&(name.to_string(), count));
        if own(arguments) || (arguments > 0 && own(arguments - 1)) {
            return;
        }
        if (self.knows)(name, arguments) {
            self.footprint.functions.insert(name.to_string());
        } else {
            self.refuse(
                "script_unknown_function",
                format!("没有带 {arguments} 个参数的函数“{name}”"),
                format!("there is no function `{name}` with {arguments} arguments"),
                position,
            );
        }
    }

    fn reserve(&mut self, name: &str, position: Position) {
        if self.names.reserved(name) {
            self.refuse(
                "script_reserved_name",
                format!("“{name}”已有含义，请换一个变量名"),
                format!("`{name}` already has a meaning: choose another name"),
                position,
            );
        }
    }

    /// A function sees its parameters and nothing around it; rhai would only notice when it is called.
    fn out_of_reach(&mut self, name: &str, position: Position) {
        if self.names.reserved(name) {
            self.refuse(
                "script_out_of_reach",
                format!("函数内看不到“{name}”，请作为参数传入所需的值"),
                format!("a function does not see `{name}`: pass the values it needs as parameters"),
                position,
            );
        }
    }

    fn refuse(&mut self, code: &'static str, chinese: String, english: String, position: Position) {
        self.issues.push(ScriptIssue::new(code, Message::new(chinese, english), position));
    }
}

/// The names after the first one in `a.b["c"].d`, up to the first that is chosen at run time or is a call.
fn chain(expression: &Expr) -> Vec<String> {
    let mut path = Vec::new();
    let mut here = expression;
    while let Expr::Dot(sides, flags, _) | Expr::Index(sides, flags, _) = here {
        let ends = flags.intersects(ASTFlags::BREAK);
        let (next, rest) = match &sides.rhs {
            Expr::Dot(inner, ..) | Expr::Index(inner, ..) if !ends => (&inner.lhs, Some(&sides.rhs)),
            last => (last, None),
        };
        match next {
            Expr::Property(name, _) => path.push(name.2.to_string()),
            Expr::StringConstant(name, _) => path.push(name.to_string()),
            _ => break,
        }
        let Some(rest) = rest else { break };
        here = rest;
    }
    path
}
