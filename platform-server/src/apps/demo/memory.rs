//! What a demonstration brought along, remembered in the database.

use engine_core::key::DefinitionKey;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    Set, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    app::App,
    apps::people::People,
    tables::{demo_app, demo_item},
};

/// How far the sample of an app is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Being installed, or interrupted at it.
    Installing,
    /// There.
    Present,
    /// Taken away; it does not come back by itself.
    Removed,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Installing => "installing",
            State::Present => "present",
            State::Removed => "removed",
        }
    }
}

/// Whether sample data is there.
///
/// # Errors
/// When the database fails.
pub async fn present(app: &App) -> Result<bool, DbErr> {
    let those = demo_app::Entity::find().filter(demo_app::Column::State.eq(State::Present.word()));
    Ok(those.count(&app.database.orm).await? > 0)
}

/// The apps whose sample is there, or half there.
pub(super) async fn apps(app: &App) -> Result<Vec<String>, DbErr> {
    let those = demo_app::Entity::find().filter(demo_app::Column::State.ne(State::Removed.word()));
    Ok(those.all(&app.database.orm).await?.into_iter().map(|row| row.app).collect())
}

pub(super) async fn state(app: &App, key: &DefinitionKey) -> Result<Option<State>, DbErr> {
    let row = demo_app::Entity::find_by_id(key.as_str()).one(&app.database.orm).await?;
    let states = [State::Installing, State::Present, State::Removed];
    Ok(row.and_then(|row| states.into_iter().find(|state| state.word() == row.state)))
}

pub(super) async fn put(app: &App, key: &DefinitionKey, state: State) -> Result<(), DbErr> {
    let row = demo_app::ActiveModel {
        app: Set(key.as_str().to_owned()),
        state: Set(state.word().to_owned()),
        at: Set(app.clock.now().0),
    };
    let replace = OnConflict::column(demo_app::Column::App)
        .update_columns([demo_app::Column::State, demo_app::Column::At])
        .to_owned();
    demo_app::Entity::insert(row).on_conflict(replace).exec_without_returning(&app.database.orm).await?;
    Ok(())
}

pub(super) async fn remember(
    app: &App,
    key: &DefinitionKey,
    kind: &str,
    id: Uuid,
    name: &str,
) -> Result<(), DbErr> {
    let row = demo_item::ActiveModel {
        id: Set(id),
        app: Set(key.as_str().to_owned()),
        kind: Set(kind.to_owned()),
        name: Set(name.to_owned()),
    };
    row.insert(&app.database.orm).await?;
    Ok(())
}

pub(super) async fn remember_people(app: &App, key: &DefinitionKey, made: &People) -> Result<(), DbErr> {
    for id in &made.departments {
        remember(app, key, "department", *id, "").await?;
    }
    for (name, id) in &made.users {
        remember(app, key, "user", *id, name).await?;
    }
    Ok(())
}

/// Everything of one kind that came with an app's sample.
pub(super) async fn items(app: &App, key: &str, kind: &str) -> Result<Vec<demo_item::Model>, DbErr> {
    let those = demo_item::Entity::find()
        .filter(demo_item::Column::App.eq(key))
        .filter(demo_item::Column::Kind.eq(kind));
    those.all(&app.database.orm).await
}

/// Forgets what is gone.
pub(super) async fn forget(app: &App, ids: &[Uuid]) -> Result<(), DbErr> {
    let those = demo_item::Entity::delete_many().filter(demo_item::Column::Id.is_in(ids.iter().copied()));
    those.exec(&app.database.orm).await?;
    Ok(())
}
