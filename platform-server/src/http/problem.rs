//! Why a request was refused, RFC 9457.
//!
//! Shape:  `{"type","status","code","title","detail"?,"issues"?,…}`; texts in the caller's language.
//! Errors: this is the only error a handler returns. Its response carries the problem itself; the `speak` layer
//!         writes the body once it knows the caller's language.
//! Source: docs/spec/http.md.

mod codes;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use axum::response::IntoResponse;
use engine_core::issue::{Issue, Language, Message};
use serde_json::{Map, Value as Json, json};

pub use codes::Code;

/// A refused request.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    code: Code,
    detail: Option<Message>,
    issues: Vec<Issue>,
    extra: Map<String, Json>,
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem of one kind, with nothing more to say.
    pub fn new(code: Code) -> Problem {
        let inner = Inner { code, detail: None, issues: Vec::new(), extra: Map::new(), retry_after: None };
        Problem(Box::new(inner))
    }

    /// A failure of ours: `said` goes to the log under a new id, the caller is told the id alone.
    pub fn internal(said: impl std::fmt::Display) -> Problem {
        let id = format!("{:016x}", rand::random::<u64>());
        tracing::error!(id, %said, "a request failed");
        Problem::new(Code::Internal).extra("id", id)
    }

    /// A sentence that says what exactly, in both languages.
    #[must_use]
    pub fn detail(
        mut self,
        chinese: impl Into<std::borrow::Cow<'static, str>>,
        english: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Problem {
        self.0.detail = Some(Message::new(chinese, english));
        self
    }

    /// The places that are wrong; the title then counts them.
    #[must_use]
    pub fn issues(mut self, issues: Vec<Issue>) -> Problem {
        self.0.issues = issues;
        self
    }

    /// One more member of the answer.
    #[must_use]
    pub fn extra(mut self, key: &str, value: impl Into<Json>) -> Problem {
        self.0.extra.insert(key.to_owned(), value.into());
        self
    }

    /// Tells the caller when to try again, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Problem {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The kind.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The JSON form of the outside contract.
    pub fn to_json(&self, language: Language) -> Json {
        let Inner { code, detail, issues, extra, .. } = &*self.0;
        let mut document = json!({
            "type": "about:blank",
            "status": code.status().as_u16(),
            "code": code.name(),
            "title": title(*code, issues.len()).get(language),
        });
        let members = document.as_object_mut().expect("an object was just made");
        if let Some(detail) = detail {
            members.insert("detail".to_owned(), detail.get(language).into());
        }
        if !issues.is_empty() {
            let issues = issues.iter().map(|issue| issue.to_json(language)).collect();
            members.insert("issues".to_owned(), Json::Array(issues));
        }
        for (key, value) in extra {
            members.entry(key.clone()).or_insert_with(|| value.clone());
        }
        document
    }

    /// The answer, in one language.
    pub fn into_response_in(&self, language: Language) -> Response<Body> {
        let mut response = Response::new(Body::from(self.to_json(language).to_string()));
        *response.status_mut() = self.0.code.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.0.code == Code::NoPrincipal {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

fn title(code: Code, issues: usize) -> Message {
    match issues {
        0 => code.title(),
        1 => Message::new("有 1 处需要修改", "1 place needs a correction"),
        n => Message::new(format!("有 {n} 处需要修改"), format!("{n} places need a correction")),
    }
}

/// A problem on its way out, waiting to be put into the caller's words.
#[derive(Clone)]
pub struct Unspoken(pub Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.code.status();
        response.extensions_mut().insert(Unspoken(Arc::new(self)));
        response
    }
}

/// Issues, when there are any, as a 422 of one kind.
///
/// # Errors
/// When the list is not empty.
pub fn refuse(code: Code, issues: Vec<Issue>) -> Result<(), Problem> {
    if issues.is_empty() { Ok(()) } else { Err(Problem::new(code).issues(issues)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_speaks_both_languages() {
        let issues = vec![
            Issue::new("required", "/name", "请填写名称", "Enter a name"),
            Issue::new("required", "/phone", "请填写电话", "Enter a phone number"),
        ];
        let problem = Problem::new(Code::InvalidRecord).issues(issues).extra("by", "王").extra("status", 1);
        let chinese = problem.to_json(Language::Chinese);
        assert_eq!(chinese["title"], "有 2 处需要修改");
        assert_eq!(chinese["status"], 422);
        assert_eq!(chinese["by"], "王");
        let english = problem.to_json(Language::English);
        assert_eq!(english["title"], "2 places need a correction");
        assert_eq!(english["issues"][1]["message"], "Enter a phone number");
    }
}
