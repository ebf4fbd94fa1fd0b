//! What to say to who wrote a choice that there is not: which ones there are, as people read them.
//!
//! Shape:  at most [`LISTED`] choices are all named; of more, the [`NEAREST`] that look or sound most like what was written,
//!         and how many others there are. Keys are for programs and never named, unless a program gave a label for a key.

use std::{cmp::Reverse, collections::HashMap};

use crate::{
    entity::{ChoiceOption, Field},
    issue::{Language, Refusal},
    text,
};

/// Most choices a refusal names.
const LISTED: usize = 10;
/// How many it names when there are more.
const NEAREST: usize = 5;
/// Most characters of what was written that are said back.
const SAID_BACK: usize = 60;

/// The refusal of a text that is no choice of the field.
pub(super) fn choice(field: &Field, given: &str) -> Refusal {
    refusal(field, given, Spelling::heard)
}

fn refusal(field: &Field, given: &str, spelling: fn(&str) -> Spelling) -> Refusal {
    let active: Vec<&ChoiceOption> = field.options.iter().filter(|option| option.active).collect();
    let named = if active.len() > LISTED { nearest(&active, given, spelling) } else { active.clone() };
    let others = active.len() - named.len();
    let list = |language: Language, between: &str| {
        let mut labels: Vec<&str> = Vec::new();
        for option in &named {
            let label = option.labels.get(language, &option.key);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels.join(between)
    };
    let (chinese, english) = (list(Language::Chinese, "、"), list(Language::English, ", "));
    let (chinese, english) = match (named.len(), others) {
        (0, _) => ("此项目前没有可选的选项".to_owned(), "there are no choices to choose from yet".to_owned()),
        (_, 0) => (format!("请改为：{chinese}"), format!("use one of {english}")),
        _ => (
            format!("请改为相近的 {chinese}，或其余 {others} 个选项之一"),
            format!("use one of the nearest, {english}, or one of the other {others}"),
        ),
    };
    let given: String = given.chars().take(SAID_BACK).collect();
    Refusal::new(
        "unknown_option",
        format!("没有选项“{given}”，{chinese}"),
        format!("there is no choice “{given}”; {english}"),
    )
}

/// The refusal of a key that the field does not have: who gave a label is told its key. How it sounds says nothing about a
/// key, and a page, which refuses keys as the server does, has no table of sounds.
pub(super) fn key(field: &Field, given: &str) -> Refusal {
    let labelled = |option: &&ChoiceOption| option.labels.0.values().any(|label| label == given);
    match field.options.iter().find(labelled) {
        Some(ChoiceOption { key, .. }) => Refusal::new(
            "unknown_option",
            format!("“{given}”是选项的名称，请填写它的编码 {key}"),
            format!("“{given}” is what people read; give the key of the choice, {key}"),
        ),
        None => refusal(field, given, Spelling::written),
    }
}

/// The choices most like a text, the most alike first.
fn nearest<'a>(
    options: &[&'a ChoiceOption],
    given: &str,
    spelling: fn(&str) -> Spelling,
) -> Vec<&'a ChoiceOption> {
    let given = spelling(given);
    let alike = |option: &ChoiceOption| {
        let names = option.labels.0.values().chain(&option.synonyms).chain([&option.key]);
        names.map(|name| given.alike(&spelling(name))).max().unwrap_or_default()
    };
    let mut sorted = options.to_vec();
    sorted.sort_by_cached_key(|option| Reverse(alike(option)));
    sorted.truncate(NEAREST);
    sorted
}

/// The letters of a text, and those of its pinyin.
struct Spelling {
    letters: Vec<char>,
    sound: Vec<char>,
}

impl Spelling {
    fn heard(name: &str) -> Spelling {
        let folded = text::fold(name);
        let sound = text::pinyin(&folded).map_or_else(|| folded.clone(), |(full, _)| full);
        Spelling { letters: letters(&folded), sound: letters(&sound) }
    }

    fn written(name: &str) -> Spelling {
        let letters = letters(&text::fold(name));
        Spelling { sound: letters.clone(), letters }
    }

    /// How much two texts have in common, in thousandths; what is only heard counts half.
    fn alike(&self, other: &Spelling) -> usize {
        shared(&self.letters, &other.letters, 1).max(shared(&self.sound, &other.sound, 2) / 2)
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Twice the runs of `length` letters that two texts share, per thousand runs that they have.
fn shared(a: &[char], b: &[char], length: usize) -> usize {
    let mut left: HashMap<&[char], usize> = HashMap::new();
    for run in a.windows(length) {
        *left.entry(run).or_default() += 1;
    }
    let (mut common, mut all) = (0, a.windows(length).len());
    for run in b.windows(length) {
        all += 1;
        if let Some(count) = left.get_mut(run).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    2_000 * common / all.max(1)
}
