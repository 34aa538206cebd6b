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
use crate::http::origin::{is_same_origin, own_path};
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
