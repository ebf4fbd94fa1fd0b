//! The corpus of messy files: each folder of tests/cases/imports is a file as people send it and what we make of it.
//!
//! `UPDATE=1` rewrites `expected.json`; the diff is what a reviewer reads.

use std::{fs, path::Path, sync::Arc};

use engine_core::{
    entity::{Entity, Field},
    issue::{Issue, Language},
    key::FieldKey,
    kinds::ParseContext,
    moment::TimeZone,
    value::Value,
};
use futures_util::FutureExt as _;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{
    directory::{Directory, Match, Resolved, Values},
    inspect::{Inspection, inspect},
    mapping::Mapping,
    read::{self, tests::spooled},
    refused_rows::LeftOut,
    sheet::Workbook,
    unknown,
    verify::{self, DuplicateOf, Importer, RowOutcome, RowState},
    write::{RefusedWriter, reason},
};

pub(super) fn corpus() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/imports")
}

fn load(path: &Path) -> Json {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(super) fn entity() -> Arc<Entity> {
    let (entity, issues) = Entity::parse(&load(&corpus().join("entity.json")));
    assert_eq!(issues, []);
    Arc::new(entity.expect("an entity"))
}

pub(super) fn context() -> ParseContext {
    ParseContext {
        zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
        today: jiff::civil::date(2026, 11, 2),
    }
}

/// People and records that exist before the import.
pub(super) struct Memory {
    entity: Arc<Entity>,
    people: Vec<(String, Uuid)>,
    records: Vec<(Uuid, Values)>,
}

impl Memory {
    pub(super) fn new(entity: &Arc<Entity>, case: &Json) -> Memory {
        let list = |name: &str| case[name].as_array().cloned().unwrap_or_default();
        let id = |n: usize| Uuid::from_u128(n as u128);
        let people = list("people")
            .into_iter()
            .zip(1..)
            .map(|(name, n)| (name.as_str().expect("a name").to_owned(), id(n)));
        let records = list("records").into_iter().zip(101..).map(|(record, n)| {
            let values = record.as_object().expect("a record").iter().map(|(key, json)| {
                let field = entity.field(key).expect("a field");
                (field.key.clone(), field.kind.rules().read(field, json).expect("a value"))
            });
            (id(n), values.collect())
        });
        let (people, records) = (people.collect(), records.collect());
        Memory { entity: Arc::clone(entity), people, records }
    }

    fn title(&self, values: &Values) -> String {
        match self.entity.title.as_ref().and_then(|title| values.get(title)) {
            Some(Value::Text(title)) => title.clone(),
            _ => String::new(),
        }
    }
}

impl Directory for Memory {
    type Error = ();

    async fn resolve(
        &self,
        field: &Field,
        lookup: Option<&FieldKey>,
        texts: &[String],
    ) -> Result<Vec<Resolved>, ()> {
        let key = lookup.or(self.entity.title.as_ref()).expect("a title").clone();
        let records: Vec<(String, Uuid)> = self
            .records
            .iter()
            .filter_map(|(id, values)| match values.get(&key) {
                Some(Value::Text(text)) => Some((text.clone(), *id)),
                _ => None,
            })
            .collect();
        let known = if field.target.is_some() { &records } else { &self.people };
        let answer = |text: &String| {
            let found: Vec<Uuid> = known.iter().filter(|(name, _)| name == text).map(|(_, id)| *id).collect();
            match found.as_slice() {
                [] => Resolved::None {
                    suggestion: unknown::closest(text, known.iter().map(|(name, id)| (*id, name.as_str()))),
                },
                [one] => Resolved::One(*one),
                several => Resolved::Several { count: several.len(), candidates: Vec::new() },
            }
        };
        Ok(texts.iter().map(answer).collect())
    }

    async fn find(&self, fields: &[FieldKey], keys: &[Vec<Value>]) -> Result<Vec<Vec<Match>>, ()> {
        let agree = |values: &Values, key: &[Value]| {
            fields.iter().zip(key).all(|(field, value)| values.get(field) == Some(value))
        };
        let matches = |key: &Vec<Value>| {
            let found = self.records.iter().filter(|(_, values)| agree(values, key));
            found.map(|(id, values)| Match { id: Some(*id), message: self.title(values) }).take(2).collect()
        };
        Ok(keys.iter().map(matches).collect())
    }

    async fn same(&self, keys: &[(usize, String)]) -> Result<Vec<Option<Match>>, ()> {
        let find = |(rule, key): &(usize, String)| {
            let same = |values: &Values| {
                let keys = engine_core::duplicate::keys(&self.entity, |field| {
                    values.get(field).unwrap_or(&Value::Blank)
                });
                keys[*rule].as_ref() == Some(key)
            };
            let found = self.records.iter().find(|(_, values)| same(values));
            found.map(|(id, values)| Match { id: Some(*id), message: self.title(values) })
        };
        Ok(keys.iter().map(find).collect())
    }

    fn check(&self, values: &Values, _: bool) -> Vec<Issue> {
        let short = values.iter().filter(|(key, value)| {
            key.as_str() == "short_name" && matches!(value, Value::Text(text) if text.chars().count() > 10)
        });
        short
            .map(|(key, _)| {
                Issue::new("too_long", format!("/{key}"), "最多 10 个字符", "at most 10 characters")
            })
            .collect()
    }
}

/// The bytes of a case: text in an encoding, or sheets.
fn bytes(case: &Json) -> Vec<u8> {
    if let Some(lines) = case["text"].as_array() {
        let text =
            lines.iter().map(|line| line.as_str().expect("a line")).collect::<Vec<_>>().join("\n") + "\n";
        let encoding =
            encoding_rs::Encoding::for_label(case["encoding"].as_str().unwrap_or("utf-8").as_bytes());
        return encoding.expect("an encoding").encode(&text).0.into_owned();
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy/m/d");
    for sheet in case["sheets"].as_array().expect("text or sheets") {
        let out = book.add_worksheet().set_name(sheet["name"].as_str().expect("a name")).expect("a name");
        for merge in sheet["merges"].as_array().into_iter().flatten() {
            let at = |i: usize| u32::try_from(merge[i].as_u64().expect("a number")).expect("small");
            let column = |i: usize| u16::try_from(at(i)).expect("small");
            out.merge_range(at(0) - 1, column(1), at(2) - 1, column(3), "", &plain).expect("a range");
        }
        for (row, cells) in (0..).zip(sheet["rows"].as_array().expect("rows")) {
            for (column, cell) in (0..).zip(cells.as_array().expect("cells")) {
                match cell {
                    Json::String(text) if !text.is_empty() => {
                        out.write_string(row, column, text).expect("a cell");
                    }
                    Json::Number(number) => {
                        out.write_number(row, column, number.as_f64().expect("a number")).expect("a cell");
                    }
                    Json::Bool(value) => {
                        out.write_boolean(row, column, *value).expect("a cell");
                    }
                    Json::Object(day_number) => {
                        out.write_number_with_format(
                            row,
                            column,
                            day_number["day"].as_f64().expect("a day"),
                            &day,
                        )
                        .expect("a cell");
                    }
                    _ => {}
                }
            }
        }
        out.set_hidden(sheet["hidden"].as_bool() == Some(true));
    }
    book.save_to_buffer().expect("a workbook")
}

struct Imported {
    workbook: Workbook,
    inspection: Inspection,
    verified: verify::Verified,
    outcomes: Vec<RowOutcome>,
}

fn import(bytes: &[u8], case: &Json) -> Result<Imported, read::FileRefused> {
    let entity = entity();
    let directory = Memory::new(&entity, case);
    let patch: Mapping =
        serde_json::from_value(case.get("mapping").cloned().unwrap_or_else(|| json!({}))).expect("a mapping");
    let (workbook, spool) = spooled(bytes, patch.sheet.as_deref())?;
    let handle = || spool.try_clone().expect("a handle");
    let inspection = inspect(handle(), &workbook, patch.header_row, &entity, &context()).expect("a spool");
    let mapping = Mapping::suggested(&inspection.columns, &entity).with(patch);
    assert_eq!(mapping.check(&entity, workbook.columns, |_| Some(&entity)), []);
    let mut importer = Importer::new(&entity, &inspection.header, &mapping, context());
    let rows: Vec<_> =
        read::rows(handle(), &workbook.merges).expect("a spool").map(|row| row.expect("a row")).collect();
    let mut outcomes = Vec::new();
    for chunk in rows.chunks(3) {
        let verified = verify::chunk(&mut importer, chunk.to_vec(), &directory)
            .now_or_never()
            .expect("memory answers at once");
        outcomes.extend(verified.expect("memory always answers"));
    }
    Ok(Imported { workbook, inspection, verified: importer.finish(), outcomes })
}

fn describe(imported: &Imported) -> Json {
    let entity = entity();
    let Imported { workbook, inspection, verified, outcomes } = imported;
    let columns =
        inspection.columns.iter().map(|column| json!([column.header, column.field, column.confidence]));
    let rows = outcomes.iter().map(|outcome| {
        let values = outcome.values.iter().map(|(key, value)| {
            let field = entity.field(key.as_str()).expect("a field");
            (key.to_string(), field.kind.rules().write(field, value))
        });
        let of = match &outcome.state {
            RowState::Duplicate(DuplicateOf::Row(row)) => json!(row),
            RowState::Duplicate(DuplicateOf::Record(found)) => json!(found.message),
            RowState::Update(id) => json!(id.as_u128()),
            _ => Json::Null,
        };
        let issues: Vec<String> = outcome
            .issues
            .iter()
            .map(|issue| format!("{} {} {}", issue.pointer, issue.code, issue.message.get(Language::Chinese)))
            .collect();
        let mut row = json!({ "row": outcome.source.number, "state": outcome.state.word() });
        let map = row.as_object_mut().expect("an object");
        for (name, part) in
            [("of", of), ("values", Json::Object(values.collect())), ("issues", json!(issues))]
        {
            let empty = part.is_null()
                || part.as_object().is_some_and(serde_json::Map::is_empty)
                || part.as_array().is_some_and(Vec::is_empty);
            if !empty {
                map.insert(name.into(), part);
            }
        }
        row
    });
    json!({
        "sheet": workbook.sheet, "sheets": workbook.sheets, "encoding": workbook.encoding, "separator": workbook.separator,
        "header": [inspection.header.first, inspection.header.last],
        "columns": columns.collect::<Vec<_>>(),
        "counts": verified.counts, "unknown": verified.unknown, "rows": rows.collect::<Vec<_>>(),
    })
}

#[test]
fn every_messy_file_is_understood() {
    let mut cases: Vec<_> =
        fs::read_dir(corpus()).expect("the corpus").map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    assert!(cases.len() >= 8, "the corpus has gone");
    for folder in cases {
        let case = load(&folder.join("case.json"));
        let found = match import(&bytes(&case), &case) {
            Ok(imported) => describe(&imported),
            Err(refused) => json!({ "refused": refused.refusal().code }),
        };
        let expected = folder.join("expected.json");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, serde_json::to_string_pretty(&found).expect("JSON") + "\n")
                .expect("a writable corpus");
        }
        assert_eq!(found, load(&expected), "{}", folder.display());
    }
}

