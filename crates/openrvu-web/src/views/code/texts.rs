//! The reference texts of a code and of its family.

use openrvu_content::text::{Block, blocks};
use serde::Serialize;

use crate::Site;
use openrvu_core::Code;

/// The texts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Texts {
    /// What people search for.
    pub(crate) also_known_as: Vec<String>,
    /// One sentence.
    pub(crate) summary: String,
    /// For a patient or a student.
    pub(crate) plain: Prose,
    /// When and why it is done.
    pub(crate) context: Prose,
    /// What the note must hold.
    pub(crate) documentation: Prose,
    /// What is true of the family.
    pub(crate) family: FamilyTexts,
}

/// What is true of every member of a family.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FamilyTexts {
    /// Its title.
    pub(crate) title: String,
    /// What decides between its members.
    pub(crate) choosing: Prose,
    /// What every member includes.
    pub(crate) includes: Prose,
    /// What the note of every member holds.
    pub(crate) documentation: Option<Prose>,
}

/// Paragraphs and lists.
#[derive(Debug, Clone)]
pub(crate) struct Prose(Vec<Block>);

impl Prose {
    /// Reads a text of the library.
    pub(crate) fn of(text: &str) -> Self {
        Self(blocks(text))
    }

    /// The parts, each as its paragraph or the items of its list.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.0.iter().map(|block| match block {
            Block::Paragraph(text) => Part { paragraph: Some(text), items: &[] },
            Block::List(items) => Part { paragraph: None, items },
        })
    }
}

/// A paragraph or a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    /// The paragraph; none for a list.
    pub(crate) paragraph: Option<&'a str>,
    /// The items of the list.
    pub(crate) items: &'a [String],
}

impl Serialize for Prose {
    /// One text, paragraphs apart by an empty line and items marked by a hyphen.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = self.0.iter().map(|block| match block {
            Block::Paragraph(text) => text.clone(),
            Block::List(items) => items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
        });
        serializer.serialize_str(&parts.collect::<Vec<_>>().join("\n\n"))
    }
}

impl Texts {
    pub(super) fn of(site: &Site, code: Code) -> Option<Self> {
        let (family, entry) = site.library.get(code)?;
        Some(Self {
            also_known_as: entry.also_known_as.clone(),
            summary: entry.summary.clone(),
            plain: Prose::of(&entry.plain),
            context: Prose::of(&entry.context),
            documentation: Prose::of(&entry.documentation),
            family: FamilyTexts {
                title: family.title.clone(),
                choosing: Prose::of(&family.choosing),
                includes: Prose::of(&family.includes),
                documentation: family.documentation.as_deref().map(Prose::of),
            },
        })
    }
}
