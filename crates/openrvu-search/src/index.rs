//! The index: built once from documents and the lexicon, then asked.

use std::sync::Mutex;

use openrvu_core::Code;

use crate::build::Builder;
use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::postings::Postings;
use crate::quantity::Quantity;
use crate::score::Scratch;
use crate::vocabulary::Vocabulary;

/// The longest query that is read, in characters. What comes after is left out, and the reading says so.
pub const QUERY_CHARACTERS: usize = 200;

/// The most hits that an answer holds.
pub const RESULT_LIMIT: usize = 200;

/// Everything that can be found, in memory.
#[derive(Debug)]
pub struct Index {
    pub(crate) lexicon: Lexicon,
    pub(crate) vocabulary: Vocabulary,
    /// By stem: how much a word of it tells, in 64ths of a bit.
    pub(crate) weights: Vec<u32>,
    /// In the order of their codes.
    pub(crate) entries: Vec<Entry>,
    /// In the order of their entries.
    pub(crate) names: Vec<Name>,
    /// The texts of all names, one after the other.
    pub(crate) texts: String,
    /// The quantities of all entries, one after the other.
    pub(crate) quantities: Vec<Quantity>,
    /// By stem: the names in which it stands.
    pub(crate) in_names: Postings,
    /// By stem: the entries in whose names or texts it stands.
    pub(crate) in_entries: Postings,
    /// Tables for scoring, kept between queries.
    pub(crate) pool: Mutex<Vec<Scratch>>,
}

/// One code.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) code: Code,
    /// Its place by use, 1 the most used; `u32::MAX` where nothing is known.
    pub(crate) rank: u32,
    pub(crate) current: bool,
    /// Whether it has a title of its own or a name in the lexicon.
    pub(crate) known: bool,
    /// Its part of the index's quantities.
    pub(crate) quantities: std::ops::Range<u32>,
}

/// What kind of name a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameKind {
    Title,
    Synonym,
    Descriptor,
    Lexicon,
    /// The family's title before the code's own.
    FamilyAndTitle,
    /// The one sentence that says what the service is.
    Summary,
}

impl NameKind {
    /// Whether a hit shows the name's text.
    pub(crate) fn is_shown(self) -> bool {
        !matches!(self, Self::FamilyAndTitle | Self::Summary)
    }
}

/// A text that is to fit as a whole: a title, synonym, descriptor or summary, or a name from the lexicon.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    /// The entry's place.
    pub(crate) entry: u32,
    pub(crate) kind: NameKind,
    /// Its place in the index's texts; empty where it is not shown.
    pub(crate) text: std::ops::Range<u32>,
    /// The weights of its stems together.
    pub(crate) mass: u32,
}

impl Index {
    /// Builds the index. Of two documents with one code the later one counts.
    #[must_use]
    pub fn build(documents: impl IntoIterator<Item = Document>, lexicon: Lexicon) -> Self {
        let mut builder = Builder::new(lexicon);
        let mut documents: Vec<Document> = documents.into_iter().collect();
        documents.sort_by_key(|document| document.code);
        let mut documents = documents.into_iter().peekable();
        while let Some(document) = documents.next() {
            if documents.peek().is_none_or(|next| next.code != document.code) {
                builder.add(&document);
            }
        }
        builder.finish()
    }

    /// How many codes the index holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the index holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the index holds a code.
    #[must_use]
    pub fn contains(&self, code: Code) -> bool {
        self.place(code).is_some()
    }

    pub(crate) fn place(&self, code: Code) -> Option<usize> {
        self.entries.binary_search_by_key(&code, |entry| entry.code).ok()
    }

    pub(crate) fn name_text(&self, name: &Name) -> &str {
        self.texts.get(name.text.start as usize..name.text.end as usize).unwrap_or_default()
    }

    pub(crate) fn quantities_of(&self, entry: &Entry) -> &[Quantity] {
        let range = entry.quantities.start as usize..entry.quantities.end as usize;
        self.quantities.get(range).unwrap_or_default()
    }

    /// How much a word with this stem tells; a stem that is nowhere tells as much as a rare one.
    pub(crate) fn weight(&self, stem: &str) -> u32 {
        let term = self.vocabulary.stem_id(stem);
        term.and_then(|term| self.weights.get(term as usize))
            .copied()
            .filter(|w| *w > 0)
            .unwrap_or(UNKNOWN_WEIGHT)
    }
}

/// The weight of a word that stands nowhere: that of one which names few documents.
pub(crate) const UNKNOWN_WEIGHT: u32 = 480;
