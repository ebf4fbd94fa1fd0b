//! Programs that act as a user.
//!
//! Shape:  [`create`] shows the token once; only its digest is kept.
//! Errors: 422 for an end that has passed, 403 for a scope that the maker itself lacks.

use engine_core::moment::Moment;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, Set,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Actor, Scope, Secret, Via, check, log};
use crate::app::App;
use crate::http::problem::{Code, Problem, refuse};
use crate::tables::{api_token, user};

/// A token as it is shown, without itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// When it ends, if ever.
    pub expires_at: Option<String>,
    /// Last use, to within five minutes.
    pub last_used_at: Option<String>,
}

/// A token to be made.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TokenDraft)]
pub struct Draft {
    /// What it is for.
    pub name: String,
    /// What it may be used for; everything when absent.
    pub scopes: Option<Vec<Scope>>,
    /// When it ends, RFC 3339; never when absent.
    pub expires_at: Option<String>,
}

/// A new token, shown this once.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NewToken)]
pub struct Made {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// The token itself.
    pub token: String,
}

/// The tokens that act as `user`, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(app: &App, user: Uuid) -> Result<Vec<View>, Problem> {
    let those = api_token::Entity::find().filter(api_token::Column::UserId.eq(user));
    let rows = those.order_by_desc(api_token::Column::Id).all(&app.database.orm).await?;
    let moment = |at: i64| Moment(at).to_string();
    let shown = |row: api_token::Model| View {
        id: row.id,
        name: row.name,
        scopes: Scope::split(&row.scopes),
        created_at: moment(row.created_at),
        expires_at: row.expires_at.map(moment),
        last_used_at: row.used_at.map(moment),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Makes a token that acts as `user`, on behalf of `actor`.
///
/// # Errors
/// See the module.
pub async fn create(app: &App, actor: &Actor, user: Uuid, draft: Draft) -> Result<Made, Problem> {
    let mut issues = Vec::new();
    let name = check::name(&draft.name, "/name", &mut issues);
    let now = app.clock.now();
    let own_end = own_end(app, actor).await?;
    let expires_at = draft.expires_at.as_deref().map(|text| {
        let end = Moment::parse(text).filter(|end| *end > now);
        if end.is_none() {
            let (chinese, english) = (
                "请填写一个将来的时间，如 2030-01-01T00:00:00Z",
                "Give a later moment such as 2030-01-01T00:00:00Z",
            );
            issues.push(check::issue("bad_moment", "/expires_at", chinese, english));
        }
        let end = end.unwrap_or(now).0;
        if own_end.is_some_and(|own| end > own) {
            let (chinese, english) = (
                "不能晚于当前令牌自己的到期时间",
                "This is later than the end of the token that asks for it",
            );
            issues.push(check::issue("beyond_own", "/expires_at", chinese, english));
        }
        end
    });
    let expires_at = expires_at.or(own_end);
    let mut scopes =
        draft.scopes.unwrap_or_else(|| Scope::ALL.into_iter().filter(|s| actor.via.allows(*s)).collect());
    let mut seen = Vec::new();
    scopes.retain(|scope| {
        !seen.contains(scope) && {
            seen.push(*scope);
            true
        }
    });
    if scopes.is_empty() {
        issues.push(check::issue("required", "/scopes", "至少选择一个范围", "Choose at least one scope"));
    }
    refuse(Code::Invalid, issues)?;
    if scopes.iter().any(|scope| !actor.via.allows(*scope)) {
        return Err(Problem::new(Code::TokenScope));
    }
    let (id, secret) = (app.clock.id(), Secret::new("fw_"));
    let row = api_token::ActiveModel {
        id: Set(id),
        token_hash: Set(secret.digest().0.to_vec()),
        user_id: Set(user),
        name: Set(name.clone()),
        scopes: Set(Scope::join(&scopes)),
        created_at: Set(now.0),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    let transaction = app.database.begin().await?;
    row.insert(&transaction).await?;
    let changes = json!({ "name": name, "user_id": user, "scopes": scopes });
    log::write(app, &transaction, actor, log::Entry { action: "created", subject: "token", id, changes })
        .await?;
    transaction.commit().await?;
    Ok(Made { id, name, token: secret.reveal().to_owned() })
}

/// When the token an actor comes with ends: none that it makes may outlive it.
async fn own_end(app: &App, actor: &Actor) -> Result<Option<i64>, Problem> {
    let Via::Token { id, .. } = &actor.via else { return Ok(None) };
    let own = api_token::Entity::find_by_id(*id).one(&app.database.orm).await?;
    Ok(own.and_then(|own| own.expires_at))
}

/// Revokes one of the actor's own tokens.
///
/// # Errors
/// 404 when it has no such token.
pub async fn revoke(app: &App, actor: &Actor, id: Uuid) -> Result<(), Problem> {
    let transaction = app.database.begin().await?;
    let own = api_token::Entity::delete_many()
        .filter(api_token::Column::Id.eq(id))
        .filter(api_token::Column::UserId.eq(actor.id));
    if own.exec(&transaction).await?.rows_affected == 0 {
        return Err(Problem::new(Code::NotFound));
    }
    let entry = log::Entry { action: "revoked", subject: "token", id, changes: json!({}) };
    log::write(app, &transaction, actor, entry).await?;
    transaction.commit().await?;
    app.identity.forget();
    Ok(())
}

/// Revokes every token of a user.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(within: &DatabaseTransaction, user: Uuid) -> Result<(), DbErr> {
    let those = api_token::Entity::delete_many().filter(api_token::Column::UserId.eq(user));
    those.exec(within).await.map(drop)
}

/// Makes a token from the command line.
///
/// # Errors
/// When there is no such active user.
pub async fn by_operator(app: &App, username: &str, name: &str) -> Result<Made, Problem> {
    let by_name = user::Column::UsernameKey.eq(check::fold(username));
    let found = user::Entity::find().filter(by_name).one(&app.database.orm).await?;
    let Some(user) = found.filter(|user| user.active) else {
        let told = Problem::new(Code::NotFound);
        return Err(told
            .detail(format!("没有可用的用户“{username}”"), format!("There is no active user `{username}`")));
    };
    let draft = Draft { name: name.to_owned(), scopes: None, expires_at: None };
    create(app, &Actor::operator(), user.id, draft).await
}
