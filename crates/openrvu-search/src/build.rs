//! Building an index.

use std::collections::BTreeMap;
use std::sync::Mutex;

use openrvu_core::Code;
use rustc_hash::FxHashMap;

use crate::document::{Document, Field};
use crate::index::{Entry, Index, Name, NameKind, Posting, Postings};
use crate::lexicon::Lexicon;
use crate::quantity;
use crate::text::is_word;
use crate::vocabulary::{TermId, Vocabulary};

/// How well a part of a compound stands for a word sought, in thousandths.
const PART: u16 = 850;

/// Where a stem stands while building.
struct Place {
    term: TermId,
    /// The name or the entry.
    at: u32,
    value: u16,
    /// The word of which the stem is a part, or the stem itself.
    whole: TermId,
    /// How many parts that word has; 1 where it is the stem itself.
    parts: u16,
}

/// What a word stands for: its own stem, and those of its parts where it is a compound.
#[derive(Clone)]
struct Sense {
    term: TermId,
    parts: Vec<TermId>,
}

pub(crate) struct Builder {
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    senses: FxHashMap<String, Sense>,
    entries: Vec<Entry>,
    names: Vec<Name>,
    texts: String,
    quantities: Vec<quantity::Quantity>,
    in_names: Vec<Place>,
    in_entries: Vec<Place>,
    lexicon_names: BTreeMap<Code, Vec<String>>,
}

/// How well a stem found in a field stands for a word sought, in thousandths.
fn field_value(field: Field) -> u16 {
    match field {
        Field::Title | Field::Synonym => 1000,
        Field::Descriptor => 900,
        Field::Family => 700,
        Field::Summary => 600,
        Field::Section => 450,
        Field::Specialty => 400,
        Field::Text => 300,
    }
}

impl Builder {
    pub(crate) fn new(lexicon: Lexicon) -> Self {
        let lexicon_names = lexicon.names().iter().cloned().collect();
        Self {
            lexicon,
            vocabulary: Vocabulary::default(),
            senses: FxHashMap::default(),
            entries: Vec::new(),
            names: Vec::new(),
            texts: String::new(),
            quantities: Vec::new(),
            in_names: Vec::new(),
            in_entries: Vec::new(),
            lexicon_names,
        }
    }

    /// Adds a document. They come in the order of their codes.
    pub(crate) fn add(&mut self, document: &Document) {
        let entry = number(self.entries.len());
        let first_quantity = number(self.quantities.len());
        // By stem, the best value among the document's fields.
        let mut found: FxHashMap<TermId, u16> = FxHashMap::default();
        for (field, text) in &document.fields {
            let kind = match field {
                Field::Title => Some(NameKind::Title),
                Field::Synonym => Some(NameKind::Synonym),
                Field::Descriptor => Some(NameKind::Descriptor),
                _ => None,
            };
            self.add_text(entry, text, field_value(*field), kind, &mut found);
            if kind.is_some() || *field == Field::Summary {
                self.add_quantities(text);
            }
        }
        for text in self.lexicon_names.remove(&document.code).unwrap_or_default() {
            self.add_text(entry, &text, field_value(Field::Synonym), Some(NameKind::Lexicon), &mut found);
            self.add_quantities(&text);
        }
        self.in_entries.extend(found.into_iter().map(|(term, value)| Place {
            term,
            at: entry,
            value,
            whole: term,
            parts: 1,
        }));
        let own = &mut self.quantities[first_quantity as usize..];
        own.sort_unstable();
        let mut kept = first_quantity as usize;
        for at in first_quantity as usize..self.quantities.len() {
            if at == first_quantity as usize || self.quantities[at] != self.quantities[kept - 1] {
                self.quantities.swap(kept, at);
                kept += 1;
            }
        }
        self.quantities.truncate(kept);
        self.entries.push(Entry {
            code: document.code,
            rank: document.rank.unwrap_or(u32::MAX),
            current: document.current,
            titled: document.fields.iter().any(|(field, text)| *field == Field::Title && !text.is_empty()),
            quantities: first_quantity..number(self.quantities.len()),
        });
    }

    fn add_quantities(&mut self, text: &str) {
        let words = self.lexicon.words(text);
        self.quantities
            .extend(quantity::find(&words, self.lexicon.units()).into_iter().map(|found| found.quantity));
    }

    fn add_text(
        &mut self,
        entry: u32,
        text: &str,
        value: u16,
        kind: Option<NameKind>,
        found: &mut FxHashMap<TermId, u16>,
    ) {
        if text.trim().is_empty() {
            return;
        }
        let words = self.lexicon.words(text);
        let name = kind.map(|kind| {
            let start = number(self.texts.len());
            self.texts.push_str(text);
            let name = Name { entry, kind, text: start..number(self.texts.len()), mass: 0 };
            self.names.push(name);
            number(self.names.len() - 1)
        });
        let first_place = self.in_names.len();
        let mut note = |places: &mut Vec<Place>, term: TermId, value_here: u16, whole: TermId, parts: u16| {
            let best = found.entry(term).or_default();
            *best = (*best).max(value_here);
            if let Some(at) = name {
                let value = if parts > 1 { PART } else { 1000 };
                let place = Place { term, at, value, whole, parts };
                match places[first_place..].iter_mut().find(|known| known.term == term) {
                    // A word of its own counts more than the same word as part of a compound.
                    Some(known) if known.value < value => *known = place,
                    Some(_) => {}
                    None => places.push(place),
                }
            }
        };
        for (at, word) in words.iter().enumerate() {
            if !is_word(word) || self.lexicon.is_stop(word) {
                continue;
            }
            let sense = match self.senses.get(word) {
                Some(sense) => sense,
                None => {
                    let term = self.vocabulary.add(word);
                    let parts = self.lexicon.compound(word);
                    let parts = parts.iter().map(|part| self.vocabulary.add(part)).collect();
                    self.senses.entry(word.clone()).or_insert(Sense { term, parts })
                }
            };
            note(&mut self.in_names, sense.term, value, sense.term, 1);
            let parts = u16::try_from(sense.parts.len()).unwrap_or(u16::MAX).max(2);
            for part in &sense.parts {
                note(&mut self.in_names, *part, scale(value, PART), sense.term, parts);
            }
            for sign in polarity(&words, at, &self.lexicon) {
                let term = self.vocabulary.add_stem(&signed(sign, word));
                note(&mut self.in_names, term, value, term, 1);
            }
        }
    }

