//! A run that failed.
//!
//! Shape:  `EvalAltResult → ScriptFault { kind, message, line, column, operations }`.
//! Errors: the kinds are closed; the first five cannot be caught by the script itself.
//! Source: docs/spec/scripts.md "Faults".

use rhai::{Dynamic, EvalAltResult, Position};

use super::limits;
use super::record::FieldRefusal;
use crate::issue::Message;

/// What a run is terminated with when its time is over.
pub(super) const OUT_OF_TIME: bool = true;
/// What a run is terminated with when its operations are spent.
pub(super) const OUT_OF_OPERATIONS: bool = false;

/// Why a run failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The caller's deadline passed.
    Timeout,
    /// Too many operations.
    Operations,
    /// A text, list or map too large, too many variables, or too many rows read.
    Size,
    /// Calls or values nested too deep.
    Depth,
    /// A field that does not exist or that the run-as identity may not see.
    UnknownField,
    /// The script's own error: a missing value, a division by zero, `throw`.
    Runtime,
    /// A field that may be read but not assigned.
    ReadOnly,
}

/// A run that failed; nothing it assigned is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFault {
    /// The class of failure.
    pub kind: FaultKind,
    /// What happened, for the run log. It may quote values: show it to the author, not to the end user.
    pub message: Message,
    /// Line in the script, from 1, when known.
    pub line: Option<usize>,
    /// Column in the line, from 1, when known.
    pub column: Option<usize>,
    /// Operations spent until then.
    pub operations: u64,
}

/// What registered functions raise; it travels through the engine as an error value.
#[derive(Clone, Debug)]
pub(super) enum Raised {
    UnknownField(String),
    RowBudget,
    ReadOnly(String),
    NotAFieldValue(String),
    NoSuchRow { index: i64, count: usize },
    TooLarge,
    Argument(Message),
}

impl Raised {
    /// A refused field.
    pub(super) fn refusal(refusal: FieldRefusal, field: &str) -> Raised {
        match refusal {
            FieldRefusal::Unknown => Raised::UnknownField(field.to_string()),
            FieldRefusal::RowBudget => Raised::RowBudget,
        }
    }

    fn fault(&self) -> (FaultKind, Message) {
        match self {
            Raised::UnknownField(field) => (
                FaultKind::UnknownField,
                Message::new(
                    format!("没有字段“{field}”，或运行身份无权查看"),
                    format!("there is no field `{field}`, or the run-as identity may not see it"),
                ),
            ),
            Raised::RowBudget => (
                FaultKind::Size,
                Message::new("读取的明细行数超出上限", "more rows were read than the run is allowed"),
            ),
            Raised::ReadOnly(field) => (
                FaultKind::ReadOnly,
                Message::new(
                    format!("字段“{field}”不可修改；可修改的字段请直接写成 record.{field} = …"),
                    format!(
                        "field `{field}` is read-only; a writable one must be assigned as `record.{field} = …`"
                    ),
                ),
            ),
            Raised::NotAFieldValue(field) => (
                FaultKind::Runtime,
                Message::new(
                    format!("赋给字段“{field}”的内容不是字段值"),
                    format!("what is assigned to `{field}` is not a field value"),
                ),
            ),
            Raised::NoSuchRow { index, count } => (
                FaultKind::Runtime,
                Message::new(
                    format!("没有第 {index} 行（共 {count} 行，从 0 开始）"),
                    format!("there is no row {index} (of {count}, counted from 0)"),
                ),
            ),
            Raised::TooLarge => (FaultKind::Size, too_large()),
            Raised::Argument(message) => (FaultKind::Runtime, message.clone()),
        }
    }
}

impl From<Raised> for Box<EvalAltResult> {
    fn from(raised: Raised) -> Box<EvalAltResult> {
        match raised {
            // rhai's own error for sizes is the one that a script cannot catch.
            Raised::TooLarge => EvalAltResult::ErrorDataTooLarge("text".into(), Position::NONE).into(),
            Raised::RowBudget => EvalAltResult::ErrorDataTooLarge("rows".into(), Position::NONE).into(),
            other => EvalAltResult::ErrorRuntime(Dynamic::from(other), Position::NONE).into(),
        }
    }
}

fn too_large() -> Message {
    Message::new(
        format!(
            "文本、列表或对象过大（文本 {} 字节，列表 {} 项，对象 {} 项）",
            limits::TEXT_BYTES,
            limits::LIST_ELEMENTS,
            limits::MAP_ENTRIES
        ),
        format!(
            "a text, list or map is too large (texts {} bytes, lists {} elements, maps {} entries)",
            limits::TEXT_BYTES,
            limits::LIST_ELEMENTS,
            limits::MAP_ENTRIES
        ),
    )
}

fn classify(error: &EvalAltResult) -> (FaultKind, Message) {
    match error {
        EvalAltResult::ErrorTerminated(why, _) if why.as_bool() == Ok(OUT_OF_TIME) => {
            (FaultKind::Timeout, Message::new("脚本运行超时", "the script ran out of time"))
        }
        EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(_) => (
            FaultKind::Operations,
            Message::new("脚本运算次数超出上限", "the script used too many operations"),
        ),
        EvalAltResult::ErrorDataTooLarge(what, _) if what == "rows" => Raised::RowBudget.fault(),
        EvalAltResult::ErrorDataTooLarge(..) => (FaultKind::Size, too_large()),
        EvalAltResult::ErrorTooManyVariables(_) => (
            FaultKind::Size,
            Message::new(
                format!("变量超过 {} 个", limits::VARIABLES),
                format!("more than {} variables", limits::VARIABLES),
            ),
        ),
        EvalAltResult::ErrorStackOverflow(_) => (
            FaultKind::Depth,
            Message::new(
                format!("函数调用嵌套超过 {} 层", limits::CALL_DEPTH),
                format!("functions call each other more than {} deep", limits::CALL_DEPTH),
            ),
        ),
        EvalAltResult::ErrorRuntime(thrown, _) => match thrown.clone().try_cast::<Raised>() {
            Some(raised) => raised.fault(),
            None => {
                let text: String = thrown.to_string().chars().take(limits::THROWN_CHARACTERS).collect();
                (
                    FaultKind::Runtime,
                    Message::new(format!("脚本中止：{text}"), format!("the script stopped: {text}")),
                )
            }
        },
        other => (FaultKind::Runtime, super::syntax::runtime_message(other)),
    }
}

impl ScriptFault {
    /// The fault of an engine error: the innermost one, where it happened.
    pub(super) fn from_error(error: &EvalAltResult, operations: u64) -> ScriptFault {
        let (mut innermost, mut position) = (error, error.position());
        while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = innermost {
            innermost = inner;
            if !inner.position().is_none() {
                position = inner.position();
            }
        }
        let (kind, message) = classify(innermost);
        ScriptFault { kind, message, line: position.line(), column: position.position(), operations }
    }

    /// A fault without a place in the script.
    pub(super) fn nowhere(kind: FaultKind, message: Message, operations: u64) -> ScriptFault {
        ScriptFault { kind, message, line: None, column: None, operations }
    }
}
