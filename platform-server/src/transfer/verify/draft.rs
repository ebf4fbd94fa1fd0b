//! The first half of verification: cells become values, names become questions.

use engine_core::{
    duplicate,
    issue::{Issue, Refusal},
    key::FieldKey,
    kinds::Kind,
    value::Value,
};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{
    cell::{Filled, Read},
    outcome::RowState,
    plan::Importer,
};
use crate::transfer::{
    directory::{Resolved, Values},
    noise,
    sheet::Row,
    unknown,
};

/// A row whose cells were read.
pub(super) struct Draft {
    pub(super) source: Row,
    /// Set when the row holds no record.
    pub(super) noise: Option<RowState>,
    pub(super) values: Values,
    pub(super) issues: Vec<Issue>,
    /// Keys by the entity's duplicate rules: index of the rule, key.
    pub(super) same: Vec<(usize, String)>,
    /// Names still to be found: index of the column, texts.
    names: Vec<(usize, Vec<String>)>,
}

impl Importer {
    pub(super) fn column(&self, index: usize) -> &Filled {
        &self.columns[index]
    }

    /// Reads the cells of a row.
    pub(super) fn draft(&mut self, row: Row) -> Draft {
        let noise = noise::find(&row, &self.header).map(RowState::from);
        let values = Values::with_capacity(if noise.is_some() { 0 } else { self.columns.len() });
        let mut draft =
            Draft { source: row, noise, values, issues: Vec::new(), same: Vec::new(), names: Vec::new() };
        if draft.noise.is_some() {
            return draft;
        }
        for index in 0..self.columns.len() {
            let filled = &mut self.columns[index];
            let key = filled.field.key.clone();
            match filled.read(draft.source.cell(filled.column), &self.context) {
                Read::Value(Value::Blank) => {}
                Read::Value(value) => drop(draft.values.insert(key, value)),
                Read::Names(names) => draft.names.push((index, names)),
                Read::Wrong(refusal) => draft.issues.push(filled.issue(refusal)),
                Read::Unknown(text, refusal) => self.unknown_choice(&mut draft, index, &text, refusal),
            }
        }
        if draft.values.is_empty() && draft.names.is_empty() && draft.issues.is_empty() {
            draft.noise = Some(RowState::Title);
        } else if self.sums_up(&draft) {
            draft.noise = Some(RowState::Total);
        }
        draft
    }

