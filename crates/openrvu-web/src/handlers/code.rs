//! `/codes/27447`, and its twin `/codes/27447.json`.

use askama::Template;
use axum::extract::{Path, Query, RawQuery, State};
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
    pub(crate) links: Links,
    /// Whether the page has the reader's locality, by cookie or address.
    pub(crate) local: bool,
}

/// The links of the page that keep what it was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    /// The page itself, for whoever comes back to it with another locality.
    pub(crate) back: String,
    /// The twin.
    pub(crate) json: String,
    /// The calculator with the code in it.
    pub(crate) calculator: String,
    /// The locality of the address, to be kept when the release is switched.
    pub(crate) locality: Option<LocalityId>,
    /// The day of the address, shown in its field.
    pub(crate) day: Option<Date>,
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

/// What stands in the address, read.
#[derive(Debug, Clone, Copy)]
struct Asked {
    release: Option<ReleaseId>,
    day: Option<Date>,
    locality: Option<LocalityId>,
}

impl InView {
    /// The release asked for; none where none is asked for and none is held.
    pub(crate) fn as_of<'a>(&self, site: &'a Site) -> Result<Option<AsOf<'a>>, WebError> {
        self.read()?.as_of(site)
    }

    fn read(&self) -> Result<Asked, WebError> {
        let day = match self.on.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                WebError::BadRequest(format!("{text:?} is not a day: write it as 2026-08-01."))
            })?),
        };
        Ok(Asked { release: parsed(&self.release)?, day, locality: parsed(&self.locality)? })
    }
}

impl Asked {
    /// The release asked for; none where none is asked for and none is held.
    fn as_of<'a>(&self, site: &'a Site) -> Result<Option<AsOf<'a>>, WebError> {
        if self.release.is_none() && self.day.is_none() && site.schedule.releases().is_empty() {
            return Ok(None);
        }
        let as_of = site.as_of(self.release, self.day)?;
        if !as_of.release.is_in_effect(as_of.date) {
            return Err(WebError::BadRequest(format!(
                "{} is not in effect on {}: ask for the release or for the day.",
                as_of.release.id, as_of.date
            )));
        }
        Ok(Some(as_of))
    }

    /// Whether the page is the one without any choice, which search engines are to know.
    fn is_plain(&self) -> bool {
        self.release.is_none() && self.day.is_none() && self.locality.is_none()
    }

    /// The end of an address that asks for the same, with the locality or without.
    fn query(&self, with_locality: bool) -> String {
        let locality = self.locality.filter(|_| with_locality).map(|id| format!("locality={id}"));
        let parts: Vec<String> = self
            .release
            .map(|id| format!("release={id}"))
            .into_iter()
            .chain(self.day.map(|day| format!("on={day}")))
            .chain(locality)
            .collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    fn links(&self, page: &CodePage, as_of: Option<AsOf<'_>>) -> Links {
        let path = format!("/codes/{}", page.code);
        let day = as_of.filter(|as_of| as_of.chosen).map(|as_of| format!("&on={}", as_of.date));
        let place = self.locality.map(|id| format!("&locality={id}"));
        Links {
            back: format!("{path}{}", self.query(false)),
            json: format!("{path}.json{}", self.query(true)),
            calculator: format!(
                "/calculator?lines={}{}{}",
                page.calculator_line,
                day.unwrap_or_default(),
                place.unwrap_or_default()
            ),
            locality: self.locality,
            day: self.day,
        }
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
    RawQuery(query): RawQuery,
    reader: Reader,
) -> Result<Response, WebError> {
    let (text, twin) = match name.strip_suffix(".json") {
        Some(text) => (text, true),
        None => (&*name, false),
    };
    let code: Code = text.parse().map_err(|_| WebError::NotACode(text.chars().take(24).collect()))?;
    if code.as_str() != text {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        return Ok(moved(&format!("/codes/{code}{}{query}", if twin { ".json" } else { "" })));
    }
    if !site.has_page(code) {
        return Err(WebError::NoSuchCode(code));
    }
    let asked = in_view.read()?;
    let as_of = asked.as_of(&site)?;
    let view = CodePage::of(&site, as_of, code, asked.locality.or(reader.locality));
    if twin || reader.wants_json {
        return json(&view);
    }
    let links = asked.links(&view, as_of);
    let mut shell = Shell::new(&site, Nav::Codes, format!("/codes/{code}"), view.heading())
        .described(&*view.description)
        .with_json(&*links.json);
    shell.json_ld = Some(json_ld(&structured_data(&site, &view)));
    shell.noindex = !asked.is_plain();
    let local = view.payment.as_ref().is_some_and(|payment| payment.areas.len() > 1);
    page(&CodeTemplate { shell, page: view, links, local })
}
