//! `formwork app`: folders of definitions in and out of an installation, and the demonstration out of it.
//!
//! Shape:  lines for people, with `--json` one document. Exit 1 when anything is wrong; for `diff`, when there is a
//!         difference.

use std::path::Path;

use anyhow::Context as _;
use engine_core::{issue::Language, key::DefinitionKey};
use serde_json::{Value as Json, json};

use super::{Exit, open, say};
use crate::{
    app::App,
    apps::{
        AppFault, AppFolder, Found,
        check::check,
        demo,
        difference::{Difference, differences},
        export::{Exported, export},
        folder::Folder,
        install::{How, Installed, install},
        trial::{self, Tried},
    },
    config::{AppCommand, AppExport, AppFolderAndStorage, AppInstall, AppPath, AppRemoveDemo, AppTest},
    identity::Actor,
};

pub(super) async fn run(command: AppCommand) -> anyhow::Result<Exit> {
    match command {
        AppCommand::Validate(options) => validate(&options),
        AppCommand::Install(options) => reported(options.path.json, install_here(&options).await),
        AppCommand::Export(options) => reported(options.path.json, export_there(&options).await),
        AppCommand::Diff(options) => reported(options.path.json, compare(&options).await),
        AppCommand::Test(options) => reported(options.path.json, test(&options).await),
        AppCommand::RemoveDemo(options) => reported(options.json, remove_demo(&options).await),
    }
}

/// What is wrong becomes lines or JSON, and exit 1.
fn reported(as_json: bool, outcome: Result<Exit, anyhow::Error>) -> anyhow::Result<Exit> {
    match outcome {
        Err(fault) => match fault.downcast::<AppFault>() {
            Ok(AppFault::Issues(found)) => {
                tell_issues(as_json, &found)?;
                Ok(Exit::Failed)
            }
            Ok(other) => Err(told(other)),
            Err(other) => Err(other),
        },
        done => done,
    }
}

/// A fault with all its issues, for whoever reads our standard error.
pub(super) fn told(fault: AppFault) -> anyhow::Error {
    match fault {
        AppFault::Issues(found) => {
            let lines: Vec<String> = found.iter().map(line).collect();
            anyhow::Error::msg(format!("{} issues\n  {}", found.len(), lines.join("\n  ")))
        }
        AppFault::Catalog(fault) => super::refused(&fault.into()),
        AppFault::Store(fault) => super::refused(&fault.into()),
        other => other.into(),
    }
}

fn line(found: &Found) -> String {
    let Found { file, issue } = found;
    let place = [file.as_str(), issue.pointer.as_str()].into_iter().filter(|part| !part.is_empty());
    format!(
        "{}: {} ({})",
        place.collect::<Vec<_>>().join(" "),
        issue.message.get(Language::English),
        issue.code
    )
}

fn tell_issues(as_json: bool, found: &[Found]) -> std::io::Result<()> {
    if as_json {
        let issues: Vec<Json> = found.iter().map(|found| found.to_json(Language::English)).collect();
        return say(json!({ "valid": false, "issues": issues }));
    }
    found.iter().try_for_each(|found| say(line(found)))?;
    say(format_args!("{} issues", found.len()))
}

fn validate(options: &AppPath) -> anyhow::Result<Exit> {
    let checked = check(&Folder::read(&options.path)?)?;
    let Some(app) = checked.app.filter(|_| checked.found.is_empty()) else {
        tell_issues(options.json, &checked.found)?;
        return Ok(Exit::Failed);
    };
    if options.json {
        say(json!({ "valid": true, "app": app.key, "definitions": app.documents.len(), "issues": [] }))?;
    } else {
        say(format_args!("{}: {} definitions, nothing wrong", app.key, app.documents.len()))?;
    }
    Ok(Exit::Done)
}

/// The app in a folder, when nothing is wrong with the folder by itself.
fn sound(path: &Path) -> Result<AppFolder, AppFault> {
    let checked = check(&Folder::read(path)?)?;
    checked.app.filter(|_| checked.found.is_empty()).ok_or(AppFault::Issues(checked.found))
}

async fn install_here(options: &AppInstall) -> anyhow::Result<Exit> {
    let folder = readable(&options.path.path)?;
    let app = open(&options.storage).await?;
    let how = How { withdraw: options.withdraw, dry_run: options.dry_run };
    let outcome = install(&app, &folder, how, &Actor::operator()).await;
    app.database.close().await;
    let Installed { published, unchanged, absent } = outcome?;
    let keys = |places: Vec<(&str, &str)>| {
        places.iter().map(|(kind, key)| format!("{kind}/{key}")).collect::<Vec<_>>()
    };
    let absent = keys(absent.iter().map(|(kind, key)| (kind.word(), key.as_str())).collect());
    let new: Vec<Json> = published
        .published
        .iter()
        .map(|(kind, key, version)| json!({ "kind": kind.word(), "key": key, "version": version }))
        .collect();
    let plan: Vec<&str> = published.plan.iter().map(|message| message.get(Language::English)).collect();
    if options.path.json {
        let word = if options.withdraw { "withdrawn" } else { "kept" };
        say(
            json!({ "app": folder.key, "published": new, "unchanged": unchanged, word: absent, "plan": plan, "dry_run": options.dry_run }),
        )?;
        return Ok(Exit::Done);
    }
    let verb = if options.dry_run { "would be published" } else { "published" };
    plan.iter().try_for_each(|step| say(format_args!("  {step}")))?;
    let word =
        if options.withdraw { "withdrawn" } else { "not in the folder, kept (--withdraw takes it away)" };
    absent.iter().try_for_each(|place| say(format_args!("  {place}: {word}")))?;
    say(format_args!("{}: {} definitions {verb}, {unchanged} unchanged", folder.key, new.len()))?;
    Ok(Exit::Done)
}

