//! What somebody was told, with everything that differs between two installations for no reason made the same.

use std::collections::HashMap;

use formwork_tests::{Answer, Client};
use reqwest::Method;
use serde_json::Value as Json;

/// One question.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// How.
    pub(crate) method: Method,
    /// Where, parameters included.
    pub(crate) path: String,
    /// With what.
    pub(crate) body: Option<Json>,
}

impl Ask {
    /// A `GET`.
    pub(crate) fn get(path: impl Into<String>) -> Ask {
        Ask { method: Method::GET, path: path.into(), body: None }
    }

    /// A `POST`.
    pub(crate) fn post(path: impl Into<String>, body: Json) -> Ask {
        Ask { method: Method::POST, path: path.into(), body: Some(body) }
    }

    /// Any other method.
    pub(crate) fn with(method: Method, path: impl Into<String>, body: Json) -> Ask {
        Ask { method, path: path.into(), body: Some(body) }
    }

    /// Asks.
    pub(crate) async fn of(&self, client: &Client) -> Answer {
        let request = client.request(self.method.clone(), &self.path);
        client
            .send(match &self.body {
                Some(body) => request.json(body),
                None => request,
            })
            .await
    }
}

/// Questions and answers.
#[derive(Default)]
pub(crate) struct Transcript {
    /// Question, then status, entity tag and body.
    pub(crate) lines: Vec<(String, String)>,
    ids: HashMap<String, usize>,
}

impl Transcript {
    /// Asks and notes the answer.
    pub(crate) async fn ask(&mut self, client: &Client, ask: &Ask) -> Answer {
        let answer = ask.of(client).await;
        self.note(ask, &format!("{} etag={} {}", answer.status, answer.header("etag"), answer.text()));
        answer
    }

    /// Notes what was answered.
    pub(crate) fn note(&mut self, ask: &Ask, said: &str) {
        let body = ask.body.as_ref().map(Json::to_string).unwrap_or_default();
        let question = self.plain(&format!("{} {} {body}", ask.method, ask.path));
        let said = self.plain(said);
        self.lines.push((question, said));
    }

    /// Ids by order of appearance, moments alike.
    fn plain(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(id) = rest.get(..36).filter(|t| is_id(t)) {
                let next = self.ids.len();
                let known = *self.ids.entry(id.to_owned()).or_insert(next);
                out.push_str(&format!("<id {known}>"));
                rest = &rest[36..];
            } else if let Some(length) = moment(rest) {
                out.push_str("<moment>");
                rest = &rest[length..];
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        out
    }
}

fn is_id(text: &str) -> bool {
    text.char_indices()
        .all(|(i, c)| if matches!(i, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() })
}

/// The length of `2090-01-02T03:04:05.678Z`, or of `2090-01-02 11:04:05` as files say it, at the start of a text.
fn moment(text: &str) -> Option<usize> {
    let shape = "dddd-dd-ddTdd:dd:dd";
    let head = text.get(..shape.len())?;
    let like = |shape: &str| {
        head.chars().zip(shape.chars()).all(|(c, s)| if s == 'd' { c.is_ascii_digit() } else { c == s })
    };
    if like("dddd-dd-dd dd:dd:dd") {
        return Some(shape.len());
    }
    let fits = like(shape);
    let tail = &text[shape.len()..];
    let end = tail.find('Z').filter(|end| tail[..*end].chars().all(|c| c == '.' || c.is_ascii_digit()))?;
    fits.then_some(shape.len() + end + 1)
}
