//! Requests that no page of this site sent go no further.

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use openrvu_web::is_same_origin;

use crate::{App, AppError};

/// Refuses requests of other sites that would change something; and, where no sign-in protects the log, every request
/// that came through a name which is not this machine's own, for a page elsewhere could have that name point here.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.is_personal() && !is_loopback(&request) {
        return AppError::Foreign(
            "This log is for this machine alone: open it at http://127.0.0.1 or http://localhost.",
        )
        .into_response();
    }
    let carries_token = request.headers().contains_key(header::AUTHORIZATION);
    if !request.method().is_safe() && !carries_token && !is_same_origin(request.headers()) {
        return AppError::Foreign("This was sent from another site, so nothing was changed.").into_response();
    }
    next.run(request).await
}

/// Whether the request names this machine, as `Host` or in its address.
fn is_loopback(request: &Request) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    host.is_some_and(is_loopback_name)
}

fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "[::1]") || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        for own in ["127.0.0.1", "127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:80", "[::1]"] {
            assert!(is_loopback_name(own), "{own}");
        }
        for foreign in
            ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "10.0.0.1", "", "::1:"]
        {
            assert!(!is_loopback_name(foreign), "{foreign}");
        }
    }
}