#[test]
fn refused_rows_are_corrected_and_imported_again() {
    let case = load(&corpus().join("wrong-cells/case.json"));
    let imported = import(&bytes(&case), &case).expect("readable");
    let directory = tempfile::tempdir().expect("a directory");
    let mut writer = RefusedWriter::new(
        LeftOut::Refused,
        &imported.inspection.header.names,
        Language::Chinese,
        directory.path(),
    )
    .expect("disk");
    let refused: Vec<&RowOutcome> =
        imported.outcomes.iter().filter(|outcome| outcome.state == RowState::Refused).collect();
    assert!(refused.len() >= 3);
    for outcome in &refused {
        assert!(
            reason(outcome, Language::English).contains("column “"),
            "{}",
            reason(outcome, Language::English)
        );
        writer.row(outcome).expect("disk");
    }
    let mut file = Vec::new();
    writer.finish(&mut file).expect("memory");
    let again = import(&file, &json!({ "people": case["people"] })).expect("readable");
    let reason_column = again.inspection.columns.last().expect("a column");
    assert_eq!((reason_column.header.as_str(), &reason_column.field), ("导入失败原因", &None));
    let fields = |imported: &Imported| {
        imported.inspection.columns.iter().map(|column| column.field.clone()).collect::<Vec<_>>()
    };
    assert_eq!(fields(&again)[..fields(&imported).len()], fields(&imported));
    let issues = |outcome: &RowOutcome| {
        outcome.issues.iter().map(|issue| (issue.pointer.clone(), issue.code.clone())).collect::<Vec<_>>()
    };
    let second: Vec<_> =
        again.outcomes.iter().filter(|outcome| outcome.state == RowState::Refused).map(issues).collect();
    assert_eq!(second, refused.into_iter().map(issues).collect::<Vec<_>>());
}
