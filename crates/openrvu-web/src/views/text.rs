//! The site's own texts as pages: figures filled in, Markdown made HTML.

use jiff::civil::Date;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;

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
        Ok(Self {
            title: text.head.title.clone(),
            description: text.head.description.clone(),
            date: text.head.day(),
            body: rendered(site, text)?,
            beside,
        })
    }
}

/// The body of a text as HTML. HTML within a text is shown as it is written, not obeyed.
pub(crate) fn rendered(site: &Site, text: &SiteText) -> Result<String, WebError> {
    let filled = fill(site, text.body).map_err(|error| WebError::Internal(error.to_string()))?;
    // The pages of a static export keep the words of a link to what needs a server, and not the link.
    let mut unlinked = false;
    let parser = Parser::new_ext(&filled, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Link { ref dest_url, .. }) if site.exporting && needs_a_server(dest_url) => {
            unlinked = true;
            None
        }
        Event::End(TagEnd::Link) if std::mem::take(&mut unlinked) => None,
        other => Some(other),
    });
    let mut out = String::with_capacity(filled.len() * 3 / 2);
    html::push_html(&mut out, parser);
    // A wide table is scrolled by itself, with the keyboard too. Markup of a text's own never gets here.
    Ok(out
        .replace("<table>", "<div class=\"scroll\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>"))
}

/// Whether a static export leaves out what stands at an address.
fn needs_a_server(address: &str) -> bool {
    ["/calculator", "/compare", "/locality"].iter().any(|path| address.starts_with(path))
}
