//! What is answered about definitions.

use utoipa::ToSchema;
use uuid::Uuid;

use super::Labels;
use crate::http::documentation::IssueDocument;

/// Published definitions and drafts.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct DefinitionList {
    /// All of them.
    items: Vec<DefinitionHead>,
}

/// A definition without its content.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct DefinitionHead {
    /// `entity`, `view`, `role` and so on.
    kind: String,
    /// Identity.
    key: String,
    /// The app it belongs to.
    app: String,
    /// Its name.
    #[schema(required)]
    labels: Option<Labels>,
    /// Grows with every publication; 0 before the first.
    version: i64,
    /// Whether there is a draft.
    draft: bool,
}

/// A draft was saved.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct DraftSaved {
    /// For `If-Match`.
    etag: String,
    /// Everything that is wrong with it.
    issues: Vec<IssueDocument>,
}

/// The versions of a definition, newest first.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct VersionList {
    /// Newest first.
    items: Vec<Version>,
}

/// One version.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Version {
    /// Its number.
    version: i64,
    /// Of its content.
    sha256: String,
    /// When it was published.
    at: String,
    /// By whom; nobody when it was the program.
    #[schema(required)]
    by: Option<Uuid>,
}

/// Who uses a definition.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct UsageList {
    /// All of them.
    items: Vec<Usage>,
}

/// One use of a definition.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Usage {
    /// What kind of definition uses it.
    kind: String,
    /// Which.
    key: String,
    /// Where in it.
    pointer: String,
    /// Which field is used.
    #[schema(required)]
    field: Option<String>,
}

/// What was published, or would be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct PublishedDefinitions {
    /// With their new versions.
    published: Vec<PublishedDefinition>,
    /// What changes in the database, in words.
    plan: Vec<String>,
    /// What is odd but not wrong.
    warnings: Vec<IssueDocument>,
}

/// One published definition.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct PublishedDefinition {
    /// Its kind.
    kind: String,
    /// Which.
    key: String,
    /// Its new version.
    version: i64,
}
