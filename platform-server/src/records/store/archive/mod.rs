//! All that an installation holds, as lines of text and back, column by column.
//!
//! Shape:  [`pieces`] of a published whole, each read page by page as JSON lines in the order of its key, the same on both
//!         databases; [`put`] writes such lines into tables that are new.
//! Errors: [`StoreError::Unsupported`] says which line does not fit.
//! Source: docs/spec/archive.md. Kinds are not asked to read or write: what lies in a column comes back as it was, also
//!         where a definition has become stricter since.

mod cell;
mod history;
mod layout;
mod line;
mod marks;
mod put;
mod read;
mod refer;
mod system;
mod taken;

use std::sync::Arc;

use engine_core::{issue::Message, value::Value};
use uuid::Uuid;

pub use marks::{begin, build, finish, settled, vacant};
pub use put::{Loading, loadings};
pub use read::left_out;

use super::StoreError;
use crate::{
    access::Internal,
    catalog::{Compiled, Snapshot},
    records::{changes::Chain, connection::Connection},
};

/// A part of what there is, read and written on its own.
#[derive(Clone)]
pub enum Piece {
    /// A table that every installation has.
    System(&'static system::Table),
    /// The records of an entity.
    Records(Arc<Compiled>),
    /// The change log.
    History,
}

/// How far a piece was read.
pub enum Mark {
    /// The key of the last row.
    Key(Vec<Value>),
    /// The id of the last record.
    Record(Uuid),
    /// Where the chain stood after the last change, and how many changes without a position came since.
    Change(Chain, u32),
}

/// Some lines, in order.
pub struct Page {
    /// Each without its end.
    pub lines: Vec<String>,
    /// Where the next page goes on; nothing after the last.
    pub next: Option<Mark>,
}

/// The pieces of what is published, in order of their names.
pub fn pieces(snapshot: &Snapshot) -> Vec<Piece> {
    let mut whole: Vec<_> =
        snapshot.entities.values().filter(|compiled| compiled.entity.parent.is_none()).cloned().collect();
    whole.sort_by(|a, b| a.entity.key.cmp(&b.entity.key));
    let mut all = vec![Piece::History];
    all.extend(whole.into_iter().map(Piece::Records));
    all.extend(system::TABLES.iter().map(Piece::System));
    all
}

impl Piece {
    /// The file it lies in.
    pub fn file(&self) -> String {
        match self {
            Piece::System(table) => format!("system/{}.jsonl", table.name),
            Piece::Records(compiled) => format!("records/{}.jsonl", compiled.entity.key),
            Piece::History => "history.jsonl".to_owned(),
        }
    }

    /// Its next lines after a mark.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page(
        &self,
        _: Internal,
        connection: &mut Connection<'_>,
        after: Option<Mark>,
    ) -> Result<Page, StoreError> {
        match self {
            Piece::System(table) => system::page(connection, table, after).await,
            Piece::Records(compiled) => read::page(connection, compiled, after).await,
            Piece::History => history::page(connection, after).await,
        }
    }

    /// Writes lines of a system table or the change log; records have [`Loading`].
    ///
    /// # Errors
    /// When a line does not fit or the database refuses.
    pub async fn put(&self, connection: &mut Connection<'_>, lines: &[String]) -> Result<(), StoreError> {
        match self {
            Piece::System(table) => system::put(connection, table, lines).await,
            Piece::History => history::put(connection, lines).await,
            Piece::Records(compiled) => Err(unfit(compiled.entity.key.as_str())),
        }
    }
}

/// The pieces that come before any definition is known.
pub fn system_pieces() -> Vec<Piece> {
    system::TABLES.iter().map(Piece::System).collect()
}

/// A line that does not fit where it stands.
fn unfit(place: &str) -> StoreError {
    StoreError::Unsupported(Message::new(
        format!("归档中“{place}”的内容不符合格式，无法还原"),
        format!("what the archive holds for `{place}` does not have the form of an archive"),
    ))
}
