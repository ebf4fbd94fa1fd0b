//! HTML that somebody sent → HTML of the closed subset of `rich_text`.
//!
//! Shape:  `Field × JSON → JSON`, for texts of `rich_text` alone. Tags outside the subset go and their text stays; of
//!         scripts, styles and comments nothing stays; of attributes only the address of a link does, where its scheme is
//!         legal. The kind itself then refuses whatever is still outside the subset.
//! Source: docs/spec/kinds.md "Rich text"; the parser is that of browsers, so that both read the same.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use engine_core::{
    entity::{Entity, Field},
    kinds::{Kind, SCHEMES, TAGS},
    text,
};
use serde_json::Value as Json;

/// Longest HTML that is looked at, in bytes; what is longer the kind refuses for its length alone.
const LONGEST_LOOKED_AT: usize = 1 << 20;

/// The JSON of a field as its kind reads it.
pub(super) fn cleaned<'j>(field: &Field, rows: Option<&Entity>, json: &'j Json) -> Cow<'j, Json> {
    match (field.kind, rows, json) {
        (Kind::RichText, _, Json::String(html)) if html.contains(['<', '&', '>']) => {
            Cow::Owned(Json::String(clean(html)))
        }
        (Kind::SubTable, Some(rows), Json::Array(all))
            if rows.fields.values().any(|f| f.kind == Kind::RichText) =>
        {
            Cow::Owned(all.iter().map(|row| cleaned_row(rows, row)).collect())
        }
        _ => Cow::Borrowed(json),
    }
}

fn cleaned_row(rows: &Entity, row: &Json) -> Json {
    let Some(values) = row.as_object() else { return row.clone() };
    let one = |(key, json): (&String, &Json)| {
        let field = rows.own_field(key);
        (key.clone(), field.map_or_else(|| json.clone(), |field| cleaned(field, None, json).into_owned()))
    };
    Json::Object(values.iter().map(one).collect())
}

fn clean(html: &str) -> String {
    static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from(TAGS))
            .clean_content_tags(HashSet::from([
                "script", "style", "template", "title", "textarea", "noscript",
            ]))
            .generic_attributes(HashSet::new())
            .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
            .url_schemes(HashSet::from(SCHEMES))
            .url_relative(UrlRelative::Deny)
            .link_rel(None)
            .strip_comments(true)
            // An address with white space or controls is none, and says something else than it shows.
            .attribute_filter(|_, _, value| {
                let strange =
                    value.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
                (!strange).then(|| value.into())
            });
        builder
    });
    if html.len() > LONGEST_LOOKED_AT {
        return html.to_owned();
    }
    // A stroke through the mark of a tag would make another character of the two: `>` with U+0338 is `≯`. Where it is
    // meant, as in `≠`, it is one character already.
    CLEANER.clean(&text::normal(html)).to_string().replace('\u{338}', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_or_disguises_goes_and_its_text_stays() {
        for (sent, kept) in [
            ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
            ("<p onclick=\"alert(1)\">a</p>", "<p>a</p>"),
            ("<p lang=\"en\" title=\"t\">a</p>", "<p>a</p>"),
            ("<p style=\"position:fixed\" class=\"x\">a</p>", "<p>a</p>"),
            ("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>"),
            ("<a href=\" JaVaScRiPt:alert(1)\">a</a>", "<a>a</a>"),
            ("<a href=\"java\tscript:alert(1)\">a</a>", "<a>a</a>"),
            ("<a href=\"data:text/html,x\">a</a>", "<a>a</a>"),
            ("<a href=\"//evil.example\">a</a>", "<a>a</a>"),
            ("<a href=\"/relative\" target=\"_blank\">a</a>", "<a>a</a>"),
            ("<a href=\"https://a.cn/?x=1&y=2\">a</a>", "<a href=\"https://a.cn/?x=1&amp;y=2\">a</a>"),
            ("<a href=\"tel:110\" onmouseover=\"x()\">a</a>", "<a href=\"tel:110\">a</a>"),
            ("<img src=x onerror=alert(1)>a", "a"),
            ("<svg><script>alert(1)</script></svg>a", "a"),
            ("<style>p{display:none}</style>a", "a"),
            ("<iframe src=\"https://evil.example\"></iframe>a", "a"),
            ("<!-- c -->a", "a"),
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("<b>fett</b> <h1>t</h1>", "fett t"),
            ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
            ("a<br/>b", "a<br>b"),
        ] {
            assert_eq!(clean(sent), kept, "{sent}");
        }
    }

    #[test]
    fn whatever_is_sent_comes_out_clean() {
        let rules = Kind::RichText.rules();
        let pieces = [
            "<p>",
            "</p>",
            "<a href=\"http://a.cn\">",
            "</a>",
            "<a href=javascript:x>",
            "<ul>",
            "<li>",
            "</ul>",
            "<br>",
            "<math>",
            "<table>",
            "</table>",
            "<svg>",
            "<style>",
            "</style>",
            "<!--",
            "-->",
            "&",
            "&lt;",
            "<",
            ">",
            "\"",
            "'",
            "\0",
            "甲",
            "<pre>",
            "\n",
            "<code>",
            "</code>",
            "<template>",
            "<noscript>",
            "<![CDATA[",
            "]]>",
            "<h2>",
            "<plaintext>",
            "\u{338}",
        ];
        let field = field();
        let mut state = 20_261_122_u64;
        for _ in 0..5_000 {
            let mut html = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                html.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let cleaned = clean(&html);
            let read = rules.read(&field, &Json::String(cleaned.clone()));
            assert!(read.is_ok(), "{html:?} became {cleaned:?}: {read:?}");
        }
    }

    fn field() -> Field {
        let document = serde_json::json!({ "type": "object", "x-entity": { "format": 1, "key": "note" },
                                           "properties": { "body": { "x-field": { "kind": "rich_text" } } } });
        let (entity, _) = Entity::parse(&document);
        let entity = entity.expect("an entity");
        entity.fields["body"].as_ref().clone()
    }
}
