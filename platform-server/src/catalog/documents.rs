//! A stored definition: its kind, key, owner and JSON.

use engine_core::{definition::DefinitionKind, entity::local_app, issue::Issue, key::DefinitionKey};
use serde_json::Value as Json;

/// A definition, as draft or published.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What it defines.
    pub kind: DefinitionKind,
    /// Identity within its kind.
    pub key: DefinitionKey,
    /// Owning app.
    pub app: DefinitionKey,
    /// Published version; 0 for one that was never published.
    pub version: i64,
    /// The JSON.
    pub body: Json,
}

impl Document {
    /// Takes a body, checking that it says no other key than that it is stored under; the app is `local` when it names
    /// none. A body without a key is wrong, but not somebody else's.
    ///
    /// # Errors
    /// When the key is no key, or the body says another one.
    pub fn new(kind: DefinitionKind, key: &str, body: Json) -> Result<Document, Issue> {
        let key = DefinitionKey::parse(key)
            .map_err(|bad| Issue::new("bad_key", "/key", bad.chinese(), bad.to_string()))?;
        let place = if kind == DefinitionKind::Entity { "/x-entity/key" } else { "/key" };
        let said = body.pointer(place).and_then(Json::as_str);
        if said.is_some_and(|said| said != key.as_str()) {
            return Err(Issue::new(
                "other_key",
                place,
                format!("这里的编码应为“{key}”"),
                format!("the key here must be `{key}`"),
            ));
        }
        let app = if kind == DefinitionKind::App { Some(key.clone()) } else { owner(kind, &body) };
        Ok(Document { kind, app: app.unwrap_or_else(local_app), key, version: 0, body })
    }

    /// The pointer under which issues of this document are reported in a set.
    pub fn pointer(&self) -> String {
        format!("/{}/{}", self.kind.word(), self.key)
    }
}

fn owner(kind: DefinitionKind, body: &Json) -> Option<DefinitionKey> {
    let place = if kind == DefinitionKind::Entity { "/x-entity/app" } else { "/app" };
    DefinitionKey::parse(body.pointer(place)?.as_str()?).ok()
}
