//! A view as the caller may use it.

use engine_core::view::ViewType;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{FilterBody, Labels};

/// Every type of view.
struct ViewTypeWord;

impl PartialSchema for ViewTypeWord {
    fn schema() -> RefOr<Schema> {
        super::words(ViewType::ALL.iter().map(|kind| kind.word()))
    }
}

impl ToSchema for ViewTypeWord {
    fn name() -> std::borrow::Cow<'static, str> {
        "ViewType".into()
    }
}

/// A view.
#[derive(ToSchema)]
#[schema(as = View)]
#[expect(dead_code, reason = "only its shape is used")]
pub struct ViewBody {
    /// Identity.
    key: String,
    /// The app it belongs to.
    app: String,
    /// Of which entity.
    entity: String,
    /// Its name.
    labels: Labels,
    /// Its icon.
    icon: Option<String>,
    /// How it shows records.
    r#type: ViewTypeWord,
    /// What it shows of each.
    columns: Vec<String>,
    /// Which records.
    filter: Option<FilterBody>,
    /// In which order; `-` before a field: from the largest.
    sort: Vec<String>,
    /// Records per page.
    page_size: u32,
    /// Cards in columns, of a `kanban`.
    #[schema(nullable = false)]
    kanban: Option<KanbanBody>,
    /// Records on days, of a `calendar`.
    #[schema(nullable = false)]
    calendar: Option<CalendarBody>,
    /// Records along time, of a `timeline`.
    #[schema(nullable = false)]
    timeline: Option<TimelineBody>,
    /// Cards with pictures, of a `gallery`.
    #[schema(nullable = false)]
    gallery: Option<GalleryBody>,
}

/// Cards in columns.
#[derive(ToSchema)]
#[schema(as = Kanban)]
#[expect(dead_code, reason = "only its shape is used")]
struct KanbanBody {
    /// What says in which column a card stands.
    group_by: String,
    /// Columns in their order; the rest follow as the field has them.
    #[schema(nullable = false)]
    columns: Option<Vec<KanbanColumnBody>>,
    /// What stands above a column.
    #[schema(nullable = false)]
    totals: Option<Vec<TotalBody>>,
    /// What stands on a card.
    #[schema(nullable = false)]
    card: Option<CardBody>,
    /// What is asked for before a card enters a column.
    #[schema(nullable = false)]
    guards: Option<Vec<GuardBody>>,
    /// What colours a card.
    #[schema(nullable = false)]
    colour_by: Option<String>,
}

/// One column of a kanban.
#[derive(ToSchema)]
#[schema(as = KanbanColumn)]
#[expect(dead_code, reason = "only its shape is used")]
struct KanbanColumnBody {
    /// What it holds; without, the records that have none.
    #[schema(nullable = false)]
    value: Option<String>,
    /// Whether it is left out.
    #[schema(nullable = false)]
    hidden: Option<bool>,
}

/// One total.
#[derive(ToSchema)]
#[schema(as = Total)]
#[expect(dead_code, reason = "only its shape is used")]
struct TotalBody {
    /// `count`, `sum`, `avg`, `min` or `max`.
    op: String,
    /// Of which field.
    field: String,
}

/// What stands on a card.
#[derive(ToSchema)]
#[schema(as = Card)]
#[expect(dead_code, reason = "only its shape is used")]
struct CardBody {
    /// Its heading.
    #[schema(nullable = false)]
    title: Option<String>,
    /// What stands below.
    #[schema(nullable = false)]
    fields: Option<Vec<String>>,
}

/// What is asked for before a card enters a column.
#[derive(ToSchema)]
#[schema(as = Guard)]
#[expect(dead_code, reason = "only its shape is used")]
struct GuardBody {
    /// The column.
    to: String,
    /// The fields.
    ask: Vec<String>,
}

/// Records on days.
#[derive(ToSchema)]
#[schema(as = Calendar)]
#[expect(dead_code, reason = "only its shape is used")]
struct CalendarBody {
    /// The day or moment on which a record stands.
    start: String,
    /// Until when.
    #[schema(nullable = false)]
    end: Option<String>,
    /// What is read.
    #[schema(nullable = false)]
    title: Option<String>,
    /// What colours an entry.
    #[schema(nullable = false)]
    colour_by: Option<String>,
}

/// Records along time.
#[derive(ToSchema)]
#[schema(as = Timeline)]
#[expect(dead_code, reason = "only its shape is used")]
struct TimelineBody {
    /// Where a bar begins.
    start: String,
    /// Where it ends.
    end: String,
    /// What is read.
    #[schema(nullable = false)]
    title: Option<String>,
    /// What bars stand together by.
    #[schema(nullable = false)]
    group_by: Option<String>,
    /// What colours a bar.
    #[schema(nullable = false)]
    colour_by: Option<String>,
}

/// Cards with pictures.
#[derive(ToSchema)]
#[schema(as = Gallery)]
#[expect(dead_code, reason = "only its shape is used")]
struct GalleryBody {
    /// The files whose first picture is shown.
    #[schema(nullable = false)]
    image: Option<String>,
    /// The heading.
    #[schema(nullable = false)]
    title: Option<String>,
    /// What stands below.
    #[schema(nullable = false)]
    fields: Option<Vec<String>>,
}
