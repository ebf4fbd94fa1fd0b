//! What is answered about records.

use utoipa::ToSchema;
use uuid::Uuid;

use super::{Any, Values, entity::Actions};
use crate::{
    http::documentation::{IssueDocument, ProblemDocument},
    records::store::SharePrincipal,
};

/// A record; the fields depend on the entity.
#[derive(ToSchema)]
#[schema(as = Record)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct RecordBody {
    /// Identity.
    id: Uuid,
    /// Grows with every change.
    version: i64,
    /// What the caller may do with it, where `actions=true` asked.
    #[serde(rename = "_actions")]
    #[schema(nullable = false)]
    actions: Option<Actions>,
    /// Its fields; blank ones are absent.
    #[serde(flatten)]
    fields: std::collections::HashMap<String, Any>,
}

/// Who, as people read it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Name {
    /// Identity.
    id: Uuid,
    /// Name.
    name: Option<String>,
}

/// What happened to a record, newest first.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ChangeList {
    /// Newest first.
    items: Vec<Change>,
    /// Where the next page starts.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// One change of a record.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Change {
    /// Its place in the log.
    position: i64,
    /// When.
    at: String,
    /// Who; nobody when it was the program.
    #[schema(required)]
    actor: Option<Name>,
    /// `create`, `update`, `delete`, `restore` and so on.
    action: String,
    /// Field by field.
    changes: Vec<FieldChange>,
    /// On what occasion.
    why: Any,
    /// Of which change of many.
    #[schema(required)]
    batch: Option<Uuid>,
}

/// One field of a change.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FieldChange {
    /// Which.
    field: String,
    /// Before; null when blank.
    old: Any,
    /// After; null when blank.
    new: Any,
}

/// With whom a record is shared.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ShareList {
    /// All of them.
    items: Vec<ShareBody>,
}

/// One share.
#[derive(ToSchema)]
#[schema(as = Share)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ShareBody {
    /// Identity.
    id: Uuid,
    /// With whom.
    principal: SharePrincipal,
    /// `view` or `edit`.
    level: String,
    /// The last day.
    #[schema(required)]
    until: Option<String>,
}

/// What became of a change of many records.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct BulkDone {
    /// How many changed.
    changed: u64,
    /// Those that did not; at most a thousand are named.
    skipped: Vec<Skipped>,
    /// How many did not.
    skipped_count: u64,
    /// Why it stopped before the end, when it did; those it did not reach are skipped as `not_done`.
    stopped: Option<ProblemDocument>,
    /// What one undo takes back.
    #[schema(required)]
    batch: Option<Uuid>,
}

/// A record that a change of many left alone.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Skipped {
    /// Which.
    id: Uuid,
    /// A code: `issues`, `not_found`, `no_right`, `in_use`, `not_unique`, `sum_too_large` or `not_done`.
    reason: String,
    /// What is wrong with it, in the caller's language.
    issues: Vec<IssueDocument>,
}

/// What became of operations.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct BatchDone {
    /// One record per operation; null for what was deleted.
    items: Vec<Option<RecordBody>>,
    /// What one undo takes back.
    #[schema(required)]
    batch: Option<Uuid>,
}

/// What an undo took back.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct UndoDone {
    /// How many records.
    undone: u64,
    /// Those that were edited since and stayed.
    kept: Vec<EditedRecord>,
}

/// A record that was edited since.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct EditedRecord {
    /// Whose record, when the batch reached into another entity.
    #[schema(required = false)]
    entity: String,
    /// Which.
    id: Uuid,
    /// The edited fields.
    fields: Vec<String>,
}

/// A field that somebody else changed meanwhile.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Conflict {
    /// Which.
    field: String,
    /// What both had read.
    base: Any,
    /// What the other wrote.
    theirs: Any,
    /// What the caller wrote.
    yours: Any,
    /// The other.
    #[schema(required)]
    by: Option<Uuid>,
    /// When.
    at: String,
}

/// Records that are the same by the entity's rule.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct DuplicateList {
    /// Those found.
    items: Vec<Duplicate>,
}

/// A record that is the same.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Duplicate {
    /// Which; null when the caller may not see it.
    #[schema(required)]
    id: Option<Uuid>,
    /// The fields that are the same.
    r#match: Vec<String>,
    /// One sentence.
    message: String,
}

/// Measures per group.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct GroupList {
    /// By field and by measure.
    items: Vec<Values>,
}

/// Records that hold the words.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct SearchResults {
    /// Best first.
    items: Vec<SearchHit>,
}

/// A record that holds the words.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct SearchHit {
    /// Of which entity.
    entity: String,
    /// Which.
    id: Uuid,
    /// Its name, if the caller sees it.
    #[schema(required)]
    title: Option<String>,
    /// Where else the words stand.
    matched: Vec<Matched>,
}

/// A field that holds the words.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Matched {
    /// Which.
    field: String,
    /// About eighty characters around them.
    text: String,
}

/// A row of a file, and what becomes of it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ImportRow {
    /// Its number in the file.
    row: u32,
    /// What becomes of it.
    state: RowWord,
    /// Its cells as they stand.
    source: Vec<String>,
    /// What is written.
    values: Values,
    /// What is wrong with it.
    issues: Vec<IssueDocument>,
    /// What it is about or repeats.
    matches: Vec<RowMatch>,
}

/// A row of a sample: as it stands in the file, and as it is written.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ImportSampleRow {
    /// Its number in the file.
    row: u32,
    /// What becomes of it: `new` or `update`.
    state: RowWord,
    /// Its cells as they stand.
    source: Vec<String>,
    /// The record it was written to; null before the import is applied.
    #[schema(required)]
    record: Option<Uuid>,
    /// What will be written, or what the record holds now; null when it is gone or out of sight.
    #[schema(required)]
    values: Option<Values>,
}

/// A record that a row is about or repeats, or an earlier row.
#[derive(ToSchema)]
#[schema(as = ImportRowMatch)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct RowMatch {
    /// An earlier row of the file.
    #[schema(nullable = false)]
    row: Option<u32>,
    /// A record; null when the importer may not see it.
    id: Option<Uuid>,
    /// What the importer may be told of it.
    #[schema(nullable = false)]
    message: Option<String>,
}

/// What becomes of a row.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportRowState)]
#[expect(missing_docs, reason = "the words of the outside contract")]
pub enum RowWord {
    New,
    Update,
    Duplicate,
    Refused,
    Blank,
    Total,
    Title,
}
