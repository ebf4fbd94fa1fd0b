//! Whom and what a refused input names that there is not: told together with everything else that is wrong with it.
//!
//! Shape:  only what is refused anyway is asked about here; the rest is asked once, in the transaction that writes it.

use engine_core::{issue::Issue, policy::Action};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    Input, Store, StoreError, create, load,
    making::refused_owner,
    references::{self, Targets},
    update,
};
use crate::{
    access::{ActionMarker, Permit, Purpose, internal},
    records::record::Record,
};

impl Store {
    /// Reads the JSON of a record, or of a merge patch of the record with an id, with a permit.
    ///
    /// # Errors
    /// Every issue, with pointers into the record; forbidden fields as a list of their own.
    pub async fn read_input<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        json: &Map<String, Json>,
        id: Option<Uuid>,
    ) -> Result<Input, StoreError> {
        let (input, mut issues) = Input::read_partly(permit, json)?;
        if issues.is_empty() {
            return Ok(input);
        }
        if A::ACTION == Action::Create {
            issues.extend(refused_owner(permit, &input.values));
        }
        let before = match id {
            Some(id) => self.now(permit, id).await?,
            None => None,
        };
        let record = Record { values: input.values, ..Record::default() };
        Err(self.with_unknown(permit, StoreError::Issues(issues), &[record], before.as_ref()).await)
    }

    /// A record within the caller's reach as it is, to tell what of an input is new; of others nothing may be learnt.
    async fn now<A: ActionMarker>(&self, permit: &Permit<A>, id: Uuid) -> Result<Option<Record>, StoreError> {
        let mut held = self.reader.acquire().await?;
        let (mut connection, compiled) = (held.connection(), permit.entity());
        let Some(n) = update::number_of(&mut connection, compiled, id, permit.rows(), false).await? else {
            return Ok(None);
        };
        Ok(load::whole(internal(Purpose::Write), &mut connection, compiled, &[n]).await?.pop())
    }

    /// Issues and, beside them, whom and what the records name that there is not. `before` is what is changed.
    pub(super) async fn with_unknown<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        error: StoreError,
        records: &[Record],
        before: Option<&Record>,
    ) -> StoreError {
        let StoreError::Issues(mut issues) = error else { return error };
        match self.unknown(permit, records, before).await {
            Ok(unknown) => issues.extend(unknown),
            Err(error) => return error,
        }
        StoreError::Issues(issues)
    }

    async fn unknown<A: ActionMarker>(
        &self,
        permit: &Permit<A>,
        records: &[Record],
        before: Option<&Record>,
    ) -> Result<Vec<Issue>, StoreError> {
        let targets = Targets::of(permit).map_err(|_| StoreError::Forbidden)?;
        let compiled = permit.entity();
        let mut held = self.reader.acquire().await?;
        let mut connection = held.connection();
        let mut owned = records.to_vec();
        let owners = create::stamp_departments(&mut connection, compiled, &mut owned, None).await;
        let given = |key: &str| match before {
            Some(before) => records.iter().any(|record| record.get(key) != before.get(key)),
            None => true,
        };
        let named = references::resolve(&mut connection, compiled, &targets, records, before, |field| {
            given(field.key.as_str())
        })
        .await;
        let mut issues = found(owners)?;
        issues.extend(found(named.map(drop))?);
        Ok(issues)
    }
}

/// The issues of an outcome.
pub(super) fn found(outcome: Result<(), StoreError>) -> Result<Vec<Issue>, StoreError> {
    match outcome {
        Ok(()) => Ok(Vec::new()),
        Err(StoreError::Issues(issues)) => Ok(issues),
        Err(other) => Err(other),
    }
}
