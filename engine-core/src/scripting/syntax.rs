//! What is wrong with a script's text, and rhai's run-time errors, in words.
//!
//! Shape:  `ParseError → ScriptIssue { code, message, line, column }`; `EvalAltResult → Message`.
//! Source: docs/spec/scripts.md "Issues".

use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};

use super::limits;
use crate::issue::{Issue, Message};

/// Something wrong in a script's text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptIssue {
    /// Stable code, `script_…`.
    pub code: &'static str,
    /// What to do about it, without the place.
    pub message: Message,
    /// Line in the script, from 1, when known.
    pub line: Option<usize>,
    /// Column in the line, from 1, when known.
    pub column: Option<usize>,
}

impl ScriptIssue {
    pub(super) fn new(code: &'static str, message: Message, position: Position) -> ScriptIssue {
        ScriptIssue { code, message, line: position.line(), column: position.position() }
    }

    /// The issue of a definition whose script stands at `pointer`; the place becomes part of the sentence.
    pub fn at(&self, pointer: impl Into<String>) -> Issue {
        let Message { chinese, english } = &self.message;
        match (self.line, self.column) {
            (Some(line), Some(column)) => Issue::new(
                self.code,
                pointer,
                format!("第 {line} 行第 {column} 列：{chinese}"),
                format!("line {line}, column {column}: {english}"),
            ),
            (Some(line), None) => Issue::new(
                self.code,
                pointer,
                format!("第 {line} 行：{chinese}"),
                format!("line {line}: {english}"),
            ),
            (None, _) => Issue::new(self.code, pointer, chinese.clone(), english.clone()),
        }
    }

    /// The issue of a text that does not parse.
    pub(super) fn from_parse(error: &ParseError) -> ScriptIssue {
        let kind = error.err_type();
        let code = match kind {
            ParseErrorType::ExprTooDeep => "script_too_deep",
            ParseErrorType::TooManyFunctions | ParseErrorType::LiteralTooLarge(..) => "script_too_large",
            ParseErrorType::VariableUndefined(_) => "script_unknown_name",
            ParseErrorType::Reserved(_) => "script_forbidden_word",
            ParseErrorType::BadInput(LexError::ImproperSymbol(_, text)) if text.contains("is disabled") => {
                "script_forbidden_word"
            }
            _ => "script_syntax",
        };
        ScriptIssue::new(code, Message::new(chinese(kind), kind.to_string()), error.position())
    }
}

fn chinese(kind: &ParseErrorType) -> String {
    match kind {
        ParseErrorType::UnexpectedEOF => "脚本不完整".into(),
        ParseErrorType::BadInput(error) => lexical(error),
        ParseErrorType::UnknownOperator(operator) => format!("未知运算符“{operator}”"),
        ParseErrorType::MissingToken(token, _) => format!("此处缺少“{token}”"),
        ParseErrorType::MalformedIndexExpr(_) => "方括号内的下标不正确".into(),
        ParseErrorType::DuplicatedProperty(name) => format!("对象中重复出现“{name}”"),
        ParseErrorType::DuplicatedVariable(name) | ParseErrorType::VariableExists(name) => {
            format!("变量“{name}”重复定义")
        }
        ParseErrorType::PropertyExpected => "此处应为属性名".into(),
        ParseErrorType::VariableExpected => "此处应为变量名".into(),
        ParseErrorType::ForbiddenVariable(name) => format!("变量名“{name}”不可使用"),
        ParseErrorType::Reserved(word) => format!("“{word}”是保留字，不可使用"),
        ParseErrorType::MismatchedType(wanted, found) => format!("此处应为 {wanted}，不是 {found}"),
        ParseErrorType::ExprExpected(_) => "此处应为表达式".into(),
        ParseErrorType::WrongFnDefinition => "函数只能定义在脚本最外层".into(),
        ParseErrorType::FnDuplicatedDefinition(name, _) => format!("函数“{name}”重复定义"),
        ParseErrorType::FnMissingName => "函数缺少名称".into(),
        ParseErrorType::FnMissingParams(name) => format!("函数“{name}”缺少参数表"),
        ParseErrorType::FnDuplicatedParam(name, parameter) => format!("函数“{name}”的参数“{parameter}”重复"),
        ParseErrorType::FnMissingBody(_) => "函数缺少函数体".into(),
        ParseErrorType::AssignmentToConstant(name) => format!("常量“{name}”不可修改"),
        ParseErrorType::AssignmentToInvalidLHS(_) => "等号左侧不可赋值".into(),
        ParseErrorType::VariableUndefined(name) => format!("没有名为“{name}”的变量"),
        ParseErrorType::ExprTooDeep => "表达式嵌套过深，请拆成多行".into(),
        ParseErrorType::TooManyFunctions => format!("函数超过 {} 个", limits::FUNCTIONS),
        ParseErrorType::LiteralTooLarge(_, size) => format!("常量过大（上限 {size}）"),
        ParseErrorType::LoopBreak => "break 和 continue 只能用在循环内".into(),
        other => format!("语法错误：{other}"),
    }
}

