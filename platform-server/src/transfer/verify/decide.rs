//! The second half of verification: which record a row is about, and whether it may become one.

use std::collections::HashMap;

use engine_core::{
    issue::{Issue, Language, token},
    key::FieldKey,
    value::Value,
};
use uuid::Uuid;

use super::{
    draft::Draft,
    outcome::{DuplicateOf, RowOutcome, RowState},
    plan::{Importer, key_values},
};
use crate::transfer::{
    directory::{Directory, Match, Values},
    mapping::OnMatch,
};

/// Keys of [`super::plan::Seen`]: duplicate rules have their index, sets of unique fields follow from here.
const SETS: usize = 1_000;

/// Keys of one set of fields, each once.
type Asked = indexmap::IndexMap<String, Vec<Value>>;

/// What a chunk asks about keys, each question once.
pub(super) struct Questions {
    /// The importer's key first, then the unique sets: fields and their values.
    pub(super) keys: Vec<(Vec<FieldKey>, Vec<Vec<Value>>)>,
    /// Duplicate rules: index of the rule and key.
    pub(super) same: Vec<(usize, String)>,
}

/// The answers, by question.
pub(super) struct Answers {
    found: HashMap<(usize, String), Vec<Match>>,
    same: HashMap<(usize, String), Match>,
}

impl Answers {
    pub(super) fn new(
        questions: &Questions,
        found: Vec<Vec<Vec<Match>>>,
        same: Vec<Option<Match>>,
    ) -> Answers {
        let found = questions.keys.iter().zip(found).enumerate().flat_map(|(set, ((_, keys), found))| {
            keys.iter().zip(found).map(move |(key, matches)| ((set, exact(key)), matches)).collect::<Vec<_>>()
        });
        let same = questions.same.iter().zip(same).filter_map(|(key, found)| Some((key.clone(), found?)));
        Answers { found: found.collect(), same: same.collect() }
    }

    fn found(&self, set: usize, key: &[Value]) -> &[Match] {
        self.found.get(&(set, exact(key))).map_or(&[], Vec::as_slice)
    }
}

/// Values as one text that differs when they do.
fn exact(values: &[Value]) -> String {
    let mut text = String::new();
    for value in values {
        match value {
            Value::Text(part) => text.push_str(part),
            other => text.push_str(&format!("{other:?}")),
        }
        text.push('\u{1f}');
    }
    text
}

impl Importer {
    /// The importer's key, then every other set of unique fields.
    fn sets(&self) -> impl Iterator<Item = &Vec<FieldKey>> {
        std::iter::once(&self.key).chain(&self.unique)
    }

    /// What must be asked about a chunk.
    pub(super) fn questions(&self, drafts: &[Draft]) -> Questions {
        let mut keys: Vec<(Vec<FieldKey>, Asked)> =
            self.sets().map(|set| (set.clone(), Asked::new())).collect();
        let mut same = indexmap::IndexSet::new();
        for draft in drafts.iter().filter(|draft| draft.noise.is_none() && draft.issues.is_empty()) {
            for (fields, asked) in &mut keys {
                if let Some(values) = key_values(fields, &draft.values) {
                    asked.insert(exact(&values), values);
                }
            }
            if self.on_match != OnMatch::Create {
                same.extend(draft.same.iter().cloned());
            }
        }
        Questions {
            keys: keys.into_iter().map(|(fields, asked)| (fields, asked.into_values().collect())).collect(),
            same: same.into_iter().collect(),
        }
    }

    /// What becomes of a row.
    pub(super) fn decide(
        &mut self,
        draft: Draft,
        answers: &Answers,
        directory: &impl Directory,
    ) -> RowOutcome {
        let Draft { source, noise, mut values, mut issues, same, .. } = draft;
        if let Some(state) = noise {
            return RowOutcome { source, state, values: Values::new(), issues, record: None };
        }
        let kept = self.kept_keys(&values);
        let state = if issues.is_empty() {
            self.state(source.number, &values, &same, answers, &mut issues)
        } else {
            RowState::Refused
        };
        let update = matches!(state, RowState::Update(_));
        for key in &self.computed {
            values.shift_remove(key);
        }
        if matches!(state, RowState::New | RowState::Update(_) | RowState::Refused) {
            if !update {
                self.require(&values, &mut issues);
            }
            if issues.is_empty() {
                issues.extend(directory.check(&values, update).into_iter().map(|issue| self.named(issue)));
            }
        }
        let refused = !issues.is_empty();
        if !refused && !matches!(state, RowState::Duplicate(_)) {
            for (space, key) in kept.iter().chain(&same) {
                self.seen.keep(*space, key, source.number);
            }
        }
        let state = if refused { RowState::Refused } else { state };
        RowOutcome { source, state, values, issues, record: None }
    }

