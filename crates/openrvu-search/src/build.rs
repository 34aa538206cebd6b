//! Building an index.

use std::collections::BTreeMap;
use std::sync::Mutex;

use openrvu_core::Code;
use rustc_hash::FxHashMap;

use crate::document::{Document, Field};
use crate::index::{Entry, Index, Name, NameKind};
use crate::lexicon::Lexicon;
use crate::polarity::{has_signs, signed, signs};
use crate::postings::{NAMED, Posting, Postings, WHOLE, scale, weight};
use crate::quantity::{self, Quantity};
use crate::text::{Word, is_word};
use crate::vocabulary::{TermId, Vocabulary};

/// How well a part of a compound stands for a word sought, in thousandths.
const PART: u16 = 850;

/// A stem in a name, while building.
struct InName {
    term: TermId,
    name: u32,
    value: u16,
    /// The word of which the stem is a part, or the stem itself.
    whole: TermId,
    /// How many parts that word has; 1 where it is the stem itself.
    parts: u16,
}

/// What a word stands for: nothing, or its own stem and those of its parts where it is a compound.
enum Sense {
    Nothing,
    Word { term: TermId, parts: Vec<TermId> },
}

pub(crate) struct Builder {
    lexicon: Lexicon,
    lexicon_names: BTreeMap<Code, Vec<String>>,
    vocabulary: Vocabulary,
    senses: FxHashMap<Word, Sense>,
    entries: Vec<Entry>,
    names: Vec<Name>,
    texts: String,
    quantities: Vec<Quantity>,
    in_names: Vec<InName>,
    in_entries: Vec<(TermId, Posting)>,
    /// By stem: the best value in the document at hand; zero where it has none.
    best: Vec<u16>,
    /// The stems of the document at hand.
    touched: Vec<TermId>,
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

fn name_kind(field: Field) -> Option<NameKind> {
    match field {
        Field::Title => Some(NameKind::Title),
        Field::Synonym => Some(NameKind::Synonym),
        Field::Descriptor => Some(NameKind::Descriptor),
        Field::Summary => Some(NameKind::Summary),
        Field::Family | Field::Section | Field::Specialty | Field::Text => None,
    }
}

impl Builder {
    pub(crate) fn new(lexicon: Lexicon) -> Self {
        Self {
            lexicon_names: lexicon.names().iter().cloned().collect(),
            lexicon,
            vocabulary: Vocabulary::default(),
            senses: FxHashMap::default(),
            entries: Vec::new(),
            names: Vec::new(),
            texts: String::new(),
            quantities: Vec::new(),
            in_names: Vec::new(),
            in_entries: Vec::new(),
            best: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Adds a document. They come in the order of their codes.
    pub(crate) fn add(&mut self, document: &Document) {
        let first_quantity = self.quantities.len();
        for (field, text) in &document.fields {
            self.add_text(text, *field, name_kind(*field));
        }
        // A title may leave unsaid what its family's title says.
        if let (Some(family), Some(title)) = (document.first(Field::Family), document.first(Field::Title)) {
            self.add_text(&format!("{family} {title}"), Field::Family, Some(NameKind::FamilyAndTitle));
        }
        let lexicon_names = self.lexicon_names.remove(&document.code).unwrap_or_default();
        for text in &lexicon_names {
            self.add_text(text, Field::Synonym, Some(NameKind::Lexicon));
        }
        let entry = number(self.entries.len());
        for term in self.touched.drain(..) {
            if let Some(value) = self.best.get_mut(term as usize) {
                self.in_entries.push((term, Posting { at: entry, value: std::mem::take(value), mass: 0 }));
            }
        }
        let mut own = self.quantities.split_off(first_quantity);
        own.sort_unstable();
        own.dedup();
        self.quantities.extend(own);
        self.entries.push(Entry {
            code: document.code,
            rank: document.rank.unwrap_or(u32::MAX),
            current: document.current,
            known: !lexicon_names.is_empty() || document.first(Field::Title).is_some(),
            quantities: number(first_quantity)..number(self.quantities.len()),
        });
    }

    fn add_text(&mut self, text: &str, field: Field, kind: Option<NameKind>) {
        let words = self.lexicon.words(text);
        if words.is_empty() {
            return;
        }
        let value = field_value(field);
        let name = kind.map(|kind| self.add_name(text, kind));
        let first_in_name = self.in_names.len();
        if kind.is_some() {
            let found = quantity::find(&words, self.lexicon.units());
            self.quantities.extend(found.into_iter().map(|found| found.quantity));
        }
        let has_signs = kind.is_some() && has_signs(&words);
        for (at, word) in words.iter().enumerate() {
            if !self.senses.contains_key(word) {
                let sense = self.sense(word);
                self.senses.insert(word.clone(), sense);
            }
            let Some(Sense::Word { term, parts }) = self.senses.get(word) else { continue };
            let term = *term;
            note(&mut self.best, &mut self.touched, term, value);
            for part in parts {
                note(&mut self.best, &mut self.touched, *part, scale(value, PART));
            }
            if let Some(name) = name {
                let held = &mut self.in_names;
                add_to_name(held, first_in_name, InName { term, name, value: WHOLE, whole: term, parts: 1 });
                let count = u16::try_from(parts.len()).unwrap_or(u16::MAX).max(2);
                for part in parts {
                    let part = InName { term: *part, name, value: PART, whole: term, parts: count };
                    add_to_name(held, first_in_name, part);
                }
            }
            if !has_signs {
                continue;
            }
            for sign in signs(&words, at, &self.lexicon) {
                let term = self.vocabulary.add_stem(&signed(sign, word));
                note(&mut self.best, &mut self.touched, term, value);
                if let Some(name) = name {
                    let signed = InName { term, name, value: WHOLE, whole: term, parts: 1 };
                    add_to_name(&mut self.in_names, first_in_name, signed);
                }
            }
        }
    }

    fn add_name(&mut self, text: &str, kind: NameKind) -> u32 {
        let start = number(self.texts.len());
        if kind.is_shown() {
            self.texts.push_str(text);
        }
        let entry = number(self.entries.len());
        self.names.push(Name { entry, kind, text: start..number(self.texts.len()), mass: 0 });
        number(self.names.len() - 1)
    }

    fn sense(&mut self, word: &str) -> Sense {
        if !is_word(word) || self.lexicon.is_stop(word) {
            return Sense::Nothing;
        }
        let term = self.vocabulary.add(word);
        let parts = self.lexicon.compound(word).iter().map(|part| self.vocabulary.add(part)).collect();
        Sense::Word { term, parts }
    }

    pub(crate) fn finish(mut self) -> Index {
        for word in self.lexicon.own_words().into_iter().filter(|word| is_word(word)) {
            self.vocabulary.add(&word);
        }
        let terms = self.vocabulary.len();
        // In how many entries' names, or failing that texts, each stem stands.
        let mut named = vec![0_u32; terms];
        let mut anywhere = vec![0_u32; terms];
        for (term, posting) in &self.in_entries {
            let counts = if posting.value >= NAMED { &mut named } else { &mut anywhere };
            if let Some(count) = counts.get_mut(*term as usize) {
                *count += 1;
            }
        }
        let all = number(self.entries.len()).max(1);
        let weights: Vec<u32> = named
            .iter()
            .zip(&anywhere)
            .map(|counts| match counts {
                (0, 0) => 0,
                (0, texts) => weight(all, *texts),
                (names, _) => weight(all, *names),
            })
            .collect();
        self.vocabulary.finish(|term| named.get(term as usize).copied().unwrap_or_default());
        let weight_of = |term: TermId| weights.get(term as usize).copied().unwrap_or_default();
        let mut in_names = Vec::with_capacity(self.in_names.len());
        for held in &self.in_names {
            let mass = weight_of(held.whole) / u32::from(held.parts.max(1));
            if held.parts == 1
                && let Some(name) = self.names.get_mut(held.name as usize)
            {
                name.mass += mass;
            }
            let mass = u16::try_from(mass).unwrap_or(u16::MAX);
            in_names.push((held.term, Posting { at: held.name, value: held.value, mass }));
        }
        Index {
            lexicon: self.lexicon,
            vocabulary: self.vocabulary,
            in_names: Postings::new(terms, &in_names),
            in_entries: Postings::new(terms, &self.in_entries),
            weights,
            entries: self.entries,
            names: self.names,
            texts: self.texts,
            quantities: self.quantities,
            pool: Mutex::new(Vec::new()),
        }
    }
}

/// Keeps the best value of a stem in the document at hand.
fn note(best: &mut Vec<u16>, touched: &mut Vec<TermId>, term: TermId, value: u16) {
    let at = term as usize;
    if at >= best.len() {
        best.resize(at + 1, 0);
    }
    if let Some(known) = best.get_mut(at) {
        if *known == 0 {
            touched.push(term);
        }
        *known = (*known).max(value);
    }
}

/// Adds a stem to the name whose stems begin at `first`. A word of its own counts more than the same word as part of
/// a compound.
fn add_to_name(held: &mut Vec<InName>, first: usize, new: InName) {
    match held[first..].iter_mut().find(|known| known.term == new.term) {
        Some(known) if known.value < new.value => *known = new,
        Some(_) => {}
        None => held.push(new),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