    pub(crate) fn finish(mut self) -> Index {
        for word in self.lexicon.own_words().collect::<Vec<_>>() {
            if is_word(&word) {
                self.vocabulary.add(&word);
            }
        }
        let terms = self.vocabulary.len();
        // In how many entries' names, or failing that texts, each stem stands.
        let mut named = vec![0_u32; terms];
        let mut anywhere = vec![0_u32; terms];
        for place in &self.in_entries {
            let counts = if place.value >= 800 { &mut named } else { &mut anywhere };
            if let Some(count) = counts.get_mut(place.term as usize) {
                *count += 1;
            }
        }
        let all = number(self.entries.len()).max(1);
        let weights: Vec<u32> = named
            .iter()
            .zip(&anywhere)
            .map(|(named, anywhere)| match (named, anywhere) {
                (0, 0) => 0,
                (0, texts) => weight(all, *texts),
                (names, _) => weight(all, *names),
            })
            .collect();
        self.vocabulary.finish(|term| named.get(term as usize).copied().unwrap_or_default());
        for place in &self.in_names {
            if place.parts == 1
                && let Some(name) = self.names.get_mut(place.at as usize)
            {
                name.mass += weights.get(place.term as usize).copied().unwrap_or_default();
            }
        }
        let in_names = postings(self.in_names, terms, &weights);
        let in_entries = postings(self.in_entries, terms, &weights);
        Index {
            lexicon: self.lexicon,
            vocabulary: self.vocabulary,
            weights,
            entries: self.entries,
            names: self.names,
            texts: self.texts,
            quantities: self.quantities,
            in_names,
            in_entries,
            pool: Mutex::new(Vec::new()),
        }
    }
}

/// Sorts places by stem and then by name or entry, so that the order of building leaves no trace.
fn postings(mut places: Vec<Place>, terms: usize, weights: &[u32]) -> Postings {
    places.sort_unstable_by_key(|place| (place.term, place.at));
    let mut starts = Vec::with_capacity(terms + 1);
    let mut list = Vec::with_capacity(places.len());
    for place in &places {
        while starts.len() <= place.term as usize {
            starts.push(number(list.len()));
        }
        let mass =
            weights.get(place.whole as usize).copied().unwrap_or_default() / u32::from(place.parts.max(1));
        let mass = u16::try_from(mass).unwrap_or(u16::MAX);
        list.push(Posting { at: place.at, value: place.value, mass });
    }
    while starts.len() <= terms {
        starts.push(number(list.len()));
    }
    Postings { starts, list }
}

/// How much a word tells that stands in `some` of `all` documents, in 64ths of a bit.
fn weight(all: u32, some: u32) -> u32 {
    let ratio = u64::from(all + some) * 256 / u64::from(some.max(1));
    log2_in_64ths(ratio).saturating_sub(8 * 64) + 32
}

/// The binary logarithm in 64ths, exact at powers of two and linear between them.
pub(crate) fn log2_in_64ths(number: u64) -> u32 {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    let rest = u128::from(number) * 64 / (1_u128 << whole) - 64;
    whole * 64 + u32::try_from(rest).unwrap_or_default()
}

pub(crate) fn scale(value: u16, by: u16) -> u16 {
    u16::try_from(u32::from(value) * u32::from(by) / 1000).unwrap_or(u16::MAX)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Words that may stand between `without` and what it denies.
const BETWEEN: [&str; 14] = [
    "and",
    "or",
    "with",
    "without",
    "then",
    "followed",
    "by",
    "iv",
    "intravenous",
    "oral",
    "any",
    "the",
    "use",
    "of",
];

/// Whether the word at this place stands after `without`, after `with`, after both or after neither.
///
/// Only words that the lexicon calls polar are told apart after `with`.
pub(crate) fn polarity(words: &[String], at: usize, lexicon: &Lexicon) -> Vec<Sign> {
    let Some(word) = words.get(at) else { return Vec::new() };
    let polar = lexicon.is_polar(word);
    let mut signs = Vec::new();
    for before in words[..at].iter().rev() {
        let sign = match before.as_str() {
            "without" => Sign::Without,
            "with" if polar => Sign::With,
            between if BETWEEN.contains(&between) => continue,
            _ => break,
        };
        if !signs.contains(&sign) {
            signs.push(sign);
        }
    }
    signs
}

/// How a word stands to `with` and `without`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Without,
    With,
}

/// The stem of a word together with its sign.
pub(crate) fn signed(sign: Sign, word: &str) -> String {
    let mark = match sign {
        Sign::Without => '-',
        Sign::With => '+',
    };
    format!("{mark}{}", crate::stem::stem(word))
}
