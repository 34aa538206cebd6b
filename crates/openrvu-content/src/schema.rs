//! The reference texts in memory.

use openrvu_core::Code;
use serde::{Deserialize, Serialize};

/// A set of codes between which a clinician chooses, with what is true of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// Lower-case words joined by hyphens, unique: the name of the family's file.
    pub id: String,
    /// The folder below `content/`, such as `surgery/digestive`.
    pub folder: String,
    /// The family as a heading.
    pub title: String,
    /// What decides between the members.
    pub choosing: String,
    /// What every member includes, and what may be billed beside it.
    pub includes: String,
    /// What the note of every member holds.
    pub documentation: Option<String>,
    /// The members, in the order of their codes.
    pub entries: Vec<Entry>,
}

/// The text of one code. Long fields are to be shown through [`crate::text::blocks`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The code.
    pub code: Code,
    /// Our own short name.
    pub title: String,
    /// What people search for: synonyms, abbreviations, eponyms, lay words.
    pub also_known_as: Vec<String>,
    /// One sentence that tells the code from its siblings.
    pub summary: String,
    /// What happens, for a patient or a student.
    pub plain: String,
    /// When and why it is done, and how it differs from its neighbors.
    pub context: String,
    /// What the note must hold for this code, and its pitfalls.
    pub documentation: String,
    /// Slugs of [`Specialty`], the most frequent first.
    pub specialties: Vec<String>,
    /// Codes of other families worth a look.
    pub see_also: Vec<Code>,
}

/// A code that left the code set, and what to look at instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// The code.
    pub code: Code,
    /// The last year in which it was valid.
    pub last_year: u16,
    /// What became of it: one sentence of our own.
    pub words: String,
    /// Codes in force to look at instead.
    pub successors: Vec<Code>,
}

/// A specialty of the controlled vocabulary, `specialties.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specialty {
    /// Lower-case words joined by hyphens: what a text names and an address shows.
    pub slug: String,
    /// The name as a heading.
    pub name: String,
    /// The names that Medicare's provider files use for it; none where Medicare does not tell it apart.
    #[serde(default)]
    pub cms: Vec<String>,
}

/// Every family, and the vocabulary of specialties.
///
/// Families are in the order of their first code; a code stands in one family only.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Library {
    families: Vec<Family>,
    specialties: Vec<Specialty>,
    /// In the order of codes.
    retired: Vec<Retired>,
    /// Where each code stands: family and entry, in the order of codes.
    index: Vec<(Code, u32, u32)>,
}

impl Library {
    /// Puts families in order and indexes them. A code that comes again is left where it came first.
    #[must_use]
    pub fn new(mut families: Vec<Family>, specialties: Vec<Specialty>, mut retired: Vec<Retired>) -> Self {
        families.sort_by(|a, b| {
            let first = |family: &Family| family.entries.first().map(|entry| entry.code);
            (first(a), &a.id).cmp(&(first(b), &b.id))
        });
        let mut index = Vec::new();
        for (f, family) in (0_u32..).zip(&families) {
            index.extend((0_u32..).zip(&family.entries).map(|(e, entry)| (entry.code, f, e)));
        }
        index.sort_unstable();
        index.dedup_by_key(|(code, ..)| *code);
        retired.sort_by_key(|retired| retired.code);
        Self { families, specialties, retired, index }
    }

    /// The families, in the order of their first code.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The vocabulary, in its own order.
    #[must_use]
    pub fn specialties(&self) -> &[Specialty] {
        &self.specialties
    }

    /// A specialty by its slug.
    #[must_use]
    pub fn specialty(&self, slug: &str) -> Option<&Specialty> {
        self.specialties.iter().find(|specialty| specialty.slug == slug)
    }

    /// The codes that left the code set, in order.
    #[must_use]
    pub fn retired(&self) -> &[Retired] {
        &self.retired
    }

    /// What became of a code that left the code set; `None` for one in force, and where its successors are not known.
    #[must_use]
    pub fn retirement(&self, code: Code) -> Option<&Retired> {
        let at = self.retired.binary_search_by_key(&code, |retired| retired.code).ok()?;
        self.retired.get(at)
    }

    /// The text of a code, with its family.
    #[must_use]
    pub fn get(&self, code: Code) -> Option<(&Family, &Entry)> {
        let at = self.index.binary_search_by_key(&code, |(code, ..)| *code).ok()?;
        let (_, family, entry) = self.index.get(at)?;
        let family = self.families.get(usize::try_from(*family).ok()?)?;
        Some((family, family.entries.get(usize::try_from(*entry).ok()?)?))
    }

    /// The text of a code.
    #[must_use]
    pub fn entry(&self, code: Code) -> Option<&Entry> {
        self.get(code).map(|(_, entry)| entry)
    }

    /// Every text with its family, in the order of codes.
    pub fn entries(&self) -> impl Iterator<Item = (&Family, &Entry)> {
        self.index.iter().filter_map(|(code, ..)| self.get(*code))
    }

    /// How many codes have a text.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether no code has a text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str) -> Entry {
        Entry {
            code: code.parse().unwrap(),
            title: code.to_owned(),
            also_known_as: Vec::new(),
            summary: String::new(),
            plain: String::new(),
            context: String::new(),
            documentation: String::new(),
            specialties: Vec::new(),
            see_also: Vec::new(),
        }
    }

    fn family(id: &str, codes: &[&str]) -> Family {
        Family {
            id: id.to_owned(),
            folder: String::new(),
            title: id.to_owned(),
            choosing: String::new(),
            includes: String::new(),
            documentation: None,
            entries: codes.iter().map(|code| entry(code)).collect(),
        }
    }

    #[test]
    fn a_code_is_found_with_its_family_whatever_the_order_of_files() {
        let library = Library::new(
            vec![family("colonoscopy", &["45378", "G0105"]), family("knee", &["29880", "29881"])],
            Vec::new(),
            Vec::new(),
        );
        assert_eq!(library.families()[0].id, "knee");
        let (found, text) = library.get("G0105".parse().unwrap()).unwrap();
        assert_eq!((found.id.as_str(), text.title.as_str()), ("colonoscopy", "G0105"));
        assert_eq!(library.entry("45379".parse().unwrap()), None);
        let codes: Vec<_> = library.entries().map(|(_, entry)| entry.code.to_string()).collect();
        assert_eq!(codes, ["29880", "29881", "45378", "G0105"]);
    }
}
