//! What becomes of values in another field.

use utoipa::ToSchema;
use uuid::Uuid;

use super::{Any, BulkDone};

/// What would become of a field's values.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ConversionPreview {
    /// Records that hold a value.
    total: usize,
    /// Of these the newest, which were looked at.
    looked_at: usize,
    /// Of these, whose value goes over.
    converted: usize,
    /// And whose does not.
    refused: usize,
    /// The newest whose value goes over.
    examples: Vec<ConvertedRecord>,
    /// The newest whose value does not.
    refused_examples: Vec<ConvertedRecord>,
    /// Why values do not go over, the most frequent first.
    reasons: Vec<ConversionReason>,
    /// Values that do not go over, as people read them, the most frequent first.
    refused_values: Vec<RefusedValue>,
}

/// One record that was looked at.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ConvertedRecord {
    /// Which.
    id: Uuid,
    /// What names it.
    #[schema(required)]
    title: Option<String>,
    /// What it holds.
    #[schema(value_type = Object)]
    from: Any,
    /// The same as people read it.
    shown: String,
    /// What that becomes.
    #[schema(value_type = Option<Object>)]
    to: Option<Any>,
    /// Why it does not, in the caller's language.
    reason: Option<String>,
}

/// Why values do not go over.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ConversionReason {
    /// The code of the refusal.
    code: String,
    /// The same in the caller's language.
    message: String,
    /// Of how many records.
    count: usize,
}

/// A value that does not go over.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct RefusedValue {
    /// As people read it.
    shown: String,
    /// How many records hold it.
    count: usize,
}

/// What was converted.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Converted {
    /// As of any change of many records.
    #[schema(inline)]
    #[serde(flatten)]
    done: BulkDone,
    /// How many records another call would look at.
    left: usize,
}
