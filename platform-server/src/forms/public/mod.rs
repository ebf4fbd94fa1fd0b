//! Forms that everybody may send.
//!
//! Shape:  [`Opened::find`] is the form at an address and whether it is open; [`challenge`] is the small work a device does;
//!         [`asked`] refuses answers to what the form does not show and adds what the address says; [`suspicion`] tells why a
//!         person should look first; [`send`] puts it all together.
//! Units:  moments are UTC microseconds; rates are per minute and address.
//! Errors: what the sender can mend is issues; a form that is closed is a [`Refusal`].
//! Source: docs/spec/forms.md §8, docs/spec/limits.md "Public forms".
//!
//! Architecture Invariant: whoever sends a form reads nothing. What leaves here was on the form, or was sent by the same
//! request.

pub mod asked;
pub mod challenge;
mod nonsense;
mod opened;
mod pace;
mod seal;
pub mod send;
mod shown;
mod suspicion;

use tokio::sync::OnceCell;

use crate::{app::App, records::error::StoreError};

pub use opened::{Closed, Opened};
pub use pace::{Pace, network};
pub use seal::{digest, mac};
pub use shown::shown;

/// What every public form of this process shares.
#[derive(Debug, Default)]
pub struct PublicForms {
    secret: OnceCell<Vec<u8>>,
    /// Submissions of an address.
    pub sent: Pace,
    /// Questions of an address: evaluations, challenges, uploads.
    pub asked: Pace,
}

impl PublicForms {
    /// The secret that challenges are sealed with, the same for every process on this database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn secret(&self, app: &App) -> Result<&[u8], StoreError> {
        let make = || async { app.store.secret("public_forms", rand::random()).await };
        self.secret.get_or_try_init(make).await.map(Vec::as_slice)
    }
}
