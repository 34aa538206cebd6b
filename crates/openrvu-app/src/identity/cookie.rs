//! The cookie that holds a session's secret.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;

use crate::App;

/// The cookie's name. With `__Host-` a browser takes it only over TLS, and gives it to this host alone.
fn name(app: &App) -> &'static str {
    if app.is_https() { "__Host-openrvu" } else { "openrvu" }
}

/// The session's secret that a request carries.
pub(super) fn read<'a>(app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(app);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(given, _)| *given == name).map(|(_, secret)| secret)
}

/// The header that gives a browser a session's secret, until it is closed or for a time.
pub(crate) fn set(app: &App, secret: &str, lasts: Option<SignedDuration>) -> HeaderValue {
    let age = lasts.map(|lasts| format!("; Max-Age={}", lasts.as_secs())).unwrap_or_default();
    value(app, secret, &age)
}

/// The header that takes it away.
pub(crate) fn clear(app: &App) -> HeaderValue {
    value(app, "", "; Max-Age=0")
}

fn value(app: &App, secret: &str, age: &str) -> HeaderValue {
    let secure = if app.is_https() { "; Secure" } else { "" };
    let text = format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", name(app));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
