//! `/codes/27447`, and its twin `/codes/27447.json`.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use openrvu_core::{Code, LocalityId, ReleaseId};
use serde::Deserialize;

use super::SharedSite;
use crate::http::reader::Reader;
use crate::http::{json, moved, page};
use crate::site::AsOf;
use crate::views::code::{CodePage, structured_data};
use crate::views::shell::json_ld;
use crate::views::{Nav, Shell};
use crate::{Site, WebError};

#[derive(Template)]
#[template(path = "code.html")]
pub(crate) struct CodeTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: CodePage,
    /// Whether the page has the reader's locality, by cookie or address.
    pub(crate) local: bool,
}

/// What may stand in the address of a page that shows a release.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct InView {
    /// A release by name.
    #[serde(default)]
    release: String,
    /// A day of service.
    #[serde(default)]
    on: String,
    /// A locality, before that of the cookie.
    #[serde(default)]
    locality: String,
}

impl InView {
    /// The release asked for; none where none is asked for and none is held.
    pub(crate) fn as_of<'a>(&self, site: &'a Site) -> Result<Option<AsOf<'a>>, WebError> {
        let release: Option<ReleaseId> = parsed(&self.release)?;
        let on: Option<Date> = match self.on.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                WebError::BadRequest(format!("{text:?} is not a day: write it as 2026-08-01."))
            })?),
        };
        if release.is_none() && on.is_none() && site.schedule.releases().is_empty() {
            return Ok(None);
        }
        Ok(Some(site.as_of(release, on)?))
    }

    /// The locality asked for, or else that of the cookie.
    pub(crate) fn locality(&self, reader: Reader) -> Result<Option<LocalityId>, WebError> {
        Ok(parsed(&self.locality)?.or(reader.locality))
    }

    /// Whether the page is the one without any choice, which search engines are to know.
    fn is_plain(&self) -> bool {
        self.release.is_empty() && self.on.is_empty() && self.locality.is_empty()
    }
}

/// A part of the address that may be left out.
fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<Option<T>, WebError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|error: T::Err| WebError::BadRequest(error.to_string())),
    }
}

/// The page or its twin.
pub(crate) async fn show(
    State(site): SharedSite,
    Path(name): Path<String>,
    Query(in_view): Query<InView>,
    reader: Reader,
) -> Result<Response, WebError> {
    let (text, twin) = match name.strip_suffix(".json") {
        Some(text) => (text, true),
        None => (&*name, false),
    };
    let code: Code = text.parse().map_err(|_| WebError::NotACode(text.chars().take(24).collect()))?;
    if code.as_str() != text {
        return Ok(moved(&format!("/codes/{code}{}", if twin { ".json" } else { "" })));
    }
    if !site.has_page(code) {
        return Err(WebError::NoSuchCode(code));
    }
    let as_of = in_view.as_of(&site)?;
    let id = in_view.locality(reader)?;
    let locality = as_of.and_then(|as_of| Site::locality(as_of, id));
    let view = CodePage::of(&site, as_of, code, locality);
    if twin || reader.wants_json {
        return json(&view);
    }
    let mut shell = Shell::new(&site, Nav::Codes, format!("/codes/{code}"), view.heading())
        .described(&*view.description)
        .with_json(format!("/codes/{code}.json"));
    shell.json_ld = Some(json_ld(&structured_data(&site, &view)));
    shell.noindex = !in_view.is_plain();
    page(&CodeTemplate { shell, page: view, local: locality.is_some() })
}
