//! `/specialties` and `/specialties/SLUG`, each with its twin (`….json`).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;

use super::SharedSite;
use super::list::{ListQuery, untwinned};
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{json, page};
use crate::views::sort::SortColumn;
use crate::views::sorted_codes::CodeHeadings;
use crate::views::specialty::{SpecialtyLine, SpecialtyPage, all as every};
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "specialties.html")]
pub(crate) struct SpecialtiesTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) lines: Vec<SpecialtyLine>,
}

#[derive(Template)]
#[template(path = "specialty.html")]
pub(crate) struct SpecialtyTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: SpecialtyPage,
    /// The headings of its list.
    pub(crate) headings: CodeHeadings,
}

/// The list.
pub(crate) async fn all(State(site): SharedSite, uri: Uri, reader: Reader) -> Result<Response, WebError> {
    let lines = every(&site);
    if untwinned(uri.path()).1 || reader.wants_json {
        return json(&lines);
    }
    let shell = Shell::new(&site, Nav::Codes, "/specialties", "Codes by specialty")
        .described(
            "Specialties, each with the codes that its clinicians use, their work RVUs and global periods.",
        )
        .with_json("/specialties.json");
    page(&SpecialtiesTemplate { shell, lines })
}

/// One specialty.
pub(crate) async fn show(
    State(site): SharedSite,
    Path(path): Path<String>,
    Query(query): Query<ListQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let (slug, twin) = untwinned(&path);
    let sort = query.sort()?;
    let view =
        SpecialtyPage::of(&site, site.as_of(None, None).ok(), slug, sort).ok_or(WebError::NoSuchPage)?;
    if twin || reader.wants_json {
        return json(&view);
    }
    let address = format!("/specialties/{slug}");
    let mut shell = Shell::new(&site, Nav::Codes, &*address, format!("{}: codes", view.name))
        .described(format!(
            "{} codes that {} uses, the most used first, with their work RVUs.",
            view.codes.len(),
            view.name.to_lowercase()
        ))
        .with_json(format!("{address}.json"));
    shell.noindex = sort.is_some();
    page(&SpecialtyTemplate { shell, page: view, headings: CodeHeadings { address, sort } })
}
