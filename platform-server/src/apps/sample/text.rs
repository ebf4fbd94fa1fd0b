//! Templates.
//!
//! Grammar: text with `{…}` in it, where `…` is
//!          `path` or `path|path`: the first that is there and filled; of a list one entry, itself a template;
//!          `#4`: four digits; `#4+`: four digits, the first not 0;
//!          `pinyin:path`, `digits:path`: the value in pinyin without spaces (ü as v), or its digits alone.

use engine_core::text::{fold, pinyin};
use serde_json::Value as Json;

use super::{SampleFault, chance::Chance, scope::Scope};

/// Deepest nesting of templates in lists: a list that names itself ends here.
const DEEPEST: u32 = 12;

/// Fills in a template.
pub(super) fn expand(template: &str, scope: &Scope<'_>, chance: &mut Chance) -> Result<String, SampleFault> {
    let mut out = String::with_capacity(template.len() * 2);
    expand_into(&mut out, template, scope, chance, 0)?;
    Ok(out)
}

fn expand_into(
    out: &mut String,
    template: &str,
    scope: &Scope<'_>,
    chance: &mut Chance,
    depth: u32,
) -> Result<(), SampleFault> {
    if depth > DEEPEST {
        return Err(scope.unsuitable(format!("templates more than {DEEPEST} deep, at `{template}`")));
    }
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (inside, after) = after
            .split_once('}')
            .ok_or_else(|| scope.unsuitable(format!("`{{` without `}}` in `{template}`")))?;
        place(out, inside, scope, chance, depth)?;
        rest = after;
    }
    out.push_str(rest);
    Ok(())
}

fn place(
    out: &mut String,
    inside: &str,
    scope: &Scope<'_>,
    chance: &mut Chance,
    depth: u32,
) -> Result<(), SampleFault> {
    if let Some(count) = inside.strip_prefix('#') {
        return digits(out, count, scope, chance);
    }
    if let Some(path) = inside.strip_prefix("pinyin:") {
        let text = scope.text(path)?.unwrap_or_default();
        out.push_str(&fold(&pinyin(&text).map_or(text, |(whole, _)| whole)).replace('ü', "v"));
        return Ok(());
    }
    if let Some(path) = inside.strip_prefix("digits:") {
        out.extend(scope.text(path)?.unwrap_or_default().chars().filter(char::is_ascii_digit));
        return Ok(());
    }
    let mut paths = inside.split('|').peekable();
    while let Some(path) = paths.next() {
        let found = match scope.find(path) {
            Err(SampleFault::UnknownName { .. }) if paths.peek().is_some() => None,
            found => found?,
        };
        match found {
            None => {}
            Some(Json::Array(entries)) => {
                let entry = entries.get(chance.position(entries.len())).and_then(Json::as_str);
                let entry =
                    entry.ok_or_else(|| scope.unsuitable(format!("`{path}` should be a list of texts")))?;
                return expand_into(out, entry, scope, chance, depth + 1);
            }
            Some(Json::String(text)) => {
                out.push_str(text);
                return Ok(());
            }
            Some(other) => {
                out.push_str(&other.to_string());
                return Ok(());
            }
        }
    }
    Ok(())
}

fn digits(out: &mut String, count: &str, scope: &Scope<'_>, chance: &mut Chance) -> Result<(), SampleFault> {
    let (count, first) = count.strip_suffix('+').map_or((count, 0), |count| (count, 1));
    let count: u32 =
        count.parse().map_err(|_| scope.unsuitable(format!("`#{count}` should be `#` and a number")))?;
    for position in 0..count {
        let lowest = if position == 0 { first } else { 0 };
        out.push_str(&chance.between(lowest, 9).to_string());
    }
    Ok(())
}
