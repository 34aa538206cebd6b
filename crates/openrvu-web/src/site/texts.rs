//! The site's own texts: career stages, resources, support, blog. Files of `content/pages`, built into the program.

use jiff::civil::Date;
use serde::Deserialize;

/// A text as its file has it.
#[derive(Debug, Clone)]
pub(crate) struct SiteText {
    /// The part of the site: `stages`, `resources`, `support` or `blog`.
    pub(crate) part: &'static str,
    /// The end of its address.
    pub(crate) slug: &'static str,
    /// What stands at the head of the file.
    pub(crate) head: Head,
    /// Markdown, with figures to be filled in.
    pub(crate) body: &'static str,
}

/// The head of a file: TOML between two lines of `+++`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// The title.
    pub(crate) title: String,
    /// One sentence for lists and search engines.
    pub(crate) description: String,
    /// The day of a blog note.
    pub(crate) date: Option<toml::value::Datetime>,
}

/// Why a text cannot be served.
#[derive(Debug, Clone, thiserror::Error)]
#[error("content/pages/{part}/{slug}.md: {message}")]
pub struct SiteTextError {
    /// The folder.
    pub part: &'static str,
    /// The file without `.md`.
    pub slug: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

macro_rules! files {
    ($($part:literal: $($slug:literal),+;)+) => {
        [$($(($part, $slug, include_str!(concat!("../../../../content/pages/", $part, "/", $slug, ".md"))),)+)+]
    };
}

/// Every file, in the order of lists.
const FILES: [(&str, &str, &str); 21] = files! {
    "stages": "medical-students", "residents", "attendings";
    "resources": "what-rvus-are", "how-a-payment-is-made", "modifiers", "global-periods", "2026-changes",
        "reading-an-employers-report", "contracts-and-frozen-years", "how-benchmarks-are-made";
    "support": "getting-help", "loading-data", "questions", "privacy";
    "blog": "what-rvu26c-holds", "two-conversion-factors", "efficiency-adjustment-counted",
        "facility-practice-expense-in-2026", "two-releases-of-early-2024", "rows-not-codes";
};

/// Reads every text.
///
/// # Errors
/// [`SiteTextError`], with the file.
pub(super) fn all() -> Result<Vec<SiteText>, SiteTextError> {
    FILES.into_iter().map(|(part, slug, file)| read(part, slug, file)).collect()
}

fn read(part: &'static str, slug: &'static str, file: &'static str) -> Result<SiteText, SiteTextError> {
    let error = |message: String| SiteTextError { part, slug, message };
    let rest =
        file.strip_prefix("+++\n").ok_or_else(|| error("begin the file with a line of +++".to_owned()))?;
    let (head, body) =
        rest.split_once("\n+++\n").ok_or_else(|| error("end the head with a line of +++".to_owned()))?;
    let head: Head = toml::from_str(head).map_err(|problem| error(problem.message().to_owned()))?;
    if part == "blog" && head.day().is_none() {
        return Err(error("a blog note needs a date, such as date = 2026-07-01".to_owned()));
    }
    Ok(SiteText { part, slug, head, body })
}

impl Head {
    /// The day of a blog note.
    pub(crate) fn day(&self) -> Option<Date> {
        let date = self.date.as_ref()?.date?;
        Date::new(
            i16::try_from(date.year).ok()?,
            i8::try_from(date.month).ok()?,
            i8::try_from(date.day).ok()?,
        )
        .ok()
    }
}

impl SiteText {
    /// The address.
    pub(crate) fn url(&self) -> String {
        format!("/{}/{}", self.part, self.slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_a_head_and_its_description_is_its_own() {
        let texts = all().unwrap();
        let mut descriptions: Vec<_> = texts.iter().map(|text| &text.head.description).collect();
        descriptions.sort();
        descriptions.dedup();
        assert_eq!(descriptions.len(), texts.len());
    }

    /// A text without the figures that are computed when it is shown.
    fn typed(body: &str) -> String {
        let parts = body.split("{{").map(|part| part.split_once("}}").map_or(part, |(_, rest)| rest));
        parts.collect()
    }

    /// A number with two decimals or more, or a dollar sign.
    fn typed_figure(line: &str) -> bool {
        let decimals = |(at, _): (usize, &str)| {
            let before = line[..at].ends_with(|c: char| c.is_ascii_digit());
            before && line[at + 1..].chars().take_while(char::is_ascii_digit).count() >= 2
        };
        line.contains('$') || line.match_indices('.').any(decimals)
    }

    #[test]
    fn no_text_has_an_amount_a_factor_or_an_rvu_typed_by_hand() {
        for text in all().unwrap() {
            for line in typed(text.body).lines().chain([&*text.head.title, &*text.head.description]) {
                assert!(!typed_figure(line), "{}: compute the figure: {line}", text.url());
            }
        }
    }

    #[test]
    fn a_figure_typed_by_hand_is_seen() {
        for line in ["It has 19.11 RVUs", "33.4009", "times .975, that is 0.975", "$5", "rose to 1.30."] {
            assert!(typed_figure(line), "{line}");
        }
        for line in
            ["RVU26C of July 2026.", "62.5 percent", "99213. 99214", "?on=2025-12-31", "Since 2021.", "v1.2"]
        {
            assert!(!typed_figure(line), "{line}");
        }
        assert_eq!(typed("a {{work 27447}} b {{amount 99213 facility}}"), "a  b ");
    }

    #[test]
    fn a_text_without_a_head_is_named() {
        let error = read("support", "x", "no head").unwrap_err();
        assert!(error.to_string().starts_with("content/pages/support/x.md: begin"), "{error}");
    }
}
