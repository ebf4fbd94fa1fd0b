//! From what somebody sent to a record, a place in the quarantine, or a refusal.
//!
//! Shape:  open? → not too often? → work done? → answered what was asked? → evaluated without issues → why should a person
//!         look first? → one transaction.
//! Errors: [`Refusal`]; nothing is written then.

use std::{collections::BTreeMap, net::IpAddr};

use engine_core::{
    issue::{Issue, Language, token},
    text,
    value::Value,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{
    Closed, Opened, asked,
    challenge::{self, Challenge, Flaw},
    digest, network,
    suspicion::{self, Signs},
};
use crate::{
    access::Create,
    app::App,
    forms::{Filling, FormFault},
    records::{
        changes::{Sender, Stamp},
        error::StoreError,
        idempotency::Remember,
        record::value_to_json,
        store::{
            Input,
            public::{Reason, Sent, Submission, Taken},
        },
    },
};

/// Submissions of one address in a minute, where the form says no other number.
const MOST_OF_ADDRESS: u32 = 60;
/// Longest name of a browser that is kept, in characters.
const LONGEST_AGENT: usize = 300;

/// What somebody sends.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Answers by field.
    pub answers: Map<String, Json>,
    /// Parameters of the address.
    pub parameters: BTreeMap<String, String>,
    /// Whether the sender agrees.
    pub consent: bool,
    /// The challenge.
    pub challenge: Option<String>,
    /// The number that solves it.
    pub proof: Option<u64>,
    /// What stands in the box that people do not see.
    pub trap: String,
    /// What the device calls itself.
    pub device: Option<String>,
    /// Where it comes from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub agent: String,
    /// The language of the page.
    pub language: Language,
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such form, or something failed.
    #[error(transparent)]
    Fault(#[from] FormFault),
    /// Nobody may send it now.
    #[error("closed")]
    Closed(Closed),
    /// The address sends too much.
    #[error("too often")]
    TooOften,
    /// The device has sent all it may.
    #[error("too many of the device")]
    TooManyOfDevice,
    /// What the sender can mend.
    #[error("{} issues", .0.len())]
    Issues(Vec<Issue>),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        match error {
            StoreError::Issues(issues) => Refusal::Issues(issues),
            StoreError::NotUnique(said) if said.contains("session") => {
                Refusal::Issues(vec![Flaw::Used.issue()])
            }
            other => Refusal::Fault(other.into()),
        }
    }
}

/// Takes what somebody sent, under an id that was made for it.
///
/// # Errors
/// See [`Refusal`].
pub async fn send(
    app: &App,
    opened: &Opened,
    id: Uuid,
    delivery: Delivery,
    remember: Option<Remember>,
) -> Result<Taken, Refusal> {
    if let Some(closed) = opened.closed {
        return Err(Refusal::Closed(closed));
    }
    let key = opened.key().as_str();
    let of_address = app.public.sent.count(key, delivery.address, app.clock.now());
    if of_address > opened.public.most_per_address.unwrap_or(MOST_OF_ADDRESS) {
        return Err(Refusal::TooOften);
    }
    let secret = app.public.secret(app).await?;
    let mut issues = Vec::new();
    let challenge = match proven(secret, opened, &delivery, app) {
        Ok(challenge) => challenge,
        Err(flaw) => {
            issues.push(flaw.issue());
            None
        }
    };
    if opened.public.consent.is_some() && !delivery.consent {
        issues.push(Issue::new(
            "consent_required",
            "/consent",
            "请先阅读并同意",
            "please read this and agree to it",
        ));
    }
    let mut filling = Filling::of_everybody(app, opened.key())?;
    let (answers, unasked) =
        asked::answers(&opened.form, &opened.public, delivery.answers.clone(), &delivery.parameters);
    issues.extend(unasked);
    let told = filling.evaluate(app, &answers).await?;
    let (own, others): (Vec<Issue>, Vec<Issue>) =
        Filling::<Create>::refused(&told).into_iter().partition(|issue| mendable(opened, issue));
    issues.extend(own);
    if !issues.is_empty() {
        return Err(Refusal::Issues(issues));
    }
    let mut values = filling.values(&told);
    // What nobody could mend is left out, and a person looks at the rest.
    values.retain(|name, _| !others.iter().any(|issue| issue.pointer.split('/').nth(1) == Some(name)));
    let input = Input::read(filling.permit.entity(), &values).map_err(Refusal::Issues)?;
    let signs =
        Signs { trapped: !delivery.trap.trim().is_empty(), challenge, of_address, now: app.clock.now() };
    let mut reasons = suspicion::reasons(&filling.permit, &opened.public, &input.values, signs);
    if !others.is_empty() {
        reasons.push(Reason::Incomplete);
    }
    let submission = Submission {
        id,
        form: key.to_owned(),
        version: filling.version,
        session: challenge.map(|challenge| challenge.session),
        device: device(secret, &delivery),
        address: network(delivery.address),
        agent: delivery.agent.chars().take(LONGEST_AGENT).collect(),
        consent: consent(opened, delivery.language),
        parameters: json!(asked::kept(&opened.public, delivery.parameters)),
        sent: sent(secret, opened, &filling, &input),
        values,
        input,
        reasons,
        marks: Vec::new(),
        most: opened.public.most,
        most_per_device: opened.public.most_per_device,
    };
    let sender = challenge.map(|challenge| Sender { session: challenge.session, submission: None });
    let sender = sender.or(Some(Sender { session: id, submission: None }));
    let stamp = Stamp { sender, ..app.store.stamp(filling.permit.actor()) };
    match written(app, &filling, submission, &stamp, remember).await? {
        Taken::Full => Err(Refusal::Closed(Closed::Full)),
        Taken::TooManyOfDevice => Err(Refusal::TooManyOfDevice),
        Taken::SentBefore(fields) => Err(Refusal::Issues(sent_before(opened, &fields))),
        taken @ (Taken::Record | Taken::Held) => Ok(taken),
    }
}

