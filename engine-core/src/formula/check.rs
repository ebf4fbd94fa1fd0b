//! A tree against the types of fields.
//!
//! Shape:  `Node × FieldTypes → (Type, Vec<FormulaIssue>)`; on the way the operators between dates are made definite.
//! Errors: all issues at once, in the order of the text.
//! Source: docs/spec/formulas.md §4 and §7.

use super::combine::{combine, compares_with_empty_text, is_date, is_number, literal_item};
use super::functions::{self, Function, Parameter, Returns, Run};
use super::issue::FormulaIssue;
use super::limits;
use super::tree::{Expression, FieldPath, Node, Operator, Span};
use super::types::{FieldTypes, Item, Type};

/// A check under way.
pub(super) struct Checker<'a> {
    fields: &'a dyn FieldTypes,
    issues: Vec<FormulaIssue>,
}

impl<'a> Checker<'a> {
    /// The type of a tree and what is wrong with it. Operators between dates are rewritten in place.
    pub(super) fn run(node: &mut Node, fields: &'a dyn FieldTypes) -> (Type, Vec<FormulaIssue>) {
        let mut checker = Checker { fields, issues: Vec::new() };
        let found = checker.visit(node);
        checker.issues.sort_by_key(|issue| (issue.start, issue.end));
        (found, checker.issues)
    }

    fn visit(&mut self, node: &mut Node) -> Type {
        let at = node.at;
        match &mut node.expression {
            Expression::Blank => Type::BLANK,
            Expression::Number(_) => Type::NUMBER,
            Expression::Text(_) => Type::TEXT,
            Expression::Boolean(_) => Type::BOOLEAN,
            Expression::Field(path) => self.field(path, at),
            Expression::Negate(inner) | Expression::Percent(inner) => {
                let found = self.visit(inner);
                self.want(Parameter::Number, found, inner);
                Type { item: Item::Number, list: found.list }
            }
            Expression::Chain { operators, operands } => self.chain(operators, operands),
            Expression::Call { function, arguments } => {
                let types: Vec<Type> = arguments.iter_mut().map(|argument| self.visit(argument)).collect();
                self.call(function, &types, arguments, at)
            }
        }
    }

    fn field(&mut self, path: &FieldPath, at: Span) -> Type {
        self.fields.field_type(path).unwrap_or_else(|| {
            let chinese = format!("没有字段“{path}”");
            self.issues.push(FormulaIssue::new(
                "unknown_field",
                at,
                chinese,
                format!("there is no field `{path}`"),
            ));
            Type::ANY
        })
    }

    fn call(&mut self, name: &str, types: &[Type], arguments: &[Node], at: Span) -> Type {
        let Some(function) = functions::find(name) else {
            self.issues.push(unknown_function(name, at));
            return Type::ANY;
        };
        let count = arguments.len();
        let paired =
            function.repeat != 2 || name == "SWITCH" || (count - function.least.min(count)).is_multiple_of(2);
        if count < function.least || count > function.most || !paired {
            self.issues.push(argument_count(function, count, at));
            return Type::ANY;
        }
        for (index, (found, argument)) in types.iter().zip(arguments).enumerate() {
            self.want_argument(function, index, *found, argument);
        }
        self.want_one_shape(function, types, arguments);
        let single = match function.returns {
            Returns::Is(fixed) => fixed,
            Returns::By(rule) => rule(types, arguments),
        };
        let spread = types
            .iter()
            .enumerate()
            .any(|(index, found)| found.list && function.parameter(index).is_single());
        match function.run {
            Run::Eager(_) if spread => Type::list_of(single.item),
            _ => single,
        }
    }

    fn want_argument(&mut self, function: &Function, index: usize, found: Type, argument: &Node) {
        let parameter = function.parameter(index);
        let lazy = matches!(function.run, Run::Lazy(_));
        let refused =
            found.list && (parameter == Parameter::Criterion || (lazy && parameter == Parameter::Boolean));
        if refused {
            let chinese = format!("{} 的第 {} 个参数不能是列表", function.name, index + 1);
            let english = format!("argument {} of {} cannot be a list", index + 1, function.name);
            self.issues.push(FormulaIssue::new("list_not_allowed", argument.at, chinese, english));
            return;
        }
        self.want(parameter, found, argument);
        if matches!(function.name, "REGEXMATCH" | "REGEXEXTRACT") && index == 1 {
            self.pattern(argument);
        }
    }

    /// What may come out of a choice is a list in every branch or in none.
    fn want_one_shape(&mut self, function: &Function, types: &[Type], arguments: &[Node]) {
        if !matches!(function.run, Run::Lazy(_)) {
            return;
        }
        let results =
            || types.iter().enumerate().filter(|(index, _)| function.parameter(*index) != Parameter::Boolean);
        let single = results().any(|(_, found)| !found.list && found.item != Item::Blank);
        if let (true, Some((index, _))) = (single, results().find(|(_, found)| found.list)) {
            let chinese = format!("{} 的结果不能有时是列表、有时是单个值", function.name);
            let english = format!("what {} yields cannot be now a list, now a single value", function.name);
            self.issues.push(FormulaIssue::new("list_and_single", arguments[index].at, chinese, english));
        }
    }

