//! What attachment, image and signature have in common: files, and what a field takes of them.
//!
//! Shape:  `[{"id","name","size","type"}]`; `[{"id"}]` and `["id"]` are read too, and the store fills in the rest from its
//!         own row, so that what a caller says of a file counts for nothing.
//! Units:  sizes in bytes.
//! Errors: `bad_file`, `too_many_items`, `file_too_large`, `wrong_file_type`.

use serde_json::{Map, Value as Json, json};

use super::{Kind, check, identifier, integer, list, text};
use crate::{
    entity::Field,
    issue::{Issue, Refusal},
    text::normal,
    value::{FileReference, Value},
};

/// Most files in one field.
const MOST_FILES: usize = 100;
/// Largest file that any field takes, in bytes.
pub const LARGEST_FILE: u64 = 100 << 20;
/// Largest signature, in bytes.
const LARGEST_SIGNATURE: u64 = 1 << 20;
/// Longest name of a file, in characters.
pub const LONGEST_NAME: u32 = 255;
/// Most media types that a field names.
const MOST_TYPES: usize = 50;
/// The images that every browser shows and that thumbnails are made of.
pub const IMAGES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Most files of a field.
pub fn most(field: &Field) -> usize {
    let written = field.most.map_or(MOST_FILES, |most| most as usize);
    if field.kind == Kind::Signature { 1 } else { written.min(MOST_FILES) }
}

/// Largest file of a field, in bytes.
pub fn largest(field: &Field) -> u64 {
    let kind = if field.kind == Kind::Signature { LARGEST_SIGNATURE } else { LARGEST_FILE };
    field.max_size.unwrap_or(kind).min(kind)
}

/// Media types that a field takes, `image/*` among them; none for all.
pub fn types(field: &Field) -> Vec<String> {
    let written = |media_type: &str| {
        field.types.is_empty() || field.types.iter().any(|pattern| matches(pattern, media_type))
    };
    match field.kind {
        Kind::Image => {
            IMAGES.iter().filter(|image| written(image)).map(|image| (*image).to_owned()).collect()
        }
        Kind::Signature => vec![IMAGES[0].to_owned()],
        _ => field.types.clone(),
    }
}

fn matches(pattern: &str, media_type: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(family) => media_type.starts_with(family) && media_type.len() > family.len(),
        None => pattern == media_type,
    }
}

/// Whether a field takes a file of this size and type.
///
/// # Errors
/// `file_too_large` or `wrong_file_type`.
pub fn takes(field: &Field, file: &FileReference) -> Result<(), Refusal> {
    let largest = largest(field);
    if file.size > largest {
        let (size, largest) = (bytes_in_words(file.size), bytes_in_words(largest));
        return Err(Refusal::new(
            "file_too_large",
            format!("文件太大（{size}），这里最大 {largest}；请压缩或拆分后再上传"),
            format!(
                "the file is too large ({size}); at most {largest} here: make it smaller and upload it again"
            ),
        ));
    }
    let types = types(field);
    if types.is_empty() || types.iter().any(|pattern| matches(pattern, &file.media_type)) {
        return Ok(());
    }
    let types = types.join(" ");
    Err(Refusal::new(
        "wrong_file_type",
        format!("这里不接受这种文件（内容为 {}），只接受 {types}", file.media_type),
        format!("this takes no such file (its content is {}); only {types}", file.media_type),
    ))
}

/// A size as people say it.
fn bytes_in_words(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => {
            let tenths = (bytes * 10).div_ceil(1 << 20);
            if tenths.is_multiple_of(10) {
                format!("{} MB", tenths / 10)
            } else {
                format!("{}.{} MB", tenths / 10, tenths % 10)
            }
        }
    }
}

