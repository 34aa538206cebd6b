//! Requests that no page of this site sent go no further.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use openrvu_web::is_same_origin;

use crate::{App, AppError};

/// Refuses requests of other sites that would change something; and, where no sign-in protects the log, every request
/// of another site but a link to a page, and every one that came through a name which is not this machine's own, for a
/// page elsewhere could have that name point here.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.is_personal() && !is_loopback(&request) {
        return AppError::Foreign(
            "This log is for this machine alone: open it at http://127.0.0.1 or http://localhost.",
        )
        .into_response();
    }
    let headers = request.headers();
    let changes = !request.method().is_safe();
    // Where there are accounts, a token counts and a cookie beside it does not: no browser sends one by itself.
    let carries_token = !app.is_personal() && headers.contains_key(header::AUTHORIZATION);
    if changes && !carries_token && !is_own(headers) {
        return AppError::Foreign("This was sent from another site, so nothing was changed.").into_response();
    }
    if !changes && app.is_personal() && !is_own(headers) && !is_link(headers) {
        return AppError::Foreign("This was asked for by another site, which gets nothing of this log.")
            .into_response();
    }
    next.run(request).await
}

/// Whether a request comes from a page of this site, or from no page.
fn is_own(headers: &HeaderMap) -> bool {
    let tells = ["sec-fetch-site", "origin"].into_iter().any(|name| headers.contains_key(name));
    if tells {
        return is_same_origin(headers);
    }
    // Browsers that tell neither may yet say from which page they came.
    let value = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    value(header::REFERER).is_none_or(|page| {
        let from = page.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
        from.is_some() && from == value(header::HOST)
    })
}

/// Whether somebody follows a link: what comes back is shown to them, and to no page.
fn is_link(headers: &HeaderMap) -> bool {
    let is = |name: &str, wanted: &str| {
        headers.get(name).is_some_and(|value| value.as_bytes() == wanted.as_bytes())
    };
    !headers.contains_key(header::ORIGIN)
        && is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document")
}

/// Whether the request names this machine, as its one `Host` and in its address.
fn is_loopback(request: &Request) -> bool {
    let mut hosts =
        request.headers().get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or_default());
    let names: Vec<&str> =
        hosts.by_ref().chain(request.uri().authority().map(|name| name.as_str())).collect();
    !names.is_empty() && names.into_iter().all(is_loopback_name)
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
