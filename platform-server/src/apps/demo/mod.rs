//! The demonstration: every example with its sample, installed once, and gone with one click.
//!
//! Shape:  [`begin`] installs what is not there yet and says who can sign in; [`remove`] takes the sample away and leaves
//!         the apps. What was brought along is remembered in `demo_apps` and `demo_items`.
//! Errors: [`AppFault`]. An installation that was interrupted is cleared and begun anew.
//! Source: DESIGN §10 "`serve --demo`".

mod memory;
mod password;
mod remove;

use std::{collections::HashMap, path::Path};

use engine_core::issue::Issue;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use self::memory::State;
use super::{
    AppFault, AppFolder, SampleFiles,
    check::check,
    folder::Folder,
    install::{How, install},
    load::{Loaded, Loading},
    people::{self, People},
    read::Found,
    trial::refused,
};
use crate::{
    app::App,
    clock::ticks,
    database::{Dialect, Exclusive},
    identity::{Actor, Secret, check::fold},
    tables::user,
};

pub use memory::present;
pub use remove::{Removed, remove};

/// Who can sign in to a demonstration.
#[derive(Debug)]
pub struct Login {
    /// The user name.
    pub username: String,
    /// The password of this and every other sample user.
    pub password: Secret,
}

/// Installs the examples that were never installed, with their samples; tells the login while it holds.
///
/// # Errors
/// When a sample user name is taken, or the database or the data directory refuses.
pub async fn begin(app: &App, data_dir: &Path) -> Result<Option<Login>, AppFault> {
    let turn = match app.database.dialect {
        // On SQLite the lock on the data directory keeps others away.
        Dialect::Sqlite => None,
        Dialect::Postgres => {
            let turn = app.database.begin().await?;
            app.database.exclusive(&turn, Exclusive::Demo).await?;
            Some(turn)
        }
    };
    let mut login = None;
    for folder in Folder::examples() {
        let checked = check(&folder)?;
        let example = match checked.app {
            Some(example) if checked.found.is_empty() => example,
            _ => return Err(AppFault::Issues(checked.found)),
        };
        let Some(sample) = example.sample.clone() else { continue };
        match memory::state(app, &example.key).await? {
            Some(State::Removed) => continue,
            Some(State::Present) => {}
            Some(State::Installing) => {
                tracing::warn!(app = %example.key, "an interrupted installation of sample data is begun anew");
                remove::clear(app, &example.key, &usernames(&sample)).await?;
                bring(app, &example, sample.clone(), data_dir).await?;
            }
            None if has_records(app, &example).await? => {
                tracing::warn!(app = %example.key, "it has records already; no sample data is added");
                continue;
            }
            None => bring(app, &example, sample.clone(), data_dir).await?,
        }
        let username = sample.users.users.iter().find(|u| u.demo_login).map(|u| u.username.clone());
        if let Some(username) = username {
            login = password::still_holds(app, data_dir, username).await?;
        }
    }
    if let Some(turn) = turn {
        turn.commit().await?;
    }
    Ok(login)
}

fn usernames(sample: &SampleFiles) -> Vec<String> {
    sample.users.users.iter().map(|user| fold(&user.username)).collect()
}

/// Installs one example with its sample.
async fn bring(app: &App, example: &AppFolder, sample: SampleFiles, data_dir: &Path) -> Result<(), AppFault> {
    let started = ticks();
    untaken(app, &sample).await?;
    memory::put(app, &example.key, State::Installing).await?;
    install(app, example, How::default(), &Actor::operator()).await?;
    let password = password::kept(data_dir)?;
    let mut made = People::default();
    let outcome = people::make(app, &sample, &password, &mut made).await;
    memory::remember_people(app, &example.key, &made).await?;
    outcome?;
    let mut batches: HashMap<String, Uuid> = HashMap::new();
    for entity in sample.generator.entities() {
        let stamp = app.store.batch_stamp(&Actor::operator());
        if let Some(batch) = stamp.batch {
            memory::remember(app, &example.key, "batch", batch, &entity).await?;
            app.store.open_batch(&entity, "demo", &stamp).await?;
            batches.insert(entity, batch);
        }
    }
    let writer = sample.users.users.iter().find(|u| u.demo_login).and_then(|u| made.users.get(&u.username));
    let loading = Loading::new(app, &made.users, writer.copied(), &batches);
    let loaded = loading.run(sample.generator).await?;
    sound(&loaded)?;
    memory::put(app, &example.key, State::Present).await?;
    app.identity.forget();
    for (entity, count) in &loaded.created {
        tracing::info!(entity, count, "sample records");
    }
    tracing::info!(app = %example.key, seconds = started.elapsed().as_secs_f64(), "the demonstration is installed");
    Ok(())
}

/// A sample that the store refuses in part is the author's mistake.
fn sound(loaded: &Loaded) -> Result<(), AppFault> {
    let found = refused(loaded);
    if found.is_empty() { Ok(()) } else { Err(AppFault::Issues(found)) }
}

/// Sample users take nobody's name.
async fn untaken(app: &App, sample: &SampleFiles) -> Result<(), AppFault> {
    let names = usernames(sample);
    let taken =
        user::Entity::find().filter(user::Column::UsernameKey.is_in(names)).all(&app.database.orm).await?;
    if taken.is_empty() {
        return Ok(());
    }
    let found = taken.iter().map(|user| Found {
        file: "sample/users.json".to_owned(),
        issue: Issue::new(
            "taken",
            "",
            format!("用户名“{}”已被使用", user.username),
            format!("the user name `{}` is taken", user.username),
        ),
    });
    Err(AppFault::Issues(found.collect()))
}

/// Whether somebody works with the app already.
async fn has_records(app: &App, example: &AppFolder) -> Result<bool, AppFault> {
    let snapshot = app.catalog.snapshot();
    let own = snapshot.entities.values().filter(|c| c.entity.app == example.key && c.entity.parent.is_none());
    for compiled in own {
        let permit: crate::access::Permit<crate::access::View> =
            app.gate.permit(&Actor::operator(), compiled.entity.key.as_str(), &app.clock).await?;
        if app.store.holds_any(&permit).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
