//! What an import must ask the database.
//!
//! Shape:  questions in batches of a chunk of rows; answers in the order of the questions. The record store implements it
//!         for the permit of whoever imports, so that an answer never tells more than that person may know.

use std::future::Future;

use engine_core::{entity::Field, issue::Issue, key::FieldKey, value::Value};
use indexmap::IndexMap;
use serde::Serialize;
use uuid::Uuid;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// Exactly one user, department or record.
    One(Uuid),
    /// Several.
    Several {
        /// How many.
        count: usize,
        /// What tells people of one name apart, as far as the importer may see it.
        candidates: Vec<String>,
    },
    /// None, and perhaps one whose name is close.
    None {
        /// Id of the close one.
        suggestion: Option<Uuid>,
    },
}

/// A record that a row seems to repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The record, when the importer may see it.
    pub id: Option<Uuid>,
    /// What the importer may be told, such as its title or `已存在，负责人：王*`.
    pub message: String,
}

/// Values of a row that may become a record.
pub type Values = IndexMap<FieldKey, Value>;

/// The database as an import sees it.
pub trait Directory: Sync {
    /// Why the database could not answer.
    type Error: Send;

    /// Users, departments or records of the field's target by name; `lookup` is the target's field that the texts hold,
    /// its title when absent.
    fn resolve(
        &self,
        field: &Field,
        lookup: Option<&FieldKey>,
        texts: &[String],
    ) -> impl Future<Output = Result<Vec<Resolved>, Self::Error>> + Send;

    /// Living records whose `fields` equal each of `keys`; at most two per key.
    fn find(
        &self,
        fields: &[FieldKey],
        keys: &[Vec<Value>],
    ) -> impl Future<Output = Result<Vec<Vec<Match>>, Self::Error>> + Send;

    /// Living records that are the same thing by the entity's rule: `(index of the rule, key)` as
    /// [`engine_core::duplicate::keys`] makes it.
    fn same(
        &self,
        keys: &[(usize, String)],
    ) -> impl Future<Output = Result<Vec<Option<Match>>, Self::Error>> + Send;

    /// Everything else that is wrong with a record: the compiled schema, the rules of the form. `update` says that only
    /// these fields change.
    fn check(&self, values: &Values, update: bool) -> Vec<Issue>;
}
