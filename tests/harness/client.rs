//! Somebody who asks, and what they are answered.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value as Json, json};

/// Somebody who asks: cookies of their own, maybe a token, the header our pages send.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
    headers: HeaderMap,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
    asked: String,
}

impl Client {
    pub(crate) fn new(url: &str) -> Client {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .tls_danger_accept_invalid_certs(true)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let headers = HeaderMap::from_iter([
            (HeaderName::from_static("x-formwork"), HeaderValue::from_static("1")),
            (HeaderName::from_static("accept-language"), HeaderValue::from_static("en")),
        ]);
        Client { http, url: url.to_owned(), token: None, headers }
    }

    /// The same, with an API token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Client {
        self.token = Some(token.to_owned());
        self
    }

    /// The same, with a header on every request.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Client {
        let value = HeaderValue::from_str(value).expect("a header value");
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    /// The same, without one of its headers.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Client {
        self.headers.remove(name);
        self
    }

    /// The same cookies and token at another server.
    #[must_use]
    pub fn at(&self, server: &crate::Server) -> Client {
        Client { url: server.url().to_owned(), ..self.clone() }
    }

    /// A request to fill in by hand; `path` starts with `/`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).headers(self.headers.clone());
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request that was filled in by hand.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("a request");
        let asked = format!("{} {}", request.method(), request.url().path());
        let response = self.http.execute(request).await.unwrap_or_else(|fault| panic!("{asked}: {fault:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|fault| panic!("{asked}: {fault:?}")).to_vec();
        Answer { status, headers, body, asked }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: Json) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: Json) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: Json) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// `POST` with any body.
    pub async fn post_bytes(&self, path: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", content_type);
        self.send(request.body(body.into())).await
    }

    /// Signs in and keeps the cookie.
    pub async fn sign_in(&self, username: &str, password: &str) -> Answer {
        self.post("/api/v1/session", json!({ "username": username, "password": password })).await
    }
}

impl Answer {
    /// The body of an answer that must have this status, as JSON; `null` when it is empty.
    #[track_caller]
    pub fn expect(self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}: {}", self.asked, String::from_utf8_lossy(&self.body));
        if self.body.is_empty() { Json::Null } else { self.json() }
    }

    /// The problem of an answer that must have been refused with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Json {
        let kind = self.header("content-type").to_owned();
        let asked = self.asked.clone();
        let problem = self.expect(status);
        assert_eq!(kind, "application/problem+json", "{asked}: {problem}");
        assert_eq!(problem["code"], code, "{asked}: {problem}");
        problem
    }

    /// Code and pointer of every issue of an answer that must have been refused with 422, in order of pointers.
    #[track_caller]
    pub fn issues(self) -> Vec<(String, String)> {
        let problem = self.expect(422);
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let issues = problem["issues"].as_array().cloned().unwrap_or_default();
        let mut found: Vec<(String, String)> =
            issues.iter().map(|issue| (text(&issue["pointer"]), text(&issue["code"]))).collect();
        found.sort();
        found
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|fault| panic!("{}: {fault}: {}", self.asked, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
