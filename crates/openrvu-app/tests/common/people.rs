//! People who ask a hosted server, each in their own way.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use openrvu_app::{Clock, Operator};
use openrvu_store::{AccountRole, UserId};

use super::{Server, clock, request, text};

/// A password that is taken.
pub const PASSWORD: &str = "correct horse battery";

/// A browser with its cookie, or a program with its token.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub cookie: Option<String>,
    pub token: Option<String>,
    /// From where they ask.
    pub address: Option<&'static str>,
}

impl Person {
    /// A browser that holds no cookie yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn with(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let mut request = request(method, path).header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(address) = self.address {
            request = request.header("x-forwarded-for", address);
        }
        request
    }

    /// Sends a request, and keeps the cookie that comes back.
    pub async fn send(&mut self, server: &Server, request: Request<Body>) -> Response {
        let response = server.send(request).await;
        for set in response.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (pair, rest) = set.split_once(';').unwrap();
            self.cookie = (!rest.contains("Max-Age=0")).then(|| pair.to_owned());
        }
        response
    }

    /// Asks for an address.
    pub async fn get(&mut self, server: &Server, path: &str) -> (StatusCode, String) {
        let request = self.with("GET", path).body(Body::empty()).unwrap();
        text(self.send(server, request).await).await
    }

    /// Sends a form.
    pub async fn post(&mut self, server: &Server, path: &str, form: &[(&str, &str)]) -> Response {
        let pairs = form.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let request = self
            .with("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(pairs.collect::<Vec<_>>().join("&")))
            .unwrap();
        self.send(server, request).await
    }

    /// Sends JSON, or nothing where it is empty.
    pub async fn json(&mut self, server: &Server, method: &str, path: &str, body: &str) -> Response {
        let request = self
            .with(method, path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.send(server, request).await
    }

    /// Signs in, and says whether it succeeded.
    pub async fn sign_in(&mut self, server: &Server, email: &str, password: &str) -> bool {
        let response = self.post(server, "/sign-in", &[("email", email), ("password", password)]).await;
        response.status() == StatusCode::SEE_OTHER
    }
}

/// The operator of a server.
pub async fn invite(server: &Server, email: &str, role: AccountRole) -> String {
    let clock: Clock = clock();
    let origin = &server.app.options.origin;
    let operator = Operator { store: &*server.app.store, clock: &clock, origin };
    operator.invite_to(email, role).await.unwrap().strip_prefix(origin.as_str()).unwrap().to_owned()
}

/// Somebody who registered by an invitation and is signed in.
pub async fn joined(server: &Server, email: &str, role: AccountRole) -> (Person, UserId) {
    let link = invite(server, email, role).await;
    let mut person = Person::new();
    let response = person.post(server, &link, &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let account = server.app.store.account_by_email(email).await.unwrap().unwrap();
    (person, account.user)
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}
