//! Failed proofs, counted per account and address, in the database so that replicas share the count.
//!
//! Units:  5 in 15 minutes.
//! Errors: 429 with the seconds to wait. An attempt counts before it is checked, so that guesses made at the same
//!         time count too.
//! Source: OWASP ASVS 5.0 §6.3.1; docs/spec/limits.md.

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QuerySelect as _, Set, sea_query::OnConflict,
};

use crate::app::App;
use crate::http::problem::{Code, Problem};
use crate::tables::sign_in_attempt::{ActiveModel, Column, Entity};

const MOST: i32 = 5;
const WINDOW: i64 = 15 * 60 * 1_000_000;

/// Who tries, from where.
#[derive(Clone, Debug)]
pub struct Attempt {
    account: String,
    address: String,
}

impl Attempt {
    /// An attempt for an account (folded) from an address; of IPv6, a customer's whole /64 counts as one.
    pub fn new(account: &str, address: std::net::IpAddr) -> Attempt {
        let address = match address {
            std::net::IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => {
                    let [a, b, c, d, ..] = v6.segments();
                    format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
                }
            },
            std::net::IpAddr::V4(v4) => v4.to_string(),
        };
        Attempt { account: account.chars().take(200).collect(), address }
    }

    /// Counts the attempt and says whether it may be made.
    ///
    /// # Errors
    /// When too many failed, or the database does.
    pub async fn begin(&self, app: &App) -> Result<(), Problem> {
        let now = app.clock.now().0;
        let transaction = app.database.begin().await?;
        let fresh = ActiveModel {
            account: Set(self.account.clone()),
            address: Set(self.address.clone()),
            failures: Set(0),
            since: Set(now),
        };
        // Whoever succeeds at the same time forgets the row: writing to one that is there holds it until the count is in.
        let held =
            OnConflict::columns([Column::Account, Column::Address]).update_column(Column::Account).to_owned();
        Entity::insert(fresh).on_conflict(held).exec_without_returning(&transaction).await?;
        let key = (self.account.clone(), self.address.clone());
        let row = Entity::find_by_id(key).lock_exclusive().one(&transaction).await?;
        let row = row.ok_or_else(|| Problem::internal("an attempt that was just inserted is gone"))?;
        let (failures, since) = if now - row.since >= WINDOW { (0, now) } else { (row.failures, row.since) };
        let allowed = failures < MOST;
        if allowed {
            let mut row = row.into_active_model();
            (row.failures, row.since) = (Set(failures + 1), Set(since));
            row.update(&transaction).await?;
            Entity::delete_many().filter(Column::Since.lt(now - 2 * WINDOW)).exec(&transaction).await?;
        }
        transaction.commit().await?;
        if allowed { Ok(()) } else { Err(too_often(since + WINDOW - now)) }
    }

    /// Forgets the failures: it was the right person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeed(&self, app: &App) -> Result<(), Problem> {
        let key = (self.account.clone(), self.address.clone());
        Entity::delete_by_id(key).exec(&app.database.orm).await?;
        Ok(())
    }
}

fn too_often(wait: i64) -> Problem {
    let seconds = u32::try_from(wait / 1_000_000).unwrap_or(u32::MAX).max(1);
    let minutes = seconds.div_ceil(60);
    Problem::new(Code::TooOften)
        .detail(
            format!("失败次数过多，请 {minutes} 分钟后再试"),
            format!("Too many failures: try again in {minutes} minutes"),
        )
        .retry_after(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_one_address() {
        let address = |text: &str| Attempt::new("a", text.parse().expect("an address")).address;
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:2"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:10.0.0.1"), "10.0.0.1");
    }
}
