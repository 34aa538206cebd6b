//! `/specialties` and `/specialties/SLUG`.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::page;
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
}

/// The list.
pub(crate) async fn all(State(site): SharedSite) -> Result<Response, WebError> {
    let shell = Shell::new(&site, Nav::Codes, "/specialties", "Codes by specialty").described(
        "Specialties, each with the codes that its clinicians use, their work RVUs and global periods.",
    );
    page(&SpecialtiesTemplate { shell, lines: every(&site) })
}

/// One specialty.
pub(crate) async fn show(State(site): SharedSite, Path(slug): Path<String>) -> Result<Response, WebError> {
    let view = SpecialtyPage::of(&site, site.as_of(None, None).ok(), &slug).ok_or(WebError::NoSuchPage)?;
    let shell =
        Shell::new(&site, Nav::Codes, format!("/specialties/{slug}"), format!("{}: codes", view.name))
            .described(format!(
                "{} codes that {} uses, the most used first, with their work RVUs.",
                view.codes.len(),
                view.name.to_lowercase()
            ));
    page(&SpecialtyTemplate { shell, page: view })
}
