//! What is answered to those who write formulas.

use utoipa::ToSchema;
use uuid::Uuid;

use super::Any;

/// A key for a name.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct SuggestedKey {
    /// Null where none can be made of it.
    #[schema(required)]
    key: Option<String>,
}

/// Every function of formulas.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FunctionList {
    /// By name.
    items: Vec<FunctionHelp>,
}

/// One function.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FunctionHelp {
    /// In capitals.
    name: String,
    /// What it does.
    help: String,
    /// What its arguments are, in words.
    parameters: Vec<String>,
    /// Fewest arguments.
    least: usize,
    /// Most arguments.
    most: usize,
    /// How many of the last parameters repeat.
    repeat: usize,
    /// Whether its result changes with the clock.
    volatile: bool,
}

/// What a formula yields and what is wrong with it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct CheckedFormula {
    /// Null when it cannot be read at all.
    #[schema(required)]
    r#type: Option<FormulaType>,
    /// In the order of the text.
    issues: Vec<FormulaIssueBody>,
    /// Paths of the fields it reads.
    reads: Vec<String>,
}

/// The type of a formula.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FormulaType {
    /// `number`, `text`, `boolean`, `date`, `moment`, `time`, `blank` or `any`.
    item: String,
    /// Whether there are several.
    list: bool,
    /// The same for people.
    label: String,
}

/// A mistake and where it stands.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
#[schema(as = FormulaIssue)]
pub struct FormulaIssueBody {
    /// Stable name.
    code: String,
    /// What to do about it.
    message: String,
    /// First character, counted in Unicode characters from 0.
    start: u32,
    /// The one after the last.
    end: u32,
}

/// A formula on the newest records.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct TriedFormula {
    /// What is wrong with it; then nothing was computed.
    issues: Vec<FormulaIssueBody>,
    /// Newest first; for a formula of rows, row by row.
    items: Vec<FormulaTrial>,
}

/// What a formula yields on one record or row.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FormulaTrial {
    /// The record.
    id: Uuid,
    /// What people call it.
    #[schema(required)]
    title: Option<String>,
    /// Its row, counted from 0.
    #[schema(required)]
    row: Option<usize>,
    /// As values of formulas are written in JSON.
    #[schema(value_type = Any)]
    value: (),
    /// What an error means.
    #[schema(required)]
    error: Option<FormulaIssueBody>,
}
