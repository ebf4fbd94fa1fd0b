//! `formwork setup`: an administrator, made by whoever can write the data directory.

use anyhow::{Context as _, bail};

use super::{Exit, open, refused, say};
use crate::config::Setup;
use crate::identity::setup;

pub(super) async fn run(options: Setup) -> anyhow::Result<Exit> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("the password could not be read from standard input")?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        bail!("no password on standard input");
    }
    let app = open(&options.storage).await?;
    let outcome = setup::by_operator(&app, &options.username, password).await;
    app.database.close().await;
    match outcome {
        Ok(()) => {
            say(format_args!("administrator {} created", options.username))?;
            Ok(Exit::Done)
        }
        Err(problem) => Err(refused(&problem)),
    }
}
