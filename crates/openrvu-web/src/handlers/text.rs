//! `/stages`, `/resources`, `/support`, `/blog`, the texts in them, each with its twin (`….json`); `/blog/feed.xml`.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;

use super::SharedSite;
use super::list::untwinned;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{content, json, page};
use crate::views::text::{TextLine, TextPage, lines, rendered};
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "texts.html")]
pub(crate) struct TextsTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) lines: Vec<TextLine>,
    /// Whether the list is the blog's.
    pub(crate) blog: bool,
}

#[derive(Template)]
#[template(path = "text.html")]
pub(crate) struct TextTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: TextPage,
    /// The part of the site and its name.
    pub(crate) part: &'static Part,
}

#[derive(Template)]
#[template(path = "feed.xml")]
pub(crate) struct Feed<'a> {
    pub(crate) origin: &'a str,
    /// Notes with their bodies as HTML, newest first.
    pub(crate) notes: Vec<(TextLine, String)>,
}

/// A part of the site made of texts.
#[derive(Debug)]
pub(crate) struct Part {
    /// The beginning of its address.
    pub(crate) slug: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// One sentence.
    pub(crate) description: &'static str,
    nav: Nav,
}

/// Every part.
pub(crate) static PARTS: [Part; 4] = [
    Part {
        slug: "stages",
        name: "Career stages",
        description: "Work RVUs for medical students, residents and attendings: what each needs to know, and when.",
        nav: Nav::Stages,
    },
    Part {
        slug: "resources",
        name: "Resources",
        description: "Guides to RVUs, payment, modifiers, global periods, contracts, reports and benchmarks, with computed figures.",
        nav: Nav::Resources,
    },
    Part {
        slug: "support",
        name: "Support",
        description: "Help with OpenRVU: how to load data, questions and answers, privacy, the state of the data held.",
        nav: Nav::Support,
    },
    Part {
        slug: "blog",
        name: "Blog",
        description: "Dated notes on the releases of the Medicare Physician Fee Schedule.",
        nav: Nav::Blog,
    },
];

/// The list of the part at an address, or its twin.
pub(crate) async fn all(State(site): SharedSite, uri: Uri, reader: Reader) -> Result<Response, WebError> {
    let (path, twin) = untwinned(uri.path());
    let part = PARTS.iter().find(|part| path == format!("/{}", part.slug)).ok_or(WebError::NoSuchPage)?;
    let lines = lines(&site, part.slug);
    if twin || reader.wants_json {
        return json(&lines);
    }
    let shell = Shell::new(&site, part.nav, path, part.name)
        .described(part.description)
        .with_json(format!("{path}.json"));
    page(&TextsTemplate { shell, lines, blog: part.slug == "blog" })
}

/// One text, or its twin.
pub(crate) async fn show(
    State(site): SharedSite,
    uri: Uri,
    Path(slug): Path<String>,
    reader: Reader,
) -> Result<Response, WebError> {
    let (slug, twin) = untwinned(&slug);
    let named = |part: &&Part| uri.path().strip_prefix('/').is_some_and(|path| path.starts_with(part.slug));
    let part = PARTS.iter().find(named).ok_or(WebError::NoSuchPage)?;
    let view = TextPage::of(&site, part.slug, slug)?;
    if twin || reader.wants_json {
        return json(&view);
    }
    let path = format!("/{}/{slug}", part.slug);
    let shell = Shell::new(&site, part.nav, &*path, &*view.title)
        .described(&*view.description)
        .with_json(format!("{path}.json"));
    page(&TextTemplate { shell, page: view, part })
}

/// The notes of the blog as an Atom feed.
pub(crate) async fn feed(State(site): SharedSite) -> Result<Response, WebError> {
    let bodies = lines(&site, "blog").into_iter().filter_map(|line| {
        let text = site.texts.iter().find(|text| text.url() == line.url)?;
        Some(rendered(&site, text).map(|body| (line, body)))
    });
    let notes = bodies.collect::<Result<Vec<_>, WebError>>()?;
    Ok(content("application/atom+xml; charset=utf-8", Feed { origin: &site.options.origin, notes }.render()?))
}
