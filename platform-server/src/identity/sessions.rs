//! Browsers that are signed in.
//!
//! Shape:  [`open`] → the cookie's secret; a session holds while it is used and not too old.
//! Units:  12 hours idle, 7 days in all, of real time: a test clock does not end sessions.
//! Source: docs/spec/limits.md.

use engine_core::moment::Moment;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, Set,
};
use uuid::Uuid;

use super::{Digest, Secret};
use crate::app::App;
use crate::tables::session::{ActiveModel, Column, Entity, Model};

const IDLE: i64 = Moment::DAY / 2;
const LONGEST: i64 = 7 * Moment::DAY;

/// Whether a session may be used.
pub(super) fn holds(session: &Model, now: Moment) -> bool {
    now.0 < session.expires_at && now.0 < session.seen_at + IDLE
}

/// Signs a user in and returns what its cookie holds.
///
/// # Errors
/// When the database fails.
pub async fn open(app: &App, within: &impl ConnectionTrait, user: Uuid) -> Result<Secret, DbErr> {
    let now = app.clock.unmoved().0;
    Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(Column::ExpiresAt.lte(now))
        .exec(within)
        .await?;
    let secret = Secret::new("");
    let row = ActiveModel {
        token_hash: Set(secret.digest().0.to_vec()),
        user_id: Set(user),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + LONGEST),
    };
    row.insert(within).await?;
    Ok(secret)
}

/// Signs one browser out.
///
/// # Errors
/// When the database fails.
pub async fn close(app: &App, session: Digest) -> Result<(), DbErr> {
    Entity::delete_by_id(session.0.to_vec()).exec(&app.database.orm).await?;
    app.identity.forget();
    Ok(())
}

/// Signs a user out everywhere, but for one browser.
///
/// # Errors
/// When the database fails.
pub async fn close_all(within: &impl ConnectionTrait, user: Uuid, but: Option<Digest>) -> Result<(), DbErr> {
    let mut those = Entity::delete_many().filter(Column::UserId.eq(user));
    if let Some(kept) = but {
        those = those.filter(Column::TokenHash.ne(kept.0.to_vec()));
    }
    those.exec(within).await?;
    Ok(())
}

/// Seconds a cookie may live in a browser.
pub fn cookie_age() -> i64 {
    LONGEST / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        let hour = Moment::DAY / 24;
        let session = Model {
            token_hash: Vec::new(),
            user_id: Uuid::nil(),
            created_at: 0,
            seen_at: 6 * Moment::DAY + 20 * hour,
            expires_at: LONGEST,
        };
        assert!(holds(&session, Moment(session.seen_at + hour)));
        assert!(!holds(&session, Moment(LONGEST)));
        let idle = Model { seen_at: 0, ..session };
        assert!(holds(&idle, Moment(12 * hour - 1)));
        assert!(!holds(&idle, Moment(12 * hour)));
    }
}
