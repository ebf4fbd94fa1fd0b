//! Users and departments that a file names.
//!
//! Shape:  texts → what each stands for, in their order: a person by name, login name or e-mail address, a department by
//!         its name. Of several with one name it is told what tells them apart, as far as the importer may see it: login
//!         names to whoever may list users, departments to everybody.
//! Errors: when the database does not answer.
//! Source: docs/spec/imports.md "Verify".

use std::collections::HashMap;

use engine_core::entity::Field;
use uuid::Uuid;

use super::lookup::Lookup;
use crate::{
    http::problem::Problem,
    identity::names::{self, Person},
    transfer::{directory::Resolved, unknown},
};

/// Most people or departments among which a similar name is looked for.
const MOST_NAMES: u64 = 5_000;
/// Names asked for at once.
const NAMES: usize = 500;
/// People of one name that are told apart in a refusal.
const MOST_CANDIDATES: usize = 10;

/// Somebody, or a department, and what a file may call it.
struct Known {
    id: Uuid,
    called: Vec<String>,
    apart: Option<String>,
}

impl Known {
    fn is(&self, text: &str) -> bool {
        self.called.iter().any(|called| names::same(called, text))
    }
}

impl Lookup {
    /// Users or departments that texts stand for.
    pub(super) async fn named(&self, field: &Field, texts: &[String]) -> Result<Vec<Resolved>, Problem> {
        let people = field.kind.is_people();
        let mut known: Vec<Known> = Vec::new();
        for chunk in texts.chunks(NAMES) {
            known.extend(if people { self.people(chunk).await? } else { self.departments(chunk).await? });
        }
        let similar = match texts.iter().all(|text| known.iter().any(|one| one.is(text))) {
            true => Vec::new(),
            false if people => names::all_people(&self.app, MOST_NAMES).await?,
            false => names::all_departments(&self.app, MOST_NAMES).await?,
        };
        let texts = texts.to_vec();
        let resolve = move || texts.iter().map(|text| resolved(text, &known, &similar)).collect();
        // Thousands of names against thousands of people take a while.
        tokio::task::spawn_blocking(resolve).await.map_err(Problem::internal)
    }

    async fn people(&self, texts: &[String]) -> Result<Vec<Known>, Problem> {
        let found = names::people_meant(&self.app, texts).await?;
        let logins = self.app.gate.is_admin(self.import.actor());
        let departments = if logins { HashMap::new() } else { self.departments_of(&found).await? };
        let known = found.into_iter().map(|person| Known {
            id: person.id,
            apart: match logins {
                true => Some(person.username.clone()),
                false => person.department.and_then(|id| departments.get(&id).cloned()),
            },
            called: [person.name, person.username].into_iter().chain(person.email).collect(),
        });
        Ok(known.collect())
    }

    async fn departments_of(&self, people: &[Person]) -> Result<HashMap<Uuid, String>, Problem> {
        let mut ids: Vec<Uuid> = people.iter().filter_map(|person| person.department).collect();
        ids.sort_unstable();
        ids.dedup();
        names::departments(&self.app, &ids).await
    }

    async fn departments(&self, texts: &[String]) -> Result<Vec<Known>, Problem> {
        let found = names::departments_called(&self.app, texts).await?;
        Ok(found.into_iter().map(|(id, name)| Known { id, called: vec![name], apart: None }).collect())
    }
}

fn resolved(text: &str, known: &[Known], similar: &[(Uuid, String)]) -> Resolved {
    let mut found: Vec<&Known> = known.iter().filter(|one| one.is(text)).collect();
    // Two texts of one file may have found the same one.
    found.sort_by_key(|one| one.id);
    found.dedup_by_key(|one| one.id);
    match found.as_slice() {
        [] => {
            let names = similar.iter().map(|(id, name)| (*id, name.as_str()));
            Resolved::None { suggestion: unknown::closest(text, names) }
        }
        [one] => Resolved::One(one.id),
        several => {
            let mut candidates: Vec<String> = several.iter().filter_map(|one| one.apart.clone()).collect();
            candidates.sort();
            candidates.dedup();
            candidates.truncate(MOST_CANDIDATES);
            Resolved::Several { count: several.len(), candidates }
        }
    }
}