    fn pattern(&mut self, argument: &Node) {
        let Expression::Text(pattern) = &argument.expression else { return };
        let long = pattern.chars().count() > limits::PATTERN;
        if long || functions::compile_pattern(pattern).is_err() {
            let english = "this is no regular expression, or too large a one";
            self.issues.push(FormulaIssue::new(
                "bad_pattern",
                argument.at,
                "不是正则表达式，或过于复杂",
                english,
            ));
        }
    }

    /// Adds an issue unless the parameter takes the type found.
    fn want(&mut self, parameter: Parameter, found: Type, node: &Node) {
        let (item, wanted) = (literal_item(found.item, node), wanted(parameter));
        if wanted.is_none_or(|wanted| takes(parameter, wanted, item)) {
            return;
        }
        let (expected, given) = (wanted.map_or(("", ""), Item::name), found.item.name());
        let (hint_chinese, hint_english) = hint(wanted, found.item);
        let chinese = format!("这里需要{}，得到的是{}{hint_chinese}", expected.0, given.0);
        let english = format!("a {} is needed here, not a {}{hint_english}", expected.1, given.1);
        self.issues.push(FormulaIssue::new("type_mismatch", node.at, chinese, english));
    }

    fn chain(&mut self, operators: &mut [Operator], operands: &mut [Node]) -> Type {
        let mut types =
            operands.iter_mut().map(|operand| self.visit(operand)).collect::<Vec<_>>().into_iter();
        let mut left = types.next().unwrap_or(Type::BLANK);
        if let Some(first) = operands.first() {
            left.item = literal_item(left.item, first);
        }
        for (index, (operator, mut right)) in operators.iter_mut().zip(types).enumerate() {
            let node = &operands[index + 1];
            let compared = compares_with_empty_text(*operator, &operands[index], node);
            if operator.rank() != 2 {
                right.item = literal_item(right.item, node);
            }
            let (item, definite) = match combine(*operator, left.item, right.item) {
                Some(found) => found,
                None if compared => (Item::Boolean, *operator),
                None => {
                    self.issues.push(mismatch(*operator, left.item, right.item, node.at));
                    (if operator.rank() == 1 { Item::Boolean } else { Item::Any }, *operator)
                }
            };
            *operator = definite;
            left = Type { item, list: left.list || right.list };
        }
        left
    }
}

/// The item a parameter asks for; `None` when anything will do.
fn wanted(parameter: Parameter) -> Option<Item> {
    match parameter {
        Parameter::Number | Parameter::Numbers | Parameter::Ordered => Some(Item::Number),
        Parameter::Boolean | Parameter::Truths => Some(Item::Boolean),
        Parameter::Date | Parameter::Days => Some(Item::Date),
        Parameter::Clock => Some(Item::Moment),
        Parameter::Text | Parameter::Any | Parameter::Values | Parameter::Criterion => None,
    }
}

fn takes(parameter: Parameter, wanted: Item, found: Item) -> bool {
    match wanted {
        Item::Number if parameter == Parameter::Ordered && (is_date(found) || found == Item::Time) => true,
        Item::Number | Item::Boolean => is_number(found),
        Item::Date => is_date(found) || matches!(found, Item::Blank | Item::Any),
        Item::Moment => is_date(found) || matches!(found, Item::Time | Item::Blank | Item::Any),
        _ => true,
    }
}

fn hint(wanted: Option<Item>, found: Item) -> (&'static str, &'static str) {
    match (wanted, found) {
        (Some(Item::Number), Item::Text) => ("，可用 VALUE 转换", "; VALUE converts it"),
        (Some(Item::Date), Item::Text) => ("，可用 DATEVALUE 转换", "; DATEVALUE converts it"),
        _ => ("", ""),
    }
}

fn mismatch(operator: Operator, left: Item, right: Item, at: Span) -> FormulaIssue {
    let (sign, left, right) = (operator.as_str(), left.name(), right.name());
    let chinese = format!("“{sign}”不能用于{}和{}", left.0, right.0);
    let english = format!("`{sign}` does not go between a {} and a {}", left.1, right.1);
    FormulaIssue::new("type_mismatch", at, chinese, english)
}

fn unknown_function(name: &str, at: Span) -> FormulaIssue {
    if functions::is_remote(name) {
        let chinese = format!("{name} 要用到公式以外的内容（其他记录、当前用户等），目前还不能使用");
        let english = format!(
            "{name} reads what lies outside the formula (other records, who is asking) and is not available yet"
        );
        return FormulaIssue::new("remote_function", at, chinese, english);
    }
    FormulaIssue::new(
        "unknown_function",
        at,
        format!("没有函数 {name}"),
        format!("there is no function {name}"),
    )
}

fn argument_count(function: &Function, count: usize, at: Span) -> FormulaIssue {
    let (name, least, most) = (function.name, function.least, function.most);
    let (chinese, english) = match (least == most, most) {
        (true, _) => (format!("{least} 个"), format!("{least}")),
        (false, 255) => (format!("至少 {least} 个"), format!("at least {least}")),
        (false, _) => (format!("{least} 至 {most} 个"), format!("{least} to {most}")),
    };
    let pairs =
        if function.repeat == 2 { ("，且后面的成对出现", ", the rest in pairs") } else { ("", "") };
    let chinese = format!("{name} 需要{chinese}参数{}，这里有 {count} 个", pairs.0);
    let english = format!("{name} takes {english} arguments{}; here are {count}", pairs.1);
    FormulaIssue::new("argument_count", at, chinese, english)
}
