//! The files of an app → its definitions and sample, with everything that is wrong with them.
//!
//! Shape:  `Folder → (AppFolder, Vec<Found>)`; an app that has issues is still read as far as it goes.
//! Errors: [`Found`] says the file, the pointer in it and what to do.

use engine_core::{
    definition::DefinitionKind,
    issue::{Issue, Language},
    key::DefinitionKey,
};
use serde_json::{Value as Json, json};

use super::{
    canonical::canonical,
    folder::{Folder, file_of},
    sample::{Departments, Generator, SampleFault, SampleUser, Users},
};
use crate::{catalog::Document, http::extract::json_flaw};

/// An issue and the file it is in; an empty name is the folder as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Path within the folder.
    pub file: String,
    /// What is wrong, with a pointer into the file.
    pub issue: Issue,
}

impl Found {
    /// The JSON form.
    pub fn to_json(&self, language: Language) -> Json {
        let mut told = self.issue.to_json(language);
        told["file"] = json!(self.file);
        told
    }
}

/// What `sample/` holds.
#[derive(Clone, Debug)]
pub struct SampleFiles {
    /// The departments.
    pub departments: Departments,
    /// The people.
    pub users: Users,
    /// How records are drawn.
    pub generator: Generator,
}

/// An app, read.
#[derive(Clone, Debug)]
pub struct AppFolder {
    /// Its key.
    pub key: DefinitionKey,
    /// Its definitions in their one spelling, `app.json` first.
    pub documents: Vec<Document>,
    /// The apps it stands on.
    pub depends: Vec<DefinitionKey>,
    /// Its sample, when it has one and nothing is wrong with it.
    pub sample: Option<SampleFiles>,
    /// The people of its sample, whatever is wrong with the rest.
    pub people: Vec<SampleUser>,
}

/// Reads an app; `None` when not even its key is known.
pub(super) fn read(folder: &Folder) -> (Option<AppFolder>, Vec<Found>) {
    let mut found: Vec<Found> = folder
        .strangers
        .iter()
        .map(|name| Found {
            file: name.clone(),
            issue: Issue::new(
                "unknown_file",
                "",
                "应用文件夹里没有这一项；定义放在 entities、extensions、option_sets、views、roles 中",
                "an app has no such file; definitions lie in entities, extensions, option_sets, views and roles",
            ),
        })
        .collect();
    let mut documents = Vec::new();
    for kind in DefinitionKind::ALL {
        for (name, bytes) in &folder.files {
            if let Some(stem) = stem_of(kind, name) {
                take(kind, name, stem, bytes, &mut documents, &mut found);
            }
        }
    }
    let app = documents.iter().find(|d| d.kind == DefinitionKind::App).cloned();
    if !folder.files.contains_key("app.json") {
        let issue = Issue::new("no_app", "", "缺少 app.json", "there is no app.json");
        found.push(Found { file: String::new(), issue });
    }
    let Some(app) = app else { return (None, found) };
    owned(&app.key, &documents, &mut found);
    let depends = app.body["depends"].as_array().into_iter().flatten();
    let depends = depends.filter_map(|key| DefinitionKey::parse(key.as_str()?).ok()).collect();
    let (sample, people) = sample(folder, &mut found);
    (Some(AppFolder { key: app.key, documents, depends, sample, people }), found)
}

/// The key that a file of a kind is named for.
fn stem_of(kind: DefinitionKind, name: &str) -> Option<&str> {
    match kind {
        DefinitionKind::App => (name == "app.json").then_some(""),
        _ => name.strip_prefix(kind.folder())?.strip_prefix('/')?.strip_suffix(".json"),
    }
}

fn take(
    kind: DefinitionKind,
    name: &str,
    stem: &str,
    bytes: &[u8],
    documents: &mut Vec<Document>,
    found: &mut Vec<Found>,
) {
    let body = match json_flaw(bytes) {
        None => serde_json::from_slice::<Json>(bytes).map_err(|fault| {
            Issue::new(
                "bad_json",
                "",
                format!("不是有效的 JSON:{fault}"),
                format!("This is not JSON: {fault}"),
            )
        }),
        Some(issue) => Err(issue),
    };
    let read = body.and_then(|body| {
        let said = body["key"].as_str().unwrap_or_default().to_owned();
        let key = if kind == DefinitionKind::App { said.as_str() } else { stem };
        Document::new(kind, key, canonical(kind, &body))
    });
    match read {
        Ok(document) => documents.push(document),
        Err(issue) => found.push(Found { file: name.to_owned(), issue }),
    }
}

/// Every definition says that it belongs to this app.
fn owned(app: &DefinitionKey, documents: &[Document], found: &mut Vec<Found>) {
    for document in documents.iter().filter(|d| d.app != *app) {
        let pointer = if document.kind == DefinitionKind::Entity { "/x-entity/app" } else { "/app" };
        let issue = Issue::new(
            "other_app",
            pointer,
            format!("这里的应用应为“{app}”"),
            format!("the app here must be `{app}`"),
        );
        found.push(Found { file: file_of(document.kind, document.key.as_str()), issue });
    }
}

fn sample(folder: &Folder, found: &mut Vec<Found>) -> (Option<SampleFiles>, Vec<SampleUser>) {
    if !folder.files.keys().any(|name| name.starts_with("sample/")) {
        return (None, Vec::new());
    }
    let departments = part(folder, "sample/departments.json", Departments::parse, found);
    let users = departments.as_ref().and_then(|departments| {
        part(folder, "sample/users.json", |text| Users::parse(text, departments), found)
    });
    let generator = part(folder, "sample/generator.json", Generator::parse, found);
    let people = users.as_ref().map(|file| file.users.clone()).unwrap_or_default();
    let whole = departments.zip(users).zip(generator);
    (whole.map(|((departments, users), generator)| SampleFiles { departments, users, generator }), people)
}

fn part<T>(
    folder: &Folder,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, SampleFault>,
    found: &mut Vec<Found>,
) -> Option<T> {
    let refused = match folder.files.get(name) {
        None => Issue::new("no_file", "", "缺少这个文件", "this file is missing"),
        Some(bytes) => match std::str::from_utf8(bytes).map_err(|fault| fault.to_string()) {
            Err(fault) => Issue::new("not_utf8", "", "文件不是 UTF-8 编码", format!("not UTF-8: {fault}")),
            Ok(text) => match parse(text) {
                Ok(read) => return Some(read),
                Err(fault) => {
                    Issue::new("bad_sample", "", format!("示例数据有误：{fault}"), fault.to_string())
                }
            },
        },
    };
    found.push(Found { file: name.to_owned(), issue: refused });
    None
}
