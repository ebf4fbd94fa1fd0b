//! Submissions as a person looks through them.

use engine_core::{kinds::ColumnType, moment::Moment, value::Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    super::{Store, StoreError},
    of_form,
    take::text,
};
use crate::records::sql::{Bind, Statement};

/// What became of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A record was made of it.
    Taken,
    /// It waits for a person.
    Held,
    /// A person said no.
    Rejected,
}

impl State {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            State::Taken => "taken",
            State::Held => "held",
            State::Rejected => "rejected",
        }
    }
}

/// A submission as it is kept.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its id; later ones are greater.
    pub id: Uuid,
    /// When it came.
    pub at: Moment,
    /// Words of the reasons.
    pub reasons: Vec<String>,
    /// What a record would be made of; empty once there is one.
    pub values: Map<String, Json>,
    /// Parameters of the address.
    pub parameters: Json,
    /// The network.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// What was agreed to, and its version.
    pub consent: Option<(String, String)>,
    /// The record, once there is one.
    pub record: Option<Uuid>,
    /// The session that uploaded its files.
    pub session: Option<Uuid>,
}

const COLUMNS: &str = "SELECT \"id\", \"at\", \"reasons\", \"held_values\", \"parameters\", \"address\", \"agent\", \"consent\", \
                       \"consent_version\", \"record\", \"session\" FROM \"public_submissions\" WHERE \"form\" = ";

const TYPES: [ColumnType; 11] = [
    ColumnType::Id,
    ColumnType::Moment,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Text,
    ColumnType::Id,
    ColumnType::Id,
];

impl Store {
    /// Submissions of a form in a state, the newest first, those before one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn submissions(
        &self,
        form: &str,
        state: State,
        before: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Held>, StoreError> {
        let mut sql = of_form(self.reader.dialect(), COLUMNS, form);
        sql.push(" AND \"state\" = ").bind(text(state.word()));
        if let Some(before) = before {
            sql.push(" AND \"id\" < ").bind(Bind::Id(Some(before)));
        }
        sql.push(" ORDER BY \"id\" DESC LIMIT ").number(i64::from(limit));
        let mut held = self.reader.acquire().await?;
        Ok(held.connection().fetch_as(sql, &TYPES).await?.into_iter().filter_map(read).collect())
    }

    /// Submissions of a form that wait for a person, by their ids.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn waiting(&self, form: &str, ids: &[Uuid]) -> Result<Vec<Held>, StoreError> {
        let mut sql: Statement = of_form(self.reader.dialect(), COLUMNS, form);
        sql.push(" AND \"state\" = 'held' AND \"id\" IN (");
        sql.join(ids, ", ", |sql, id| {
            sql.bind(Bind::Id(Some(*id)));
        });
        sql.push(")");
        let mut held = self.reader.acquire().await?;
        Ok(held.connection().fetch_as(sql, &TYPES).await?.into_iter().filter_map(read).collect())
    }

    /// How many submissions of a form wait for a person.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_waiting(&self, form: &str) -> Result<i64, StoreError> {
        let mut sql = of_form(
            self.reader.dialect(),
            "SELECT COUNT(*) FROM \"public_submissions\" WHERE \"form\" = ",
            form,
        );
        sql.push(" AND \"state\" = 'held'");
        let mut held = self.reader.acquire().await?;
        Ok(held.connection().number(sql).await?.unwrap_or(0))
    }
}

fn read(row: Vec<Value>) -> Option<Held> {
    let [id, at, reasons, values, parameters, address, agent, consent, version, record, session]: [Value;
        11] = row.try_into().ok()?;
    let word = |value: Value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    let named = |value: Value| match value {
        Value::Id(id) => Some(id),
        _ => None,
    };
    let (Value::Id(id), Value::Moment(at)) = (id, at) else { return None };
    Some(Held {
        id,
        at,
        reasons: serde_json::from_str(&word(reasons)?).unwrap_or_default(),
        values: word(values).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
        parameters: serde_json::from_str(&word(parameters)?).unwrap_or_default(),
        address: word(address).unwrap_or_default(),
        agent: word(agent).unwrap_or_default(),
        consent: word(consent).zip(word(version)),
        record: named(record),
        session: named(session),
    })
}