    fn state(
        &self,
        row: u32,
        values: &Values,
        same: &[(usize, String)],
        answers: &Answers,
        issues: &mut Vec<Issue>,
    ) -> RowState {
        let mut target: Option<Uuid> = None;
        if let Some(key) = key_values(&self.key, values) {
            if let Some(earlier) =
                self.seen.earlier(SETS, &exact(&key)).filter(|_| self.on_match != OnMatch::Create)
            {
                return RowState::Duplicate(DuplicateOf::Row(earlier));
            }
            match (self.on_match, answers.found(0, &key)) {
                (OnMatch::Create, _) | (_, []) => {}
                (OnMatch::Skip, [found, ..]) => {
                    return RowState::Duplicate(DuplicateOf::Record(found.clone()));
                }
                (OnMatch::Update, [Match { id: Some(id), .. }]) => target = Some(*id),
                (OnMatch::Update, [hidden]) => {
                    return RowState::Duplicate(DuplicateOf::Record(hidden.clone()));
                }
                (OnMatch::Update, several) => {
                    issues.push(self.ambiguous(several.len()));
                    return RowState::Refused;
                }
            }
        }
        self.check_unique(row, values, target, answers, issues);
        if let Some(id) = target {
            return RowState::Update(id);
        }
        if self.on_match == OnMatch::Create {
            return RowState::New;
        }
        if let Some(earlier) = same.iter().find_map(|(rule, key)| self.seen.earlier(*rule, key)) {
            return RowState::Duplicate(DuplicateOf::Row(earlier));
        }
        match same.iter().find_map(|key| answers.same.get(key)) {
            Some(found) => RowState::Duplicate(DuplicateOf::Record(found.clone())),
            None => RowState::New,
        }
    }

    /// Sets of fields that no two living records share.
    fn check_unique(
        &self,
        row: u32,
        values: &Values,
        target: Option<Uuid>,
        answers: &Answers,
        issues: &mut Vec<Issue>,
    ) {
        for (index, fields) in self.unique.iter().enumerate() {
            let Some(key) = key_values(fields, values) else { continue };
            let Some(filled) = self.columns.iter().find(|column| column.field.key == fields[0]) else {
                continue;
            };
            let taken =
                answers.found(index + 1, &key).iter().any(|found| found.id.is_none() || found.id != target);
            let earlier = self.seen.earlier(SETS + 1 + index, &exact(&key)).filter(|earlier| *earlier != row);
            if let Some(earlier) = earlier {
                issues.push(filled.issue(engine_core::issue::Refusal::new(
                    "not_unique",
                    format!("与第 {earlier} 行重复"),
                    format!("the same as in row {earlier}"),
                )));
            } else if taken {
                issues.push(filled.issue(engine_core::issue::Refusal::new(
                    "not_unique",
                    "已有记录使用了这个值",
                    "another record has this value already",
                )));
            }
        }
    }

    fn ambiguous(&self, count: usize) -> Issue {
        let names: Vec<&str> = self.key.iter().filter_map(|key| self.header_of(key.as_str())).collect();
        Issue::new(
            "several_matches",
            self.key.first().map_or_else(String::new, |key| token(key.as_str())),
            format!("按“{}”找到 {count} 条已有记录，无法确定要更新哪一条", names.join("、")),
            format!("{count} records agree in {}; which one to change is not clear", names.join(", ")),
        )
    }

    fn header_of(&self, field: &str) -> Option<&str> {
        self.columns
            .iter()
            .find(|column| column.field.key.as_str() == field)
            .map(|column| column.header.as_str())
    }

    /// Fields a new record must have and the row does not; those with an issue already say so.
    fn require(&self, values: &Values, issues: &mut Vec<Issue>) {
        for field in &self.required {
            let pointer = token(field.key.as_str());
            if values.contains_key(&field.key) || issues.iter().any(|issue| issue.pointer == pointer) {
                continue;
            }
            let (chinese, english) = match self.header_of(field.key.as_str()) {
                Some(header) => {
                    (format!("“{header}”列：必须填写"), format!("column “{header}”: must be filled in"))
                }
                None => (
                    format!("缺少必填的“{}”", field.labels.get(Language::Chinese, field.key.as_str())),
                    format!(
                        "`{}` is required and has no column",
                        field.labels.get(Language::English, field.key.as_str())
                    ),
                ),
            };
            issues.push(Issue::new("required", pointer, chinese, english));
        }
    }

    /// An issue of the record with the header of its column before the sentence.
    fn named(&self, issue: Issue) -> Issue {
        let field = issue.pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let Some(header) = self.header_of(field) else { return issue };
        let message = engine_core::issue::Message::new(
            format!("“{header}”列：{}", issue.message.chinese),
            format!("column “{header}”: {}", issue.message.english),
        );
        Issue { message, ..issue }
    }

    /// The keys under which a row that will be written is remembered.
    fn kept_keys(&self, values: &Values) -> Vec<(usize, String)> {
        let sets = self.sets().enumerate();
        sets.filter_map(|(index, fields)| Some((SETS + index, exact(&key_values(fields, values)?)))).collect()
    }
}
