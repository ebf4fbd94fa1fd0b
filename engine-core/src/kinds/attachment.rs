//! Files.
//!
//! Shape:  `[{"id","name","size","type"}]`; `[{"id"}]` and `["id"]` are read too, and the store fills in the rest.

use serde_json::{Map, Value as Json, json};

use super::{ColumnType, Kind, Rules, Storage, check, identifier, integer, list, text};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text::normal,
    value::{FileReference, Value},
};

/// Rules of `attachment`.
pub(super) struct Attachment;

/// Most files in one field.
const MOST_FILES: usize = 100;
/// Longest name of a file, in characters.
const LONGEST_NAME: u32 = 255;

impl Rules for Attachment {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Json)])
    }

    fn operators(&self) -> &'static [Operator] {
        &[Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::list(field, &[], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        let item = json!({
            "type": "object",
            "properties": {
                "id": identifier::schema(),
                "name": { "type": "string", "minLength": 1, "maxLength": LONGEST_NAME },
                "size": { "type": "integer", "minimum": 0, "maximum": integer::LARGEST },
                "type": { "type": "string", "maxLength": LONGEST_NAME },
            },
            "required": ["id"],
            "additionalProperties": false,
        });
        let mut schema = list::schema(field, &super::schema(item));
        let most =
            field.schema.get("maxItems").and_then(Json::as_u64).unwrap_or(u64::MAX).min(MOST_FILES as u64);
        schema.insert("maxItems".into(), most.into());
        schema
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let written = match json {
            Json::Null => return Ok(Value::Blank),
            Json::String(text) if normal(text).is_empty() => return Ok(Value::Blank),
            Json::Array(written) => written,
            _ => return Err(super::wrong_type(Kind::Attachment)),
        };
        list::within(written.len(), MOST_FILES)?;
        let mut files: Vec<FileReference> = Vec::new();
        for item in written {
            let file = file(item)?;
            if files.iter().all(|already| already.id != file.id) {
                files.push(file);
            }
        }
        Ok(if files.is_empty() { Value::Blank } else { Value::Files(files) })
    }
}

fn file(json: &Json) -> Result<FileReference, Refusal> {
    let map = match json {
        Json::String(text) => {
            let id = identifier::id(&normal(text))?;
            return Ok(FileReference { id, name: String::new(), size: 0, media_type: String::new() });
        }
        Json::Object(map) => map,
        _ => return Err(bad_file()),
    };
    super::known_keys(map, &["id", "name", "size", "type"])?;
    let text_of = |name: &str| match map.get(name) {
        None | Some(Json::Null) => Ok(String::new()),
        Some(Json::String(text)) => Ok(text::line(text)),
        Some(_) => Err(bad_file()),
    };
    let (name, media_type) = (text_of("name")?, text_of("type")?);
    text::within(&name, LONGEST_NAME)?;
    text::within(&media_type, LONGEST_NAME)?;
    let size = match map.get("size") {
        None | Some(Json::Null) => 0,
        Some(size) => bytes(size).ok_or_else(bad_file)?,
    };
    let id = identifier::id(&text_of("id")?)?;
    // Without a name it is only said which file is meant.
    Ok(match name.is_empty() {
        true => FileReference { id, name, size: 0, media_type: String::new() },
        false => FileReference { id, name, size, media_type },
    })
}

/// A size that a double holds exactly; JSON may write it `3.0`.
fn bytes(json: &Json) -> Option<u64> {
    let size = json.as_f64().filter(|size| size.fract() == 0.0)?;
    (0.0..=integer::LARGEST as f64).contains(&size).then_some(size as u64)
}

fn bad_file() -> Refusal {
    Refusal::new(
        "bad_file",
        "附件应写成 {\"id\":\"…\"}，id 来自上传",
        "a file is given as {\"id\":\"…\"} with the id of an upload",
    )
}
