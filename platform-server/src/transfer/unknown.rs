//! Values of a file that name nothing we know, and what they may mean.
//!
//! Shape:  tallied per field in the order first met, with the number of rows; a suggestion is a choice whose label, key or
//!         synonym is close in spelling or pinyin.

use engine_core::{entity::Field, key::FieldKey, text};
use indexmap::IndexMap;
use serde::Serialize;

use super::{limits, words};

/// A text that names nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = UnknownText)]
pub struct Unknown {
    /// As it stands in the file, without white space around it.
    pub text: String,
    /// Rows that hold it.
    pub rows: u64,
    /// The choice, user, department or record it may mean, by key or id.
    pub suggestion: Option<String>,
}

/// All unknown values by field.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    fields: IndexMap<FieldKey, IndexMap<String, Unknown>>,
}

impl Tally {
    /// Counts a text; beyond [`limits::MOST_UNKNOWN`] different ones per field no new one is listed.
    pub fn add(&mut self, field: &FieldKey, text: &str, suggestion: impl FnOnce() -> Option<String>) {
        let listed = self.fields.entry(field.clone()).or_default();
        if let Some(known) = listed.get_mut(text) {
            known.rows += 1;
        } else if listed.len() < limits::MOST_UNKNOWN {
            listed.insert(
                text.to_owned(),
                Unknown { text: text.to_owned(), rows: 1, suggestion: suggestion() },
            );
        }
    }

    /// Per field, the most frequent first.
    pub fn finish(self) -> IndexMap<FieldKey, Vec<Unknown>> {
        let sorted = |listed: IndexMap<String, Unknown>| {
            let mut list: Vec<Unknown> = listed.into_values().collect();
            list.sort_by_key(|unknown| std::cmp::Reverse(unknown.rows));
            list
        };
        self.fields.into_iter().map(|(field, listed)| (field, sorted(listed))).collect()
    }
}

/// The choice of a field that a text most likely means.
pub fn choice(field: &Field, written: &str) -> Option<String> {
    let active = field.options.iter().filter(|option| option.active);
    let names = active.flat_map(|option| {
        let names = option.labels.0.values().chain(&option.synonyms).chain([&option.key]);
        names.map(|name| (option.key.as_str(), name.as_str()))
    });
    closest(written, names).map(str::to_owned)
}

/// Longest text that may be a name written otherwise, in bytes.
const LONGEST_NAME: usize = 200;

/// The candidate whose name is closest to a text, when it is close at all: `(what it stands for, name)`.
pub fn closest<'a, T>(written: &str, candidates: impl Iterator<Item = (T, &'a str)>) -> Option<T> {
    if written.len() > LONGEST_NAME {
        return None;
    }
    let written = words::plain(written);
    let sound = text::pinyin(&written).map(|(full, _)| full);
    let score = |name: &str| {
        let name = words::plain(name);
        let same_sound = sound.is_some() && sound == text::pinyin(&name).map(|(full, _)| full);
        words::likeness(&written, &name).max(if same_sound { 0.9 } else { 0.0 })
    };
    let scored = candidates.map(|(what, name)| (score(name), what));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(score, _)| *score >= 0.6).map(|(_, what)| what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_are_close_in_spelling_or_sound() {
        let people = ["张伟", "李娜", "王小明"];
        let of = |written: &str| closest(written, people.iter().map(|name| (*name, *name)));
        assert_eq!(of("章伟"), Some("张伟"));
        assert_eq!(of("王小明(离职)"), Some("王小明"));
        assert_eq!(of("lina"), Some("李娜"));
        assert_eq!(of("赵六"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn a_tally_lists_the_frequent_first_and_ends() {
        let field = FieldKey::parse("level").expect("a key");
        let mut tally = Tally::default();
        for n in 0..limits::MOST_UNKNOWN + 5 {
            tally.add(&field, &n.to_string(), || None);
        }
        tally.add(&field, "7", || None);
        let listed = tally.finish();
        assert_eq!(
            (listed[&field].len(), listed[&field][0].text.as_str(), listed[&field][0].rows),
            (limits::MOST_UNKNOWN, "7", 2)
        );
    }
}
