//! What the caller sees of an entity.

use utoipa::ToSchema;

use super::{Any, KindWord, Labels, OperatorWord, view::ViewBody};

/// The entities the caller may view.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct EntityList {
    /// Without their fields.
    items: Vec<EntityHead>,
}

/// An entity without its fields.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct EntityHead {
    /// Identity.
    key: String,
    /// Its name.
    labels: Labels,
    /// Its icon.
    icon: Option<String>,
    /// The field that names a record, if the caller sees it.
    title: Option<String>,
    /// The app it belongs to.
    app: String,
    /// Whether its records have an owner.
    owner: bool,
    /// What the caller may do with some record of it, by action.
    actions: Actions,
}

/// What the caller may do with some record.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used; the words of the outside contract")]
pub struct Actions {
    view: bool,
    create: bool,
    edit: bool,
    delete: bool,
    export: bool,
    import: bool,
    print: bool,
    share: bool,
    unmask: bool,
}

/// An entity as the caller may see it.
#[derive(ToSchema)]
#[schema(as = Entity)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct EntityView {
    /// Identity.
    key: String,
    /// Its name.
    labels: Labels,
    /// Its icon.
    icon: Option<String>,
    /// The field that names a record, if the caller sees it.
    title: Option<String>,
    /// The app it belongs to.
    app: String,
    /// Whether its records have an owner.
    owner: bool,
    /// What the caller may do with some record of it, by action.
    actions: Actions,
    /// How a form groups its fields.
    groups: Vec<Group>,
    /// Without the hidden ones.
    fields: Vec<FieldView>,
    /// Lists of records that refer to one of these.
    related: Vec<Related>,
    /// The views that the caller may open.
    views: Vec<ViewBody>,
}

/// Fields under one heading.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Group {
    /// Identity.
    key: String,
    /// The heading.
    labels: Labels,
    /// In order.
    fields: Vec<String>,
}

/// How far a field is open to the caller.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the outside contract")]
pub enum FieldRight {
    Editable,
    Readonly,
    Masked,
}

/// A field as the caller may see it.
#[derive(ToSchema)]
#[schema(as = Field)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct FieldView {
    /// Identity.
    key: String,
    /// What it holds.
    kind: KindWord,
    /// What a derived field yields; of others its kind.
    shape: KindWord,
    /// Its name.
    labels: Labels,
    /// One sentence beside it.
    #[schema(required = false)]
    help: Labels,
    /// Whether it may not be blank.
    required: bool,
    /// Whether nobody types it.
    computed: bool,
    /// Whether no two records hold the same.
    unique: bool,
    /// Whether search looks into it.
    searchable: bool,
    /// Whether a list may be sorted by it.
    sortable: bool,
    /// How it may be compared.
    operators: Vec<OperatorWord>,
    /// Whether it tells about a person.
    personal: bool,
    /// How far it is open to the caller.
    right: FieldRight,
    /// The entity that a reference or sub-table points to.
    #[schema(nullable = false)]
    target: Option<String>,
    /// What a new record holds.
    #[schema(required = false)]
    default: Any,
    /// What may be chosen.
    #[schema(required = false)]
    options: Vec<ChoiceOption>,
    /// Whether only the deepest nodes of a tree of choices are chosen.
    #[schema(nullable = false)]
    leaf_only: Option<bool>,
    /// Digits after the point.
    #[schema(nullable = false)]
    scale: Option<u32>,
    /// ISO 4217.
    #[schema(nullable = false)]
    currency: Option<String>,
    /// Smallest.
    #[schema(nullable = false)]
    min: Option<String>,
    /// Largest.
    #[schema(nullable = false)]
    max: Option<String>,
    /// Fewest characters.
    #[schema(nullable = false)]
    min_length: Option<u64>,
    /// Most characters.
    #[schema(nullable = false)]
    max_length: Option<u64>,
    /// What it must match.
    #[schema(nullable = false)]
    pattern: Option<String>,
    /// Most bytes of a file.
    #[schema(nullable = false)]
    largest_file: Option<u64>,
    /// Most files.
    #[schema(nullable = false)]
    most_files: Option<u64>,
    /// Media types of files that it takes, `image/*` among them; none for all.
    #[schema(required = false)]
    file_types: Vec<String>,
    /// The fields of the rows of a sub-table.
    #[schema(no_recursion, required = false)]
    fields: Vec<FieldView>,
}

/// One choice.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ChoiceOption {
    /// Identity.
    key: String,
    /// Its name.
    #[schema(required = false)]
    labels: Labels,
    /// The key of the one above it, in a tree.
    #[schema(nullable = false)]
    parent: Option<String>,
    /// Its colour.
    color: Option<String>,
    /// Other words for it.
    #[schema(required = false)]
    synonyms: Vec<String>,
    /// Whether it is offered for new values.
    #[schema(required = false)]
    active: bool,
}

/// Records of another entity that refer to one of these.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct Related {
    /// The other entity.
    entity: String,
    /// Its reference to this one.
    via: String,
    /// Its name.
    labels: Labels,
    /// What to show of each.
    columns: Vec<String>,
    /// In which order.
    sort: Vec<String>,
}

/// What may be chosen for a field.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct OptionList {
    /// Best first.
    items: Vec<OptionItem>,
}

/// One thing to choose.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct OptionItem {
    /// What is written.
    key: String,
    /// What people read.
    label: Option<String>,
    /// What tells two of one name apart.
    hint: Option<String>,
    /// Its colour.
    color: Option<String>,
    /// How many records hold it.
    #[schema(nullable = false)]
    count: Option<u64>,
}
