//! The password of the sample users, drawn once and kept in the data directory so that a restart prints the same.

use std::{fs, io::Write as _, path::Path};

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::Login;
use crate::{
    app::App,
    apps::{AppFault, folder::disk},
    identity::{Secret, check::fold},
    tables::user,
};

const FILE: &str = "demo-password";

/// The password in the data directory, a new one when there is none; the file is readable by its owner alone.
pub(super) fn kept(data_dir: &Path) -> Result<Secret, AppFault> {
    if let Some(password) = read(data_dir)? {
        return Ok(password);
    }
    let (password, file) = (Secret::typed(), data_dir.join(FILE));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(&file).map_err(disk(&file))?;
    writeln!(opened, "{}", password.reveal()).map_err(disk(&file))?;
    Ok(password)
}

fn read(data_dir: &Path) -> Result<Option<Secret>, AppFault> {
    let file = data_dir.join(FILE);
    match fs::read_to_string(&file) {
        Ok(text) => Ok(Some(Secret::given(text.trim())).filter(|password| !password.reveal().is_empty())),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(disk(&file)(fault).into()),
    }
}

/// The login, unless its password was changed, its user switched off, or the file lies on another machine.
pub(super) async fn still_holds(
    app: &App,
    data_dir: &Path,
    username: String,
) -> Result<Option<Login>, AppFault> {
    let Some(password) = read(data_dir)? else {
        tracing::warn!(
            username,
            "the demo password is in the data directory of the server that installed it"
        );
        return Ok(None);
    };
    let by_name = user::Entity::find().filter(user::Column::UsernameKey.eq(fold(&username)));
    let stored =
        by_name.one(&app.database.orm).await?.filter(|user| user.active).map(|user| user.password_hash);
    if app.identity.passwords.verify(password.reveal(), stored.as_deref()).await? {
        return Ok(Some(Login { username, password }));
    }
    tracing::warn!(username, "the demo password was changed");
    Ok(None)
}
