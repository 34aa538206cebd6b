//! The table of contents of a code's page: the sections that are there.

use super::CodePage;

/// A section of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// The element that it leads to.
    pub(crate) id: &'static str,
    /// Its name, shorter than the heading.
    pub(crate) name: &'static str,
}

/// The sections that have a heading, in the order of the page.
pub(super) fn contents(page: &CodePage) -> Vec<Content> {
    let texts = page.texts.as_ref();
    let related = page.related.as_ref().is_some_and(|related| !related.is_empty());
    let sections = [
        (page.texts.is_some() || page.descriptor.is_some(), "summary", "Summary"),
        (texts.is_some(), "plain", "In plain language"),
        (texts.is_some(), "context", "Clinical context"),
        (page.rvus.is_some(), "rvus", "RVUs"),
        (page.no_work.is_some(), "no-work", "Without a work RVU"),
        (page.payment.is_some(), "payment", "Medicare payment"),
        (page.rules.is_some(), "rules", "Rules in words"),
        (page.comparison.is_some(), "comparison", "How it compares"),
        (page.history.is_some(), "history", "History"),
        (texts.is_some(), "documentation", "Billing and documentation"),
        (page.specialties.is_some(), "specialties", "Specialties"),
        (!page.questions.is_empty(), "questions", "Questions and answers"),
        (related, "related", "Related codes"),
        (page.release.is_some(), "sources", "Sources"),
    ];
    sections.into_iter().filter(|(there, ..)| *there).map(|(_, id, name)| Content { id, name }).collect()
}
