//! A request that has taken its idempotency key, as its own writes see it.
//!
//! Shape:  the request runs in [`during`]; every [`Stamp`](super::changes::Stamp) made meanwhile carries the reservation, and
//!         whatever enters the change log under it says in the same transaction that the request has written.
//! Errors: a request whose key another process took over meanwhile writes nothing any more.
//!
//! Architecture Invariant: a key is taken over only while nothing was written under it, and nothing is written under a key
//! that was taken over: so the effect is there once, whichever process was thought dead.

use std::{future::Future, sync::LazyLock};

use uuid::Uuid;

use super::sql::{Bind, Statement};
use crate::database::Dialect;

/// This process, from its start to its end.
static PROCESS: LazyLock<Uuid> = LazyLock::new(|| Uuid::from_u128(rand::random()));

tokio::task_local! {
    static RESERVED: Reservation;
}

/// Whose request, by which key.
#[derive(Clone, Debug)]
pub struct Reservation {
    /// Whose request.
    pub actor: Uuid,
    /// The header's text.
    pub key: String,
}

/// This process.
pub fn process() -> Uuid {
    *PROCESS
}

/// Runs a request that holds its key.
pub async fn during<F: Future>(reservation: Reservation, work: F) -> F::Output {
    RESERVED.scope(reservation, work).await
}

/// What the request that runs here has reserved, if it has.
pub fn reserved() -> Option<Reservation> {
    RESERVED.try_with(Clone::clone).ok()
}

impl Reservation {
    /// Says that the request has written; touches no row when another process took the key over.
    pub fn mark(&self, dialect: Dialect) -> Statement {
        let mut sql = Statement::start(dialect, "UPDATE \"idempotency\" SET \"wrote\" = 1");
        self.held(&mut sql);
        sql
    }

    /// `WHERE` this process does the request.
    pub(super) fn held(&self, sql: &mut Statement) {
        sql.push(" WHERE \"actor\" = ").bind(Bind::Id(Some(self.actor)));
        sql.push(" AND \"key\" = ").bind(Bind::Text(Some(self.key.clone())));
        sql.push(" AND \"status\" = 0 AND \"holder\" = ").bind(Bind::Id(Some(process())));
    }
}
