//! `formwork token create`.

use serde_json::json;

use super::{Exit, open, refused, say};
use crate::config::{Token, TokenCreate};
use crate::identity::tokens;

pub(super) async fn run(command: Token) -> anyhow::Result<Exit> {
    match command {
        Token::Create(options) => create(options).await,
    }
}

async fn create(options: TokenCreate) -> anyhow::Result<Exit> {
    let app = open(&options.storage).await?;
    let outcome = tokens::by_operator(&app, &options.user, &options.name).await;
    app.database.close().await;
    match outcome {
        Ok(made) if options.json => say(json!({ "id": made.id, "name": made.name, "token": made.token }))?,
        Ok(made) => say(made.token)?,
        Err(problem) => return Err(refused(&problem)),
    }
    Ok(Exit::Done)
}
