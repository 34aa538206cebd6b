//! What is searched: one document a code, from rich texts or from almost nothing.

use openrvu_core::Code;

/// What a piece of a document's text is. It decides how much a word found there counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The code's own title.
    Title,
    /// Another name of the same service: an abbreviation, an eponym, a lay term.
    Synonym,
    /// A published descriptor: HCPCS Level II, or CMS's short descriptor where the user is licensed for it.
    Descriptor,
    /// The title of the family to which the code belongs.
    Family,
    /// The names on the code's path in the code set's structure, such as `Surgery` or `Digestive system`.
    Section,
    /// A specialty that uses the code.
    Specialty,
    /// One sentence that says what the service is.
    Summary,
    /// Running text: plain language, clinical context, documentation.
    Text,
}

/// One code as it is to be found.
///
/// A code with texts gives all fields; a code without texts may give a path and a rank only, and is still found
/// by its number and by the lexicon's own terms.
///
/// ```
/// use openrvu_search::{Document, Field};
/// let document = Document::new("45378".parse().unwrap())
///     .with(Field::Title, "Diagnostic colonoscopy")
///     .with(Field::Synonym, "lower endoscopy")
///     .with(Field::Section, "Digestive system")
///     .ranked(Some(80));
/// assert_eq!(document.title(), "Diagnostic colonoscopy");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The code.
    pub code: Code,
    /// Its texts, in any order. Empty texts are ignored.
    pub fields: Vec<(Field, String)>,
    /// The code's place among all codes by use, 1 the most used; `None` where nothing is known of its use.
    pub rank: Option<u32>,
    /// Whether the code is in force in the release that is served. A code that is not stands behind equals.
    pub current: bool,
}

impl Document {
    /// A document that knows only its code, taken to be in force.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, fields: Vec::new(), rank: None, current: true }
    }

    /// Adds a text.
    #[must_use]
    pub fn with(mut self, field: Field, text: impl Into<String>) -> Self {
        self.fields.push((field, text.into()));
        self
    }

    /// Adds several texts of one kind.
    #[must_use]
    pub fn with_all<T: Into<String>>(mut self, field: Field, texts: impl IntoIterator<Item = T>) -> Self {
        self.fields.extend(texts.into_iter().map(|text| (field, text.into())));
        self
    }

    /// Sets the code's place among all codes by use.
    #[must_use]
    pub fn ranked(mut self, rank: Option<u32>) -> Self {
        self.rank = rank;
        self
    }

    /// Marks the code as retired: still found, behind its equals.
    #[must_use]
    pub fn retired(mut self) -> Self {
        self.current = false;
        self
    }

    /// The title, or the first descriptor, or nothing.
    #[must_use]
    pub fn title(&self) -> &str {
        self.first(Field::Title).or_else(|| self.first(Field::Descriptor)).unwrap_or_default()
    }

    /// The first text of a kind that is not empty.
    pub(crate) fn first(&self, wanted: Field) -> Option<&str> {
        let found = self.fields.iter().find(|(field, text)| *field == wanted && !text.is_empty());
        found.map(|(_, text)| text.as_str())
    }
}
