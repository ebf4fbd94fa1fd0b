//! One submission in one transaction: limits, values sent before, record, row.

use engine_core::{kinds::ColumnType, moment::Moment, value::Value};
use engine_forms::definition::Again;
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        Insert, Store, StoreError,
        create::{Creation, insert},
        files,
    },
    Reason, Submission, Taken, alone, of_form,
};
use crate::{
    access::{Create, Permit},
    catalog::Compiled,
    records::{
        changes::Stamp,
        connection::Connection,
        idempotency::Remember,
        record::Record,
        sql::{Bind, Statement},
        writer::Transaction,
    },
};

/// The time in which a device's submissions are counted, in microseconds.
const DEVICE_WINDOW: i64 = 24 * 60 * 60 * 1_000_000;

impl Store {
    /// Takes what somebody sent.
    ///
    /// # Errors
    /// What the record refuses; [`StoreError::Clash`] when a unique index of the entity refused it, and nothing is written;
    /// [`StoreError::NotUnique`] when the same challenge, or the same key, came first.
    pub async fn submit(
        &self,
        permit: &Permit<Create>,
        mut submission: Submission,
        stamp: Stamp,
        remember: Option<Remember>,
    ) -> Result<Taken, StoreError> {
        let compiled = permit.entity().clone();
        let naming = files::Naming { before: &[], holders: &[], stamp: &stamp };
        let issues = self.know_files(&compiled, &mut [&mut submission.input], &naming).await?;
        if !issues.is_empty() {
            return Err(StoreError::Issues(issues));
        }
        let creation = if submission.reasons.is_empty() {
            let why = Some(
                json!({ "form": submission.form, "version": submission.version, "submission": submission.id }),
            );
            let made = Insert { input: submission.input.clone(), why };
            Some(self.creation(permit, vec![made], stamp.clone(), None).await?)
        } else {
            None
        };
        self.writer
            .write(move |t| Box::pin(take(t, Sending { compiled, creation, submission, stamp, remember })))
            .await
    }
}

/// Everything the writing closure needs.
struct Sending {
    compiled: std::sync::Arc<Compiled>,
    creation: Option<Creation>,
    submission: Submission,
    stamp: Stamp,
    remember: Option<Remember>,
}

async fn take(transaction: &mut Transaction<'_>, sending: Sending) -> Result<Taken, StoreError> {
    let Sending { compiled, creation, mut submission, stamp, remember } = sending;
    let connection = &mut transaction.connection;
    if submission.most.is_some() || submission.most_per_device.is_some() || !submission.sent.is_empty() {
        alone(connection, &submission.form).await?;
    }
    if let Some(refused) = beyond(connection, &mut submission, stamp.at).await? {
        return Ok(refused);
    }
    let record = match creation.filter(|_| submission.reasons.is_empty()) {
        Some(creation) => {
            let made = insert(transaction, creation).await.map_err(|error| match error {
                StoreError::NotUnique(_) => StoreError::Clash(None),
                other => other,
            })?;
            made.first().map(Record::id)
        }
        None => {
            let mut held = Record { values: submission.input.values.clone(), ..Record::default() };
            held.set_system("id", Value::Id(submission.id));
            files::claim(&mut transaction.connection, &compiled, &held, None, &stamp).await?;
            None
        }
    };
    let connection = &mut transaction.connection;
    let state = if record.is_some() { "taken" } else { "held" };
    let entity = compiled.entity.key.to_string();
    connection.execute(row(connection.dialect(), &submission, (state, entity), record, stamp.at)).await?;
    for sent in &submission.sent {
        let mut sql = of_form(
            connection.dialect(),
            "INSERT INTO \"public_values\" (\"form\", \"field\", \"digest\", \"submission\") VALUES (",
            &submission.form,
        );
        sql.push(", ").bind(text(sent.field.as_str())).push(", ").bind(text(&sent.digest));
        sql.push(", ").bind(Bind::Id(Some(submission.id))).push(")");
        connection.execute(sql).await?;
    }
    if let Some(remember) = remember {
        remember.store(connection, &[], stamp.at).await?;
    }
    Ok(if record.is_some() { Taken::Record } else { Taken::Held })
}

