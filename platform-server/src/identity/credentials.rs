//! Signing in, and proving it again.
//!
//! Errors: an unknown name, a wrong password and a disabled account are told apart neither by words nor by time.

use std::net::IpAddr;

use engine_core::text;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;

use super::{Actor, Secret, attempts::Attempt, check, log, sessions};
use crate::app::App;
use crate::http::problem::{Code, Problem};
use crate::tables::user;

/// Signs in by user name, phone number or e-mail address; the new session's secret and its user.
///
/// # Errors
/// 401 when it is not the right person, 429 after too many failures.
pub async fn sign_in(app: &App, name: &str, password: &str, from: IpAddr) -> Result<Secret, Problem> {
    let found = find(app, name).await?;
    let account = found.as_ref().map_or_else(|| check::fold(name), |user| user.username_key.clone());
    let attempt = Attempt::new(&account, from);
    attempt.begin(app).await?;
    let stored = found.as_ref().map(|user| user.password_hash.as_str());
    let right = app.identity.passwords.verify(password, stored).await?;
    let Some(user) = found.filter(|user| right && user.active) else {
        return Err(Problem::new(Code::WrongCredentials));
    };
    attempt.succeed(app).await?;
    let transaction = app.database.begin().await?;
    let secret = sessions::open(app, &transaction, user.id).await?;
    let actor = Actor::signing_in(user.id, &user.name, secret.digest());
    let entry = log::Entry { action: "signed_in", subject: "user", id: user.id, changes: json!({}) };
    log::write(app, &transaction, &actor, entry).await?;
    transaction.commit().await?;
    Ok(secret)
}

async fn find(app: &App, name: &str) -> Result<Option<user::Model>, Problem> {
    let folded = check::fold(name);
    let by = |column: user::Column, value: String| {
        user::Entity::find().filter(column.eq(value)).one(&app.database.orm)
    };
    if let Some(found) = by(user::Column::UsernameKey, folded.clone()).await? {
        return Ok(Some(found));
    }
    if let Some(phone) = engine_core::kinds::normal_phone(&text::half_width(&text::normal(name)))
        && let Some(found) = by(user::Column::Phone, phone).await?
    {
        return Ok(Some(found));
    }
    if folded.contains('@') {
        return Ok(by(user::Column::Email, folded).await?);
    }
    Ok(None)
}

/// Asks for the actor's own password once more.
///
/// # Errors
/// 422 when it is not the right one, 429 after too many failures.
pub async fn confirm(app: &App, actor: &Actor, current: Option<&str>, from: IpAddr) -> Result<(), Problem> {
    let wrong = |code, chinese: &'static str, english: &'static str| {
        let issue = check::issue(code, "/current_password", chinese, english);
        Problem::new(Code::Invalid).issues(vec![issue])
    };
    let Some(current) = current else {
        return Err(wrong("required", "请填写当前密码", "Enter the current password"));
    };
    let found = user::Entity::find_by_id(actor.id).one(&app.database.orm).await?;
    let user = found.ok_or_else(|| Problem::new(Code::NoPrincipal))?;
    let attempt = Attempt::new(&user.username_key, from);
    attempt.begin(app).await?;
    if !app.identity.passwords.verify(current, Some(&user.password_hash)).await? {
        return Err(wrong("wrong_password", "当前密码不正确", "The current password is wrong"));
    }
    attempt.succeed(app).await
}