/// Writes it; what the entity refuses for a reason that its sender must not learn, or cannot mend, is held instead.
async fn written(
    app: &App,
    filling: &Filling<Create>,
    submission: Submission,
    stamp: &Stamp,
    remember: Option<Remember>,
) -> Result<Taken, Refusal> {
    let first = app.store.submit(&filling.permit, submission.clone(), stamp.clone(), remember.clone()).await;
    let reason = match first {
        Err(StoreError::Clash(_)) => Reason::Exists,
        Err(StoreError::Issues(issues)) if issues.iter().all(|issue| !on_form(filling, issue)) => {
            Reason::Incomplete
        }
        done => return Ok(done?),
    };
    let held = Submission { reasons: vec![reason], ..submission };
    Ok(app.store.submit(&filling.permit, held, stamp.clone(), remember).await?)
}

fn on_form(filling: &Filling<Create>, issue: &Issue) -> bool {
    let name = issue.pointer.split('/').nth(1).unwrap_or_default();
    filling.form.on_form().any(|(field, seen)| seen && field == name)
}

/// Whether the sender can do anything about an issue: not where it tells of a field that is carried along unseen.
fn mendable(opened: &Opened, issue: &Issue) -> bool {
    let name = issue.pointer.split('/').nth(1).unwrap_or_default();
    opened.form.on_form().all(|(field, seen)| seen || field != name)
}

/// The challenge that came along, once it is solved where the form asks for that.
fn proven(secret: &[u8], opened: &Opened, delivery: &Delivery, app: &App) -> Result<Option<Challenge>, Flaw> {
    let Some(told) = delivery.challenge.as_deref() else {
        return if opened.public.captcha { Err(Flaw::Missing) } else { Ok(None) };
    };
    let challenge = challenge::read(secret, opened.key().as_str(), told, app.clock.now())?;
    let solved = delivery.proof.is_some_and(|proof| challenge::solves(told, challenge.bits, proof));
    if opened.public.captcha && !solved { Err(Flaw::Unsolved) } else { Ok(Some(challenge)) }
}

/// The device by what it calls itself, else by its address and browser; a digest either way.
fn device(secret: &[u8], delivery: &Delivery) -> String {
    match delivery.device.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => digest(secret, &["device", name]),
        None => digest(secret, &["address", &delivery.address.to_string(), &delivery.agent]),
    }
}

/// The text that was agreed to, and a digest of it in every language as its version.
fn consent(opened: &Opened, language: Language) -> Option<(String, String)> {
    let consent = opened.public.consent.as_ref()?;
    let text = consent.labels.get(language, "").to_owned();
    Some((text, digest(b"consent", &[&json!(consent).to_string()])))
}

/// The values that are not expected twice, as keyed digests; what only differs in case, width or spaces is the same.
fn sent(secret: &[u8], opened: &Opened, filling: &Filling<Create>, input: &Input) -> Vec<Sent> {
    let entity = &filling.permit.entity().entity;
    let of = |unique: &engine_forms::definition::Unique| {
        let value = input.values.get(&unique.field).filter(|value| !value.is_blank())?;
        let told = match value {
            Value::Text(text) => text::fold(text.trim()),
            other => value_to_json(entity.own_field(unique.field.as_str())?, other).to_string(),
        };
        let digest = digest(secret, &[opened.key().as_str(), unique.field.as_str(), &told]);
        Some(Sent { field: unique.field.clone(), digest, then: unique.again })
    };
    opened.public.unique.iter().filter_map(of).collect()
}

fn sent_before(opened: &Opened, fields: &[engine_core::key::FieldKey]) -> Vec<Issue> {
    let uniques = opened.public.unique.iter().filter(|unique| fields.contains(&unique.field));
    uniques
        .map(|unique| {
            let message = |language, usual: &'static str| unique.message.get(language, usual).to_owned();
            Issue::new(
                "sent_before",
                token(unique.field.as_str()),
                message(Language::Chinese, "这一项之前已经提交过，请勿重复提交"),
                message(Language::English, "this was sent before; it need not be sent again"),
            )
        })
        .collect()
}
