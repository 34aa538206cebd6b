//! `/locality`: the reader's locality, chosen once by ZIP code or from the list and kept in a cookie.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_core::LocalityId;
use serde::Deserialize;

use super::SharedSite;
use crate::http::page;
use crate::http::reader::{LOCALITY_COOKIE, Reader};
use crate::views::locality::LocalityPage;
use crate::views::{Nav, Shell};
use crate::{Site, WebError};

#[derive(Template)]
#[template(path = "locality.html")]
pub(crate) struct LocalityTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: LocalityPage,
    /// Where to go back to.
    pub(crate) back: String,
}

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    zip: String,
    #[serde(default)]
    locality: String,
    #[serde(default)]
    back: String,
}

/// The page.
pub(crate) async fn show(
    State(site): SharedSite,
    Query(query): Query<Back>,
    reader: Reader,
) -> Result<Response, WebError> {
    shown(&site, reader.locality, &query.back, None)
}

fn shown(
    site: &Site,
    chosen: Option<LocalityId>,
    back: &str,
    error: Option<String>,
) -> Result<Response, WebError> {
    let mut shell = Shell::new(site, Nav::None, "/locality", "Choose a locality").described(
        "Choose a Medicare payment locality by ZIP code or from the list; every page then shows amounts for it.",
    );
    shell.noindex = true;
    page(&LocalityTemplate { shell, page: LocalityPage::of(site, chosen, error), back: own_path(back) })
}

/// Keeps the choice. A form of another site is refused.
pub(crate) async fn choose(
    State(site): SharedSite,
    headers: HeaderMap,
    reader: Reader,
    form: Result<Form<Choice>, FormRejection>,
) -> Result<Response, WebError> {
    if !is_same_origin(&headers) {
        return Err(WebError::ForeignForm);
    }
    let Form(choice) = form.map_err(unread)?;
    let chosen = match LocalityPage::choose(&site, &choice.zip, &choice.locality) {
        Ok(chosen) => chosen,
        Err(words) => return shown(&site, reader.locality, &choice.back, Some(words)),
    };
    let cookie = match chosen {
        Some(id) => format!("{LOCALITY_COOKIE}={id}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"),
        None => format!("{LOCALITY_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly"),
    };
    let mut response = Redirect::to(&own_path(&choice.back)).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Why a form was not read.
fn unread(rejection: FormRejection) -> WebError {
    match rejection.into_response().status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => WebError::NotAForm,
        StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
        _ => WebError::BadRequest("The form cannot be read: send each field once.".to_owned()),
    }
}

/// A path of this site, or the home page for anything else. Browsers drop tabs and line breaks from an address and
/// read `\\` as `/`, so only visible ASCII is a path.
fn own_path(back: &str) -> String {
    let is_path = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_own = is_path && back.starts_with('/') && !back.starts_with("//");
    if is_own { back.to_owned() } else { "/".to_owned() }
}

/// Whether a form was sent from a page of this very site.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = value("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (value("origin"), value("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        // A program without a browser sends neither, and has no cookie to be misused.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_gone_back_to() {
        assert_eq!(own_path("/codes/27447?on=2026-08-01"), "/codes/27447?on=2026-08-01");
        let foreign = ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nb"];
        let hidden =
            ["/\t/evil.example", "/\0/evil.example", "/\x7f/evil.example", "\t//evil.example", "/ /x", "/é"];
        for back in foreign.into_iter().chain(hidden) {
            assert_eq!(own_path(back), "/", "{back:?}");
        }
    }
}
