//! Text with headings, lists, links and emphasis.
//!
//! Shape:  HTML of a closed subset, exactly as a serializer of HTML5 writes it: the tags of [`TAGS`] without attributes,
//!         `<br>`, and `<a href="…">` to http, https, mailto or tel. Everything else is refused, never put right: the
//!         shell cleans what people send before it is read here.
//! Units:  at most 100,000 characters, tags included.
//! Errors: `bad_html` for anything outside the subset.

use std::sync::LazyLock;

use regex_lite::Regex;
use serde_json::{Map, Value as Json};

use super::{ColumnType, Kind, ParseContext, Reader, Rules, Storage, check, text};
use crate::{
    entity::Field,
    filter::Operator,
    issue::{Issue, Refusal},
    text::normal,
    value::Value,
};

/// Rules of `rich_text`.
pub(super) struct RichText;

/// Longest text, in characters, tags included.
const LONGEST_HTML: u32 = 100_000;
/// Tags that are legal without attributes; `br` stands alone, `a` may have its `href`.
pub const TAGS: [&str; 15] = [
    "p", "br", "strong", "em", "u", "s", "a", "ul", "ol", "li", "blockquote", "h2", "h3", "code", "pre",
];
/// How an address of a link may begin.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
/// Tags that end a line of the plain text.
const LINES: [&str; 9] = ["p", "br", "li", "h2", "h3", "pre", "blockquote", "ul", "ol"];
/// Tags without an end.
const ALONE: [&str; 1] = ["br"];
/// What may stand for a character, and for which.
const ENTITIES: [(&str, &str); 5] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];

impl Rules for RichText {
    fn storage(&self) -> Storage {
        Storage::Columns(&[("", ColumnType::Text)])
    }

    /// Of the text without its tags.
    fn operators(&self) -> &'static [Operator] {
        &[Operator::Contains, Operator::StartsWith, Operator::IsEmpty, Operator::IsNotEmpty]
    }

    fn sortable(&self) -> bool {
        false
    }

    fn check(&self, field: &Field, pointer: &str, issues: &mut Vec<Issue>) {
        check::text(field, LONGEST_HTML, &[], pointer, issues);
    }

    fn schema(&self, field: &Field) -> Map<String, Json> {
        text::text_schema(field, LONGEST_HTML)
    }

    fn read(&self, _: &Field, json: &Json) -> Result<Value, Refusal> {
        let html = normal(super::string(json, Kind::RichText)?);
        text::within(&html, LONGEST_HTML)?;
        if !is_clean(&html) {
            return Err(Refusal::new(
                "bad_html",
                "只能使用段落、标题、列表、引用、代码、粗体、斜体、下划线、删除线和网页、邮箱、电话链接",
                "only paragraphs, headings, lists, quotations, code, emphasis and links to pages, mail and telephones",
            ));
        }
        Ok(if normal(&plain(&html)).is_empty() { Value::Blank } else { Value::Text(html) })
    }

    /// Cells and typed lines are plain text: each line is a paragraph.
    fn parse(&self, field: &Field, text: &str, _: &ParseContext) -> Result<Value, Refusal> {
        let lines = normal(&text.replace("\r\n", "\n").replace('\r', "\n"));
        let paragraph = |line: &str| format!("<p>{}</p>", escaped(line.trim()));
        let html: String =
            lines.split('\n').filter(|line| !line.trim().is_empty()).map(paragraph).collect();
        self.read(field, &Json::String(html))
    }

    fn show(&self, _: &Field, value: &Value, reader: &Reader) -> String {
        match value {
            Value::Text(html) => plain(html),
            _ => super::plain::show(value, reader),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

/// One piece of HTML of the subset.
enum Piece<'a> {
    Text(&'a str),
    Open(&'a str),
    Close(&'a str),
}

/// The next piece and the rest; `None` for what is outside the subset.
fn piece(html: &str) -> Option<(Piece<'_>, &str)> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        let plain = TAGS.join("|");
        let scheme = SCHEMES.join("|");
        let mark = format!(r#"^<(?:(/?)({plain})|(a) href="(?i:{scheme}):[^"<>\x00-\x20]*")>"#);
        Regex::new(&mark).expect("a constant pattern compiles")
    });
    if !html.starts_with('<') {
        let end = html.find('<').unwrap_or(html.len());
        let (text, rest) = html.split_at(end);
        return is_text(text).then_some((Piece::Text(text), rest));
    }
    let tag = TAG.captures(html)?;
    let rest = &html[tag[0].len()..];
    let name = tag.get(2).or_else(|| tag.get(3))?.as_str();
    let closes = tag.get(1).is_some_and(|mark| !mark.is_empty());
    Some((if closes { Piece::Close(name) } else { Piece::Open(name) }, rest))
}

/// Whether every `&` begins one of the entities, and no bare `>` is there.
fn is_text(text: &str) -> bool {
    let entity = |at: usize| ENTITIES.iter().any(|(entity, _)| text[at..].starts_with(entity));
    !text.contains('>') && text.match_indices('&').all(|(at, _)| entity(at))
}

/// Whether HTML is of the subset, every tag closed in its order.
fn is_clean(html: &str) -> bool {
    let (mut rest, mut open) = (html, Vec::new());
    while !rest.is_empty() {
        let Some((piece, after)) = piece(rest) else { return false };
        rest = after;
        match piece {
            Piece::Text(_) => {}
            Piece::Open(name) if ALONE.contains(&name) => {}
            Piece::Open(name) => open.push(name),
            Piece::Close(name) if ALONE.contains(&name) || open.pop() != Some(name) => return false,
            Piece::Close(_) => {}
        }
    }
    open.is_empty()
}

/// The text of HTML of the subset without its tags; paragraphs, list items and headings are lines.
pub fn plain(html: &str) -> String {
    let (mut rest, mut out) = (html, String::new());
    while !rest.is_empty() {
        let Some((piece, after)) = piece(rest) else { break };
        rest = after;
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Open("br") => out.push('\n'),
            Piece::Close(name) if LINES.contains(&name) && !out.ends_with('\n') => out.push('\n'),
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    let text = ENTITIES.iter().fold(out, |text, (entity, character)| text.replace(entity, character));
    text.trim().to_owned()
}
