//! Which column belongs to which field.
//!
//! Shape:  header names and samples × entity → per column a field with a confidence from 0 to 1, or nothing. No field is
//!         suggested for two columns.
//! Source: docs/spec/imports.md "Columns".

use std::{collections::HashSet, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    issue::Language,
    key::FieldKey,
    kinds::{Kind, ParseContext, names_choices},
    text,
};

use super::{
    header::Header,
    limits, noise,
    sheet::{Cell, Row},
    words,
    written::written,
};

/// A suggestion below this is none.
const LEAST: f64 = 0.5;

/// One column as a person judges it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = ImportColumn)]
pub struct Column {
    /// Position from 0.
    pub column: usize,
    /// What stands above it.
    pub header: String,
    /// The first few different values.
    pub samples: Vec<String>,
    /// The field it seems to be.
    #[schema(value_type = Option<String>)]
    pub field: Option<FieldKey>,
    /// For references: the field of the other entity that the column holds, where it is not the title.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub lookup: Option<FieldKey>,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// The fields a file may fill: those a person writes, the owner, and computed business keys, which only find records.
pub fn targets(entity: &Entity) -> Vec<Arc<Field>> {
    let owned = entity.owner.then(|| entity.field("owner_id")).flatten();
    entity.fields.values().chain(owned).filter(|field| is_target(entity, field)).cloned().collect()
}

/// Whether a file may fill a field.
pub fn is_target(entity: &Entity, field: &Field) -> bool {
    let computed = field.kind.rules().computed() && !entity.key_fields.contains(&field.key);
    let system = entity.own_field(field.key.as_str()).is_none() && field.key.as_str() != "owner_id";
    !computed && !system && field.kind != Kind::SubTable && !field.kind.holds_files()
}

/// The plain words an entity's fields go by, for finding the header.
pub fn known_words(entity: &Entity) -> HashSet<String> {
    targets(entity).iter().flat_map(|field| names(field)).collect()
}

/// Labels and key of a field, plain.
fn names(field: &Field) -> Vec<String> {
    let labels = field.labels.0.values().map(|label| words::plain(label));
    labels.chain([field.key.as_str().replace('_', "")]).collect()
}

/// Describes and suggests every column.
pub fn suggest(head: &[Row], header: &Header, entity: &Entity, context: &ParseContext) -> Vec<Column> {
    let targets = targets(entity);
    // Cells of refused rows are wrong where they are, so they say nothing against a name.
    let corrected = header.names.iter().any(|name| super::refused_rows::is_reason(name));
    let rows: Vec<&Row> = head.iter().filter(|row| noise::find(row, header).is_none()).collect();
    let mut columns: Vec<Column> =
        header.names.iter().enumerate().map(|(column, name)| describe(column, name, &rows)).collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for column in &columns {
        let cells: Vec<&Cell> =
            rows.iter().map(|row| row.cell(column.column)).filter(|cell| !cell.is_blank()).collect();
        for (index, field) in targets.iter().enumerate() {
            let confidence = confidence(&column.header, &cells, field, entity, context, corrected);
            if confidence >= LEAST {
                pairs.push((confidence, column.column, index));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut taken = HashSet::new();
    for (confidence, column, field) in pairs {
        if columns[column].field.is_none() && taken.insert(field) {
            columns[column].field = Some(targets[field].key.clone());
            columns[column].confidence = (confidence * 100.0).round() / 100.0;
        }
    }
    columns
}

fn describe(column: usize, name: &str, rows: &[&Row]) -> Column {
    let mut samples: Vec<String> = Vec::new();
    for cell in rows.iter().map(|row| row.cell(column)).filter(|cell| !cell.is_blank()) {
        let text: String = cell.text().trim().chars().take(80).collect();
        if samples.len() < 5 && !samples.contains(&text) {
            samples.push(text);
        }
    }
    Column { column, header: name.to_owned(), samples, field: None, lookup: None, confidence: 0.0 }
}

fn confidence(
    header: &str,
    cells: &[&Cell],
    field: &Field,
    entity: &Entity,
    context: &ParseContext,
    corrected: bool,
) -> f64 {
    if super::refused_rows::is_reason(header) {
        return 0.0;
    }
    let parts = header.split(" / ").map(words::plain).chain([words::plain(header)]);
    let named = parts
        .flat_map(|part| names(field).into_iter().map(move |name| words::likeness(&part, &name)))
        .fold(0.0, f64::max);
    let cells = &cells[..cells.len().min(limits::HEAD_ROWS)];
    let Some(fit) = fit(header, cells, field, context) else { return named.max(shape(cells, field, entity)) };
    if named > 0.0 && corrected {
        return named;
    }
    if named > 0.0 {
        // A list with words of its own is still that list; a telephone column without a telephone number is not.
        let listed = matches!(field.kind, Kind::Choice | Kind::Cascader | Kind::MultiChoice);
        let weight = if listed { 0.75 + 0.25 * fit } else { 0.5 + 0.5 * fit };
        return (named * weight).max(if fit >= 0.8 { shape(cells, field, entity) } else { 0.0 });
    }
    if fit >= 0.8 { shape(cells, field, entity) } else { 0.0 }
}

/// The share of cells that are of the field's kind; `None` where that says nothing.
fn fit(header: &str, cells: &[&Cell], field: &Field, context: &ParseContext) -> Option<f64> {
    let field = &*written(field);
    let says_nothing = field.kind.is_named()
        || matches!(field.kind, Kind::Text | Kind::LongText | Kind::Tags | Kind::Address);
    if says_nothing || cells.is_empty() {
        return None;
    }
    let unit = if field.kind == Kind::Duration { words::time_unit(header) } else { words::unit(header) };
    let unit = unit.unwrap_or_default();
    let fits = cells.iter().filter(|cell| {
        let text = cell.text();
        if matches!(field.kind, Kind::Choice | Kind::Cascader | Kind::MultiChoice) {
            return names_choices(field, &text);
        }
        let rules = field.kind.rules();
        rules.parse(field, &text, context).is_ok()
            || rules.parse(field, &format!("{text}{unit}"), context).is_ok()
    });
    Some(fits.count() as f64 / cells.len() as f64)
}

/// How much the cells alone speak for a field, whatever the header says.
fn shape(cells: &[&Cell], field: &Field, entity: &Entity) -> f64 {
    if cells.len() < 3 {
        return 0.0;
    }
    let share = |is: &dyn Fn(&str) -> bool| {
        cells.iter().filter(|cell| is(cell.text().trim())).count() as f64 / cells.len() as f64
    };
    let strong = |share: f64, confidence: f64| if share >= 0.8 { confidence } else { 0.0 };
    match field.kind {
        Kind::Phone => strong(share(&is_phone), 0.6),
        Kind::IdNumber => strong(share(&|text| is_of(field, text)), 0.65),
        Kind::Email => strong(share(&|text| text.contains('@')), 0.65),
        Kind::Url => strong(share(&|text| text.contains("://") || text.starts_with("www.")), 0.6),
        Kind::Choice | Kind::MultiChoice => strong(share(&|text| is_choice(text, field)), 0.55),
        Kind::Text if names(field).iter().any(|name| words::likeness(name, "信用代码") > 0.8) => {
            strong(share(&is_credit_code), 0.6)
        }
        Kind::Text if entity.title.as_ref() == Some(&field.key) && share(&is_company) >= 0.5 => 0.55,
        _ => 0.0,
    }
}

/// Whether a text is a value of the field, for kinds that hardly anything fits by accident.
fn is_of(field: &Field, text: &str) -> bool {
    field.kind.rules().read(field, &text.into()).is_ok_and(|value| !value.is_blank())
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=15).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
        && (text.starts_with(['1', '0', '+', '(']) || text.starts_with("86"))
}

fn is_credit_code(text: &str) -> bool {
    text.len() == 18
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_alphabetic())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 8
}

fn is_company(text: &str) -> bool {
    let folded = text::fold(text);
    ["公司", "厂", "店", "集团", "中心", "研究院", "ltd", "ltd.", "inc", "inc."]
        .iter()
        .any(|end| folded.ends_with(end))
}

/// Whether a text is a label or synonym of one choice; bare keys such as `1` prove nothing.
fn is_choice(text: &str, field: &Field) -> bool {
    field.options.iter().any(|option| {
        let label = option.labels.get(Language::Chinese, &option.key);
        label == text || option.synonyms.iter().any(|word| word == text)
    })
}