/// What a limit has against it; values that were sent before become reasons where the form says so.
async fn beyond(
    connection: &mut Connection<'_>,
    submission: &mut Submission,
    now: Moment,
) -> Result<Option<Taken>, StoreError> {
    let dialect = connection.dialect();
    if let Some(most) = submission.most {
        let mut sql = of_form(
            dialect,
            "SELECT COUNT(*) FROM (SELECT 1 AS \"one\" FROM \"public_submissions\" WHERE \"form\" = ",
            &submission.form,
        );
        sql.push(" AND \"state\" IN ('taken', 'held') LIMIT ").number(i64::from(most)).push(") counted");
        if connection.number(sql).await?.unwrap_or(0) >= i64::from(most) {
            return Ok(Some(Taken::Full));
        }
    }
    if let Some(most) = submission.most_per_device {
        let mut sql = of_form(
            dialect,
            "SELECT COUNT(*) FROM \"public_submissions\" WHERE \"form\" = ",
            &submission.form,
        );
        sql.push(" AND \"device\" = ").bind(text(&submission.device)).push(" AND \"at\" > ");
        sql.bind(Bind::Moment(Some(Moment(now.0 - DEVICE_WINDOW))));
        if connection.number(sql).await?.unwrap_or(0) >= i64::from(most) {
            return Ok(Some(Taken::TooManyOfDevice));
        }
    }
    let mut again = Vec::new();
    for sent in &submission.sent {
        let mut sql = of_form(
            dialect,
            "SELECT COUNT(*) FROM (SELECT 1 AS \"one\" FROM \"public_values\" WHERE \"form\" = ",
            &submission.form,
        );
        sql.push(" AND \"field\" = ").bind(text(sent.field.as_str())).push(" AND \"digest\" = ");
        sql.bind(text(&sent.digest)).push(" LIMIT 1) counted");
        if connection.number(sql).await?.unwrap_or(0) == 0 {
            continue;
        }
        match sent.then {
            Again::Refuse => again.push(sent.field.clone()),
            Again::Hold => submission.reasons.push(Reason::Duplicate),
            Again::Take => submission.marks.push(Reason::Duplicate),
        }
    }
    Ok((!again.is_empty()).then_some(Taken::SentBefore(again)))
}

fn row(
    dialect: crate::database::Dialect,
    submission: &Submission,
    (state, entity): (&'static str, String),
    record: Option<Uuid>,
    at: Moment,
) -> Statement {
    let mut words: Vec<&str> = Vec::new();
    for reason in submission.reasons.iter().chain(&submission.marks) {
        if !words.contains(&reason.word()) {
            words.push(reason.word());
        }
    }
    let values = record.is_none().then(|| json!(submission.values).to_string());
    let (consent, consent_version) = submission.consent.clone().unzip();
    let mut sql = Statement::start(
        dialect,
        "INSERT INTO \"public_submissions\" (\"id\", \"form\", \"version\", \"entity\", \"state\", \"reasons\", \"held_values\", \
         \"parameters\", \"session\", \"device\", \"address\", \"agent\", \"consent\", \"consent_version\", \"at\", \"record\") VALUES (",
    );
    sql.bind(Bind::Id(Some(submission.id))).push(", ").bind(text(&submission.form)).push(", ");
    sql.bind(Bind::Integer(Some(submission.version))).push(", ").bind(Bind::Text(Some(entity))).push(", ");
    sql.bind(text(state)).push(", ").bind(Bind::Text(Some(json!(words).to_string()))).push(", ");
    sql.bind(Bind::Text(values))
        .push(", ")
        .bind(Bind::Text(Some(submission.parameters.to_string())))
        .push(", ");
    sql.bind(Bind::Id(submission.session)).push(", ").bind(text(&submission.device)).push(", ");
    sql.bind(text(&submission.address)).push(", ").bind(text(&submission.agent)).push(", ");
    sql.bind(Bind::Text(consent)).push(", ").bind(Bind::Text(consent_version)).push(", ");
    sql.bind(Bind::Moment(Some(at))).push(", ").bind(Bind::Id(record)).push(")");
    sql
}

pub(super) fn text(text: &str) -> Bind {
    Bind::Text(Some(text.to_owned()))
}

impl Store {
    /// How many submissions count towards a form's limit, up to that limit.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn submitted(&self, form: &str, most: u32) -> Result<u32, StoreError> {
        let mut held = self.reader.acquire().await?;
        let mut sql = of_form(
            self.reader.dialect(),
            "SELECT COUNT(*) FROM (SELECT 1 AS \"one\" FROM \"public_submissions\" WHERE \"form\" = ",
            form,
        );
        sql.push(" AND \"state\" IN ('taken', 'held') LIMIT ").number(i64::from(most)).push(") counted");
        let count = held.connection().number(sql).await?.unwrap_or(0);
        Ok(u32::try_from(count).unwrap_or(most))
    }

    /// The server's own secret, the same for all who share its database; made the first time it is asked for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn secret(&self, name: &'static str, fresh: [u8; 32]) -> Result<Vec<u8>, StoreError> {
        self.writer
            .write(move |t| {
                Box::pin(async move {
                    let dialect = t.connection.dialect();
                    let mut sql = Statement::start(
                        dialect,
                        "INSERT INTO \"server_secrets\" (\"name\", \"secret\") VALUES (",
                    );
                    sql.bind(text(name)).push(", ").bind(Bind::Bytes(Some(fresh.to_vec())));
                    sql.push(") ON CONFLICT (\"name\") DO NOTHING");
                    t.connection.execute(sql).await?;
                    let mut sql = Statement::start(dialect, "SELECT ");
                    sql.push_for("lower(hex(\"secret\"))", "encode(\"secret\", 'hex')");
                    sql.push(" FROM \"server_secrets\" WHERE \"name\" = ").bind(text(name));
                    let rows = t.connection.fetch_as(sql, &[ColumnType::Text]).await?;
                    match rows.into_iter().flatten().next() {
                        Some(Value::Text(secret)) => Ok(secret.into_bytes()),
                        _ => Err(StoreError::Busy),
                    }
                })
            })
            .await
    }
}