    /// A text that is no choice: what the mapping says it means, else an issue and a line in the tally.
    fn unknown_choice(&mut self, draft: &mut Draft, index: usize, text: &str, refusal: Refusal) {
        let filled = &self.columns[index];
        let field = &filled.field;
        let parts: Vec<&str> = match field.kind {
            Kind::MultiChoice => text
                .split(['、', ',', '，', ';', '；', '|', '\n'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect(),
            _ => vec![text],
        };
        let meanings = self.meanings.get(&field.key);
        let whole = meanings.and_then(|meanings| meanings.get(text)).map(|_| vec![text]);
        let (mut keys, mut missing) = (Vec::new(), false);
        for part in whole.unwrap_or(parts) {
            match meanings.and_then(|meanings| meanings.get(part)) {
                Some(Some(key)) => keys.push(Value::Text(key.clone())),
                Some(None) => {}
                None => match field.kind.rules().parse(field, part, &self.context) {
                    Ok(Value::List(known)) => keys.extend(known),
                    Ok(known) => keys.push(known),
                    Err(_) => {
                        missing = true;
                        self.unknown.add(&field.key, part, || unknown::choice(field, part));
                    }
                },
            }
        }
        let mut once: Vec<Value> = Vec::new();
        for key in keys {
            if !key.is_blank() && !once.contains(&key) {
                once.push(key);
            }
        }
        if missing {
            draft.issues.push(filled.issue(refusal));
        } else if field.kind == Kind::MultiChoice && !once.is_empty() {
            draft.values.insert(field.key.clone(), Value::List(once));
        } else if let Some(key) = once.into_iter().next() {
            draft.values.insert(field.key.clone(), key);
        }
    }

    /// Whether a row holds nothing but the sums of the numbers above it. Otherwise its numbers are added up.
    fn sums_up(&mut self, draft: &Draft) -> bool {
        let number =
            |index: &usize| Some((*index, draft.values.get(&self.columns[*index].field.key)?.number()?));
        let numbers: Vec<(usize, Decimal)> = self.numeric.iter().filter_map(number).collect();
        let only_numbers =
            draft.values.len() == numbers.len() && draft.names.is_empty() && draft.issues.is_empty();
        let equal = |(column, number): &(usize, Decimal)| self.sums.get(column) == Some(number);
        if only_numbers && self.summed >= 2 && !numbers.is_empty() && numbers.iter().all(equal) {
            self.sums.clear();
            self.summed = 0;
            return true;
        }
        for (column, number) in numbers {
            let sum = self.sums.entry(column).or_default();
            *sum = sum.saturating_add(number);
        }
        self.summed += 1;
        false
    }

    /// Names no answer is known for yet, each once, by column.
    pub(super) fn open_names(&self, drafts: &[Draft]) -> Vec<(usize, Vec<String>)> {
        let mut open = indexmap::IndexMap::<usize, indexmap::IndexSet<&String>>::new();
        for (column, name) in drafts
            .iter()
            .flat_map(|draft| &draft.names)
            .flat_map(|(c, names)| names.iter().map(move |n| (c, n)))
        {
            let filled = &self.columns[*column];
            if !filled.resolved.contains_key(name) && self.meaning(&filled.field.key, name).is_none() {
                open.entry(*column).or_default().insert(name);
            }
        }
        open.into_iter().map(|(column, names)| (column, names.into_iter().cloned().collect())).collect()
    }

    /// What the mapping says a text stands for.
    fn meaning(&self, field: &FieldKey, text: &str) -> Option<&Option<String>> {
        self.meanings.get(field)?.get(text)
    }

    /// Keeps answers for the rest of the file.
    pub(super) fn learn(&mut self, column: usize, texts: Vec<String>, answers: Vec<Resolved>) {
        self.columns[column].resolved.extend(texts.into_iter().zip(answers));
    }

    /// Puts ids in the place of names; then the row's keys are known.
    pub(super) fn fill_names(&mut self, draft: &mut Draft) {
        self.put_ids(draft);
        if draft.noise.is_none() {
            let keys =
                duplicate::keys(&self.entity, |field| draft.values.get(field).unwrap_or(&Value::Blank));
            draft.same = keys.into_iter().enumerate().filter_map(|(rule, key)| Some((rule, key?))).collect();
        }
    }

    fn put_ids(&mut self, draft: &mut Draft) {
        for (column, names) in std::mem::take(&mut draft.names) {
            let (mut ids, mut wrong) = (Vec::new(), None);
            for name in &names {
                match self.id_of(column, name) {
                    Ok(Some(id)) if !ids.contains(&Value::Id(id)) => ids.push(Value::Id(id)),
                    Ok(_) => {}
                    Err(refusal) => wrong = wrong.or(Some(refusal)),
                }
            }
            let filled = &self.columns[column];
            let key = filled.field.key.clone();
            if let Some(refusal) = wrong {
                draft.issues.push(filled.issue(refusal));
            } else if matches!(filled.field.kind, Kind::References | Kind::Users) && !ids.is_empty() {
                draft.values.insert(key, Value::List(ids));
            } else if let Some(id) = ids.into_iter().next() {
                draft.values.insert(key, id);
            }
        }
    }

    fn id_of(&mut self, column: usize, name: &str) -> Result<Option<Uuid>, Refusal> {
        let filled = &self.columns[column];
        let field = &filled.field.key;
        if let Some(meaning) = self.meaning(field, name) {
            return Ok(meaning.as_deref().and_then(|id| Uuid::try_parse(id).ok()));
        }
        match filled.resolved.get(name) {
            Some(Resolved::One(id)) => Ok(Some(*id)),
            Some(Resolved::Several { count, candidates }) => {
                Err(several(name, *count, candidates, filled.field.kind == Kind::User))
            }
            Some(Resolved::None { .. }) | None => {
                let suggestion = match filled.resolved.get(name) {
                    Some(Resolved::None { suggestion }) => suggestion.map(|id| id.to_string()),
                    _ => None,
                };
                self.unknown.add(field, name, || suggestion);
                Err(Refusal::new(
                    "not_found",
                    format!("找不到“{name}”，请检查写法或指定对应关系"),
                    format!("there is no `{name}`; correct it or say what it stands for"),
                ))
            }
        }
    }
}

/// Refuses a name that several have; people are told apart by more than their names.
fn several(name: &str, count: usize, candidates: &[String], people: bool) -> Refusal {
    let among = |open: &str, between: &str, close: &str| match candidates {
        [] => String::new(),
        some => format!("{open}{}{close}", some.join(between)),
    };
    let (chinese, english) = match people {
        true => ("请改写登录名或邮箱", "write the login name or the e-mail address"),
        false => ("请写得更明确", "be more specific"),
    };
    Refusal::new(
        "several_matches",
        format!("有 {count} 个“{name}”{}，{chinese}", among("（", "、", "）")),
        format!("there are {count} named `{name}`{}; {english}", among(" (", ", ", ")")),
    )
}
