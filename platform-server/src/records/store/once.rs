//! Keys of requests whose effect is not one transaction of the store: taken before, answered after.

use super::{Store, StoreError};
use crate::records::idempotency::{self, Answer, Key, Remembered};

impl Store {
    /// What is known of a key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn recall(&self, key: &Key) -> Result<Option<Remembered>, StoreError> {
        idempotency::recall(&self.reader, key, self.clock.now()).await
    }

    /// Reserves a key before an effect, or takes it over from a process that died before its effect; whether it was free.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reserve(&self, key: Key) -> Result<bool, StoreError> {
        let at = self.clock.now();
        self.writer
            .write(move |t| Box::pin(async move { idempotency::reserve(&mut t.connection, key, at).await }))
            .await
    }

    /// Keeps the answer to a reserved request, after its effect.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn finish(&self, key: Key, answer: Answer) -> Result<(), StoreError> {
        self.writer
            .write(move |t| {
                Box::pin(async move { idempotency::finish(&mut t.connection, key, answer).await })
            })
            .await
    }

    /// Frees the key of a reserved request that was refused.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn release(&self, key: Key) -> Result<(), StoreError> {
        self.writer
            .write(move |t| Box::pin(async move { idempotency::release(&mut t.connection, key).await }))
            .await
    }
}
