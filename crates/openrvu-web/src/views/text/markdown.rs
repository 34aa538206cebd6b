//! Markdown of the site's own texts as HTML, with what Markdown lacks: parts to be opened, global periods drawn,
//! headings that can be linked.
//!
//! | a line | becomes |
//! |---|---|
//! | `:::details Answer` up to `:::` | a part that opens below the word Answer |
//! | `:::timeline 27447` | the global period of a code, drawn |

use openrvu_core::Code;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A heading of the second level: its place within the page, its words.
pub(crate) type Heading = (String, String);

/// A text as HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Html {
    /// The body.
    pub(crate) body: String,
    /// Its headings of the second level.
    pub(crate) headings: Vec<Heading>,
}

/// A line that begins with `:::` and is none of those above.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a block: write :::details WORDS, :::timeline CODE, or ::: to end details")]
pub(crate) struct UnknownBlock(String);

/// Makes HTML of Markdown. HTML within the text is shown as it is written, not obeyed.
///
/// `unlinked` says which addresses keep their words and lose their link; `drawing` draws a global period.
///
/// # Errors
/// [`UnknownBlock`], also for details that are not ended.
pub(crate) fn html(
    text: &str,
    unlinked: &dyn Fn(&str) -> bool,
    drawing: &dyn Fn(Code) -> Option<String>,
) -> Result<Html, UnknownBlock> {
    let mut out = Html::default();
    let (mut plain, mut open) = (String::new(), None);
    for line in text.lines() {
        let Some(block) = line.strip_prefix(":::") else {
            plain.push_str(line);
            plain.push('\n');
            continue;
        };
        out.push(&std::mem::take(&mut plain), unlinked);
        let unknown = || UnknownBlock(line.to_owned());
        match (block.trim().split_once(' '), open) {
            (Some(("details", words)), None) => {
                open = Some(line);
                let words =
                    Parser::new(words).filter(|event| matches!(event, Event::Text(_) | Event::Code(_)));
                out.body.push_str("<details><summary>");
                html::push_html(&mut out.body, words);
                out.body.push_str("</summary>\n");
            }
            (Some(("timeline", code)), _) => {
                let code = code.parse().map_err(|_| unknown())?;
                out.body.push_str(&drawing(code).unwrap_or_default());
            }
            (None, Some(_)) if block.trim().is_empty() => {
                open = None;
                out.body.push_str("</details>\n");
            }
            _ => return Err(unknown()),
        }
    }
    out.push(&plain, unlinked);
    match open {
        Some(line) => Err(UnknownBlock(line.to_owned())),
        None => Ok(out),
    }
}

impl Html {
    /// Adds Markdown that has no blocks of ours.
    fn push(&mut self, text: &str, unlinked: &dyn Fn(&str) -> bool) {
        let mut skip_end = false;
        let parser = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
            Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
            Event::Start(Tag::Link { ref dest_url, .. }) if unlinked(dest_url) => {
                skip_end = true;
                None
            }
            Event::End(TagEnd::Link) if std::mem::take(&mut skip_end) => None,
            other => Some(other),
        });
        let mut events: Vec<Event<'_>> = parser.collect();
        self.name_headings(&mut events);
        let mut body = String::with_capacity(text.len() * 3 / 2);
        html::push_html(&mut body, events.into_iter());
        // A wide table is scrolled by itself, with the keyboard too. Markup of a text's own never gets here.
        let body = body
            .replace("<table>", "<div class=\"scroll\" tabindex=\"0\"><table>")
            .replace("</table>", "</table></div>")
            .replace("<th>", "<th scope=\"col\">")
            .replace("<th style=\"text-align: right\">", "<th scope=\"col\" class=\"num\">")
            .replace("<td style=\"text-align: right\">", "<td class=\"num\">");
        self.body.push_str(&body);
    }

    /// Gives each heading of the second level a name of its own, made of its words.
    fn name_headings(&mut self, events: &mut [Event<'_>]) {
        for at in 0..events.len() {
            let (before, after) = events.split_at_mut(at + 1);
            let Some(Event::Start(Tag::Heading { level: HeadingLevel::H2, id, .. })) = before.last_mut()
            else {
                continue;
            };
            let inside = after.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
            let words: String = inside
                .filter_map(|event| match event {
                    Event::Text(text) | Event::Code(text) => Some(&**text),
                    _ => None,
                })
                .collect();
            let mut name = slug(&words);
            while self.headings.iter().any(|(other, _)| *other == name) {
                name.push_str("-again");
            }
            *id = Some(CowStr::from(name.clone()));
            self.headings.push((name, words));
        }
    }
}

/// The words of a heading as the end of an address.
fn slug(words: &str) -> String {
    let parts = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(text: &str) -> Result<Html, UnknownBlock> {
        html(text, &|address| address.starts_with("/calculator"), &|code| Some(format!("<svg>{code}</svg>")))
    }

    #[test]
    fn headings_have_names_and_are_listed() {
        let html = made("## What a code is\n\n## 000 & 010\n\n## What a code is\n").unwrap();
        let names: Vec<&str> = html.headings.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["what-a-code-is", "000-010", "what-a-code-is-again"]);
        assert_eq!(html.headings[1].1, "000 & 010");
        assert!(html.body.starts_with("<h2 id=\"what-a-code-is\">"), "{}", html.body);
    }

    #[test]
    fn a_table_scrolls_and_its_numbers_stand_right_without_inline_style() {
        let html = made("| code | work |\n|---|---:|\n| a | 1 |\n").unwrap().body;
        assert!(html.starts_with("<div class=\"scroll\" tabindex=\"0\"><table>"), "{html}");
        assert!(
            html.contains("<th scope=\"col\">code</th><th scope=\"col\" class=\"num\">work</th>"),
            "{html}"
        );
        assert!(html.contains("<td class=\"num\">1</td>") && !html.contains("style="), "{html}");
    }

    #[test]
    fn details_open_and_close_and_hold_markdown() {
        let html =
            made("Before.\n\n:::details The answer & why\nIt is *two*.\n:::\n\nAfter.\n").unwrap().body;
        let parts = [
            "<p>Before.</p>",
            "<details><summary>The answer &amp; why</summary>",
            "<p>It is <em>two</em>.</p>",
            "</details>",
            "<p>After.</p>",
        ];
        assert_eq!(html.lines().collect::<Vec<_>>(), parts);
    }

    #[test]
    fn a_period_is_drawn_where_it_stands() {
        assert_eq!(made(":::timeline 27447\n").unwrap().body, "<svg>27447</svg>");
    }

    #[test]
    fn blocks_that_are_not_ours_or_not_ended_are_refused() {
        for text in [":::note x\n", ":::details x\n", ":::\n", ":::timeline knee\n", ":::details\n:::\n"] {
            assert!(made(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_link_that_needs_a_server_keeps_its_words() {
        assert_eq!(
            made("[This case](/calculator?lines=99213) too.").unwrap().body,
            "<p>This case too.</p>\n"
        );
        assert!(made("<b>raw</b>").unwrap().body.contains("&lt;b&gt;"));
    }
}
