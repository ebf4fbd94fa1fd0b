//! The first administrator.
//!
//! Shape:  a fresh installation prints a code; whoever has it makes the first account, once.
//! Units:  the code holds for 30 minutes and is made anew at each start while there is no account.
//! Errors: 403 for a wrong code, 409 when there is an account already, 429 after too many wrong codes.
//! Source: docs/spec/limits.md. There is no default account and no default password.

use std::net::IpAddr;
use std::path::Path;

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, Set,
};

use super::{Actor, Digest, Secret, attempts::Attempt, sessions, users};
use crate::app::App;
use crate::database::Exclusive;
use crate::http::problem::{Code, Problem};
use crate::tables::{setup_code, user};

const HOLDS: i64 = 30 * 60 * 1_000_000;
const FILE: &str = "setup-code";

/// Whether there is no account yet.
///
/// # Errors
/// When the database fails.
pub async fn needed(within: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(user::Entity::find().count(within).await? == 0)
}

/// Makes a code while there is no account; it is also written to the data directory, readable by its owner alone.
///
/// # Errors
/// When the database or the directory refuses.
pub async fn offer(app: &App, data_dir: &Path) -> anyhow::Result<Option<Secret>> {
    let file = data_dir.join(FILE);
    if !needed(&app.database.orm).await? {
        remove(&file);
        return Ok(None);
    }
    let now = app.clock.now().0;
    let code = Secret::typed();
    let old = setup_code::Column::ExpiresAt.lte(now);
    setup_code::Entity::delete_many().filter(old).exec(&app.database.orm).await?;
    let row =
        setup_code::ActiveModel { code_hash: Set(code.digest().0.to_vec()), expires_at: Set(now + HOLDS) };
    row.insert(&app.database.orm).await?;
    write(&file, code.reveal())?;
    Ok(Some(code))
}

fn write(file: &Path, code: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    remove(file);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    writeln!(options.open(file)?, "{code}")
}

fn remove(file: &Path) {
    if let Err(fault) = std::fs::remove_file(file)
        && fault.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%fault, file = %file.display(), "an old setup code stays in the data directory");
    }
}

/// The first account, as its maker asks for it.
#[derive(Clone, Debug)]
pub struct First<'a> {
    /// The code that was printed.
    pub code: &'a str,
    /// The name to sign in with.
    pub username: &'a str,
    /// The name that others read.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
}

/// Makes the first administrator and signs it in.
///
/// # Errors
/// See the module.
pub async fn finish(app: &App, first: First<'_>, from: IpAddr) -> Result<Secret, Problem> {
    if !needed(&app.database.orm).await? {
        return Err(Problem::new(Code::SetupDone));
    }
    let attempt = Attempt::new("/setup", from);
    attempt.begin(app).await?;
    let digest = Digest::of(&first.code.trim().to_ascii_uppercase());
    let holds = setup_code::Entity::find_by_id(digest.0.to_vec())
        .filter(setup_code::Column::ExpiresAt.gt(app.clock.now().0));
    if holds.one(&app.database.orm).await?.is_none() {
        return Err(Problem::new(Code::WrongSetupCode));
    }
    attempt.succeed(app).await?;
    let draft = users::Draft::administrator(first.username, first.name, first.password);
    let ready = users::prepare(app, draft).await?;
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    if !needed(&transaction).await? {
        return Err(Problem::new(Code::SetupDone));
    }
    let created = users::insert(app, &transaction, &Actor::operator(), ready).await?;
    setup_code::Entity::delete_many().exec(&transaction).await?;
    let secret = sessions::open(app, &transaction, created).await?;
    transaction.commit().await?;
    Ok(secret)
}

/// Makes an administrator from the command line.
///
/// # Errors
/// When the name is taken or something about it is wrong.
pub async fn by_operator(app: &App, username: &str, password: &str) -> Result<(), Problem> {
    let ready = users::prepare(app, users::Draft::administrator(username, username, password)).await?;
    let transaction = app.database.begin().await?;
    app.database.exclusive(&transaction, Exclusive::Identity).await?;
    users::insert(app, &transaction, &Actor::operator(), ready).await?;
    setup_code::Entity::delete_many().exec(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}
