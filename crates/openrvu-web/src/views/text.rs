//! The site's own texts as pages: figures filled in, Markdown made HTML.

mod markdown;

use askama::Template;
use jiff::civil::Date;
use openrvu_core::Code;
use serde::Serialize;

use super::code::timeline::Timeline;
use super::figure::fill;
use crate::site::texts::SiteText;
use crate::{Site, WebError};

/// A text ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TextPage {
    /// Title.
    pub(crate) title: String,
    /// One sentence.
    pub(crate) description: String,
    /// The day of a blog note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Date>,
    /// The body as HTML.
    pub(crate) body: String,
    /// Its headings: the place within the page, the words.
    #[serde(skip)]
    pub(crate) headings: Vec<markdown::Heading>,
    /// The texts beside it: title, address, whether it is this one.
    #[serde(skip)]
    pub(crate) beside: Vec<(String, String, bool)>,
}

/// A text in a list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TextLine {
    /// Title.
    pub(crate) title: String,
    /// One sentence.
    pub(crate) description: String,
    /// Address.
    pub(crate) url: String,
    /// The day of a blog note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Date>,
}

/// The texts of a part: in their order, notes of the blog newest first.
pub(crate) fn lines(site: &Site, part: &str) -> Vec<TextLine> {
    let mut lines: Vec<TextLine> = of_part(site, part)
        .map(|text| TextLine {
            title: text.head.title.clone(),
            description: text.head.description.clone(),
            url: text.url(),
            date: text.head.day(),
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.date));
    lines
}

fn of_part<'a>(site: &'a Site, part: &'a str) -> impl Iterator<Item = &'a SiteText> {
    site.texts.iter().filter(move |text| text.part == part)
}

impl TextPage {
    /// The text at an address.
    pub(crate) fn of(site: &Site, part: &str, slug: &str) -> Result<Self, WebError> {
        let text = of_part(site, part).find(|text| text.slug == slug).ok_or(WebError::NoSuchPage)?;
        let beside = of_part(site, part)
            .map(|other| (other.head.title.clone(), other.url(), other.slug == slug))
            .collect();
        let html = html(site, text)?;
        Ok(Self {
            title: text.head.title.clone(),
            description: text.head.description.clone(),
            date: text.head.day(),
            body: html.body,
            headings: html.headings,
            beside,
        })
    }
}

/// A global period, drawn.
#[derive(Template)]
#[template(path = "code/timeline.html")]
struct Drawing {
    timeline: Timeline,
}

/// The body of a text as HTML.
pub(crate) fn rendered(site: &Site, text: &SiteText) -> Result<String, WebError> {
    html(site, text).map(|html| html.body)
}

fn html(site: &Site, text: &SiteText) -> Result<markdown::Html, WebError> {
    let internal = |message: String| WebError::Internal(format!("{}: {message}", text.url()));
    let filled = fill(site, text.body).map_err(|error| internal(error.to_string()))?;
    // The pages of a static export keep the words of a link to what needs a server, and not the link.
    let unlinked = |address: &str| site.exporting && needs_a_server(address);
    markdown::html(&filled, &unlinked, &|code| drawn(site, code)).map_err(|error| internal(error.to_string()))
}

/// The global period of a code in the newest release, drawn; none where it has no fixed length.
fn drawn(site: &Site, code: Code) -> Option<String> {
    let timeline = Timeline::of(Site::listed_row(site.schedule.newest()?, code)?)?;
    Drawing { timeline }.render().ok()
}

/// Whether a static export leaves out what stands at an address.
fn needs_a_server(address: &str) -> bool {
    ["/calculator", "/compare", "/locality"].iter().any(|path| address.starts_with(path))
}