/// The app in a folder, judged later together with what is installed here.
fn readable(path: &Path) -> Result<AppFolder, AppFault> {
    let checked = check(&Folder::read(path)?)?;
    let own: Vec<Found> = checked.found.into_iter().collect();
    match checked.app {
        Some(app)
            if own.is_empty() || !app.depends.is_empty() && own.iter().all(|f| leans(&f.issue.code)) =>
        {
            Ok(app)
        }
        _ => Err(AppFault::Issues(own)),
    }
}

/// Issues that an app below, installed here and not lying beside the folder, may settle.
fn leans(code: &str) -> bool {
    matches!(
        code,
        "missing_dependency"
            | "unknown_entity"
            | "unknown_field"
            | "unknown_option_set"
            | "unknown_view"
            | "unknown_role"
            | "unknown_app"
    )
}

async fn export_there(options: &AppExport) -> anyhow::Result<Exit> {
    let path = &options.path.path;
    let key = match &options.app {
        Some(key) => key.clone(),
        None => named(path).with_context(|| {
            format!("which app? give --app, or a folder named for it instead of {}", path.display())
        })?,
    };
    let key = DefinitionKey::parse(&key).map_err(|_| AppFault::Unknown(key))?;
    let app = open(&options.storage).await?;
    let snapshot = app.catalog.snapshot();
    app.database.close().await;
    let Exported { written, unchanged, removed } = export(&snapshot, &key, path)?;
    if options.path.json {
        say(json!({ "app": key, "written": written, "unchanged": unchanged, "removed": removed }))?;
        return Ok(Exit::Done);
    }
    written.iter().try_for_each(|name| say(format_args!("  {name}")))?;
    removed.iter().try_for_each(|name| say(format_args!("  {name}: removed, it is not published")))?;
    say(format_args!(
        "{key}: {} files written, {unchanged} unchanged, {} removed",
        written.len(),
        removed.len()
    ))?;
    Ok(Exit::Done)
}

/// The key that a folder's `app.json` says, or its own name.
fn named(path: &Path) -> Option<String> {
    let said =
        std::fs::read(path.join("app.json")).ok().and_then(|text| serde_json::from_slice::<Json>(&text).ok());
    let said = said.and_then(|body| body["key"].as_str().map(str::to_owned));
    said.or_else(|| Some(path.file_name()?.to_str()?.to_owned()))
}

async fn compare(options: &AppFolderAndStorage) -> anyhow::Result<Exit> {
    let folder = readable(&options.path.path)?;
    let app = open(&options.storage).await?;
    let snapshot = app.catalog.snapshot();
    app.database.close().await;
    let found = differences(&snapshot, &folder);
    if options.path.json {
        let all: Vec<Json> = found.iter().map(Difference::to_json).collect();
        say(json!({ "app": folder.key, "same": found.is_empty(), "differences": all }))?;
    } else {
        found.iter().try_for_each(|difference| say(difference.in_words()))?;
        if found.is_empty() {
            say(format_args!("{}: the folder and what is published are the same", folder.key))?;
        }
    }
    Ok(if found.is_empty() { Exit::Done } else { Exit::Failed })
}

async fn test(options: &AppTest) -> anyhow::Result<Exit> {
    sound(&options.path.path)?;
    let Tried { definitions, departments, users, loaded } =
        trial::tried(&Folder::read(&options.path.path)?, &options.zone).await?;
    let refused = trial::refused(&loaded);
    if options.path.json {
        let issues: Vec<Json> = refused.iter().map(|found| found.to_json(Language::English)).collect();
        say(json!({
            "definitions": definitions, "departments": departments, "users": users, "created": loaded.created,
            "updated": loaded.updated, "refused": loaded.refused.len(), "scenarios": 0, "issues": issues,
        }))?;
    } else {
        refused.iter().try_for_each(|found| say(line(found)))?;
        say(format_args!(
            "{definitions} definitions published, {departments} departments and {users} users made"
        ))?;
        for (entity, count) in &loaded.created {
            let updated = loaded.updated.get(entity).copied().unwrap_or(0);
            let missed = loaded.refused.iter().filter(|r| r.entity == *entity).count();
            say(format_args!("{entity}: {count} records passed, {updated} updated, {missed} refused"))?;
        }
        say("0 scenarios")?;
    }
    Ok(if refused.is_empty() { Exit::Done } else { Exit::Failed })
}

async fn remove_demo(options: &AppRemoveDemo) -> anyhow::Result<Exit> {
    let app: App = open(&options.storage).await?;
    let outcome = demo::remove(&app, &Actor::operator()).await;
    app.database.close().await;
    let removed = outcome?;
    if options.json {
        say(json!(removed))?;
        return Ok(Exit::Done);
    }
    say(format_args!(
        "{} records, {} users and {} departments removed",
        removed.records, removed.users, removed.departments
    ))?;
    removed
        .kept_users
        .iter()
        .try_for_each(|name| say(format_args!("  {name}: kept; see docs/how-to/ship-an-app.md")))?;
    Ok(Exit::Done)
}