/// The definition of a field of files; `meant` are the keys that mean something for its kind.
pub(super) fn check(field: &Field, meant: &[&str], pointer: &str, issues: &mut Vec<Issue>) {
    check::list(field, meant, pointer, issues);
    if field.max_size.is_some_and(|size| size == 0 || size > LARGEST_FILE) {
        issues.push(Issue::new(
            "bad_file_size",
            format!("{pointer}/x-field/max_size"),
            format!("max_size 为 1 到 {LARGEST_FILE} 字节"),
            format!("max_size is 1 to {LARGEST_FILE} bytes"),
        ));
    }
    if field.most.is_some_and(|most| most == 0 || most as usize > MOST_FILES) {
        issues.push(Issue::new(
            "bad_file_count",
            format!("{pointer}/x-field/most"),
            format!("most 为 1 到 {MOST_FILES} 个文件"),
            format!("most is 1 to {MOST_FILES} files"),
        ));
    }
    if field.types.len() > MOST_TYPES {
        issues.push(bad_type(format!("{pointer}/x-field/types")));
    }
    let image = field.kind == Kind::Image;
    for (index, pattern) in field.types.iter().enumerate() {
        if !is_pattern(pattern) || image && !IMAGES.iter().any(|image| matches(pattern, image)) {
            issues.push(bad_type(format!("{pointer}/x-field/types/{index}")));
        }
    }
}

/// `type/subtype` or `type/*`, in lower case.
fn is_pattern(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-._".contains(&b))
    };
    text.len() <= LONGEST_NAME as usize
        && text.split_once('/').is_some_and(|(family, sub)| word(family) && (sub == "*" || word(sub)))
}

fn bad_type(pointer: String) -> Issue {
    let images = IMAGES.join(" ");
    Issue::new(
        "bad_media_type",
        pointer,
        format!("文件类型应写成 application/pdf 或 image/*，最多 {MOST_TYPES} 个；图片字段只能是 {images}"),
        format!(
            "write a media type as application/pdf or image/*, at most {MOST_TYPES}; of images only {images}"
        ),
    )
}

pub(super) fn schema(field: &Field) -> Map<String, Json> {
    let types = types(field);
    let mut media_type = json!({ "type": "string", "maxLength": LONGEST_NAME });
    if !types.is_empty() {
        let each: Vec<String> = types.iter().map(|pattern| in_pattern(pattern)).collect();
        media_type["pattern"] = format!("^(?:{})$", each.join("|")).into();
    }
    let mut item = json!({
        "type": "object",
        "properties": {
            "id": identifier::schema(),
            "name": { "type": "string", "minLength": 1, "maxLength": LONGEST_NAME },
            "size": { "type": "integer", "minimum": 0, "maximum": largest(field) },
            "type": media_type,
        },
        "required": ["id"],
        "additionalProperties": false,
    });
    if !types.is_empty() {
        item["dependentRequired"] = json!({ "name": ["type"] });
    }
    let mut schema = list::schema(field, &super::schema(item));
    let keyword = field.schema.get("maxItems").and_then(Json::as_u64).unwrap_or(u64::MAX);
    schema.insert("maxItems".into(), keyword.min(most(field) as u64).into());
    schema
}

/// A media type or a family of them in a regular expression.
fn in_pattern(pattern: &str) -> String {
    let plain = pattern.replace('.', r"\.").replace('+', r"\+");
    match plain.strip_suffix('*') {
        Some(family) => format!("{family}.+"),
        None => plain,
    }
}

pub(super) fn read(field: &Field, json: &Json) -> Result<Value, Refusal> {
    let written = match json {
        Json::Null => return Ok(Value::Blank),
        Json::String(text) if normal(text).is_empty() => return Ok(Value::Blank),
        Json::Array(written) => written,
        _ => return Err(super::wrong_type(field.kind)),
    };
    list::within(written.len(), MOST_FILES)?;
    let mut files: Vec<FileReference> = Vec::new();
    for item in written {
        let file = file(item)?;
        if !file.name.is_empty() {
            takes(field, &file)?;
        }
        if files.iter().all(|already| already.id != file.id) {
            files.push(file);
        }
    }
    list::within(files.len(), most(field))?;
    Ok(if files.is_empty() { Value::Blank } else { Value::Files(files) })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_holds_its_members_and_nothing_else() {
        assert!(matches("image/*", "image/png") && matches("application/pdf", "application/pdf"));
        assert!(
            !matches("image/*", "image/")
                && !matches("image/*", "imagex/png")
                && !matches("image/png", "image/jpeg")
        );
    }

    #[test]
    fn sizes_are_said_upwards() {
        assert_eq!(
            [1_023, 1_024, 1_025, 1 << 20, (1 << 20) + 1].map(bytes_in_words),
            ["1023 B", "1 KB", "2 KB", "1 MB", "1.1 MB"]
        );
    }
}
