//! What is sent through public forms: taken as a record, held for a person, or refused by a limit.
//!
//! Shape:  [`Store::submit`] counts, looks for values that were sent before, writes the record and the row of the submission
//!         in one transaction; [`Store::decide`] makes a record of one that was held, or rejects it; [`Store::submissions`]
//!         lists them.
//! Errors: [`StoreError`]; what a limit refuses is a [`Taken`] and writes nothing.
//! Source: docs/spec/forms.md §8.

mod decide;
mod list;
mod take;

use engine_core::key::FieldKey;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{Input, StoreError};
use crate::{
    database::Dialect,
    records::{
        connection::Connection,
        sql::{Bind, Statement},
    },
};

pub use decide::Decided;
pub use list::{Held, State};

/// What somebody sent, and what is kept of it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Its id.
    pub id: Uuid,
    /// Through which form.
    pub form: String,
    /// The published version of it.
    pub version: i64,
    /// The number of the challenge that was answered; each is good for one submission.
    pub session: Option<Uuid>,
    /// The device, as a keyed digest.
    pub device: String,
    /// The network it came from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The text that was agreed to, and its version.
    pub consent: Option<(String, String)>,
    /// The parameters of the address.
    pub parameters: Json,
    /// The values of the record, as the API takes them.
    pub values: Map<String, Json>,
    /// The same, read.
    pub input: Input,
    /// Why a person is to look at it first.
    pub reasons: Vec<Reason>,
    /// What is only marked.
    pub marks: Vec<Reason>,
    /// Values that are not expected twice.
    pub sent: Vec<Sent>,
    /// Most submissions of the form.
    pub most: Option<u32>,
    /// Most submissions of the device in 24 hours.
    pub most_per_device: Option<u32>,
}

/// A value that is not expected twice.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Of which field.
    pub field: FieldKey,
    /// Its keyed digest.
    pub digest: String,
    /// What becomes of it the second time.
    pub then: engine_forms::definition::Again,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A record was made.
    Record,
    /// It waits for a person.
    Held,
    /// The form has all it takes.
    Full,
    /// The device has sent all it may.
    TooManyOfDevice,
    /// These values were sent before.
    SentBefore(Vec<FieldKey>),
}

macro_rules! reasons {
    ($($name:ident $word:literal $chinese:literal $english:literal)*) => {
        /// Why a person looks at a submission first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason {
            $(#[doc = $english] $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Reason] = &[$(Reason::$name),*];

            /// The stable word.
            pub fn word(self) -> &'static str {
                match self { $(Reason::$name => $word),* }
            }

            /// What a person reads.
            pub fn message(self) -> engine_core::issue::Message {
                match self { $(Reason::$name => engine_core::issue::Message::new($chinese, $english)),* }
            }
        }
    };
}

reasons! {
    Trap            "trap"              "填了人看不见的栏位，多半是程序"     "a box that people do not see was filled in"
    TooFast         "too_fast"          "打开后不到 3 秒就提交"             "it was sent within 3 seconds of opening the form"
    ManyFromAddress "many_from_address" "同一网络地址短时间内提交很多"       "many came from one address in a short time"
    Duplicate       "duplicate"         "内容与之前的提交重复"               "a value was sent before"
    Nonsense        "nonsense"          "电话或邮箱像是随手乱填的"           "the telephone number or address looks made up"
    Condition       "condition"         "符合表单设置的待核实条件"           "it meets the form's own condition"
    Incomplete      "incomplete"        "缺少表单上没有的必填内容"           "something that the form does not ask for is missing"
    Exists          "exists"            "与已有记录重复，不能直接保存"       "a record like it is there already"
}

/// A key of its own for the rows of one form.
fn of_form(dialect: Dialect, text: &'static str, form: &str) -> Statement {
    let mut sql = Statement::start(dialect, text);
    sql.bind(Bind::Text(Some(form.to_owned())));
    sql
}

/// Holds off everybody else who sends the same form until the transaction ends; SQLite's writer is alone anyway.
async fn alone(connection: &mut Connection<'_>, form: &str) -> Result<(), StoreError> {
    if connection.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let mut sql = of_form(
        Dialect::Postgres,
        "SELECT CAST(1 AS BIGINT) FROM (SELECT pg_advisory_xact_lock(hashtextextended(",
        form,
    );
    sql.push(", 771))) held");
    connection.number(sql).await.map(drop)
}