fn lexical(error: &LexError) -> String {
    match error {
        LexError::UnterminatedString => "文本缺少结束引号".into(),
        LexError::UnexpectedInput(text) => format!("意外的字符“{text}”"),
        LexError::MalformedNumber(text) => format!("数字“{text}”不正确"),
        LexError::MalformedEscapeSequence(text) => format!("转义“{text}”不正确"),
        LexError::MalformedChar(text) => format!("字符“{text}”不正确；文本请用双引号"),
        LexError::MalformedIdentifier(text) => format!("名称“{text}”不正确"),
        LexError::ImproperSymbol(symbol, text) if text.contains("is disabled") => {
            format!("“{symbol}”在脚本中不可使用")
        }
        LexError::ImproperSymbol(symbol, _) => format!("意外的符号“{symbol}”"),
        other => format!("语法错误：{other}"),
    }
}

/// A run-time error of the language itself.
pub(super) fn runtime_message(error: &EvalAltResult) -> Message {
    let english = without_place(error);
    let chinese = match error {
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            format!("没有适用于这些值的函数或运算：{signature}")
        }
        EvalAltResult::ErrorPropertyNotFound(name, _) => format!("没有属性“{name}”"),
        EvalAltResult::ErrorVariableNotFound(name, _) => format!("没有名为“{name}”的变量"),
        EvalAltResult::ErrorIndexNotFound(index, _) => format!("没有下标“{index}”"),
        EvalAltResult::ErrorArrayBounds(count, index, _)
        | EvalAltResult::ErrorStringBounds(count, index, _) => {
            format!("下标 {index} 超出范围（共 {count} 项）")
        }
        EvalAltResult::ErrorMismatchDataType(wanted, found, _)
        | EvalAltResult::ErrorMismatchOutputType(wanted, found, _) => {
            format!("此处应为 {wanted}，实际为 {found}")
        }
        EvalAltResult::ErrorIndexingType(kind, _) => format!("{kind} 不能用下标或属性读取"),
        EvalAltResult::ErrorFor(_) => "for 只能遍历列表、明细、区间".into(),
        EvalAltResult::ErrorArithmetic(..) => "算术错误：除数为零或结果超出范围".into(),
        EvalAltResult::ErrorAssignmentToConstant(name, _)
        | EvalAltResult::ErrorNonPureMethodCallOnConstant(name, _) => format!("“{name}”不可修改"),
        EvalAltResult::ErrorDotExpr(..) => "该值没有这个属性".into(),
        _ => format!("运行错误：{english}"),
    };
    Message::new(chinese, english)
}

/// rhai's own sentence; the place is carried beside it.
fn without_place(error: &EvalAltResult) -> String {
    let mut text = error.to_string();
    if !error.position().is_none()
        && let Some(end) = text.rfind(" (line ")
    {
        text.truncate(end);
    }
    text
}
