//! The words of an index: their stems, the words that begin with some letters, the words near a misspelled one.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::stem::stem;

/// A stem's place in the vocabulary.
pub(crate) type TermId = u32;

/// A word as it is written somewhere, with the stem it belongs to.
#[derive(Debug, Clone)]
struct Surface {
    text: Box<str>,
    term: TermId,
    /// In how many documents' names the stem stands.
    named: u32,
}

/// All words of an index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    by_stem: FxHashMap<Box<str>, TermId>,
    stems: Vec<Box<str>>,
    /// While building: the stem of every word.
    by_surface: FxHashMap<Box<str>, TermId>,
    /// Sorted by text once [`Self::finish`] has run.
    surfaces: Vec<Surface>,
    /// What is looked at first of each surface, in the same order.
    shapes: Vec<Shape>,
}

/// What tells at once that a word is not near another.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// One bit a letter that occurs in the word.
    letters: u32,
    /// How many bytes it has; 255 where it has more or holds a digit.
    length: u8,
}

impl Shape {
    fn of(word: &str) -> Self {
        let plain = word.bytes().all(|byte| byte.is_ascii_lowercase());
        let length = u8::try_from(word.len()).ok().filter(|_| plain).unwrap_or(u8::MAX);
        let bit = |byte: u8| 1 << (byte - b'a');
        let letters = word.bytes().filter(u8::is_ascii_lowercase).fold(0, |bits, byte| bits | bit(byte));
        Self { letters, length }
    }
}

/// The most words that a beginning is completed to.
const COMPLETIONS: usize = 48;

/// The most words that are taken for what a misspelled word meant.
const CORRECTIONS: usize = 3;

/// A word that a misspelled one may have meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guess {
    pub(crate) word: String,
    pub(crate) distance: u32,
}

impl Vocabulary {
    /// The stem's place for a word, which is added when it is new.
    pub(crate) fn add(&mut self, word: &str) -> TermId {
        if let Some(term) = self.by_surface.get(word) {
            return *term;
        }
        let term = self.add_stem(&stem(word));
        self.by_surface.insert(word.into(), term);
        self.surfaces.push(Surface { text: word.into(), term, named: 0 });
        term
    }

    /// The place of a stem that is no word of its own, such as a pair with `without`.
    pub(crate) fn add_stem(&mut self, stem: &str) -> TermId {
        if let Some(term) = self.by_stem.get(stem) {
            return *term;
        }
        let term = TermId::try_from(self.by_stem.len()).unwrap_or(TermId::MAX);
        self.by_stem.insert(stem.into(), term);
        self.stems.push(stem.into());
        term
    }

    /// Sorts the words and notes how many documents name each stem.
    pub(crate) fn finish(&mut self, named: impl Fn(TermId) -> u32) {
        for surface in &mut self.surfaces {
            surface.named = named(surface.term);
        }
        self.surfaces.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        self.shapes = self.surfaces.iter().map(|surface| Shape::of(&surface.text)).collect();
        // From here on words are found among the sorted ones.
        self.by_surface = FxHashMap::default();
        self.surfaces.shrink_to_fit();
    }

    pub(crate) fn len(&self) -> usize {
        self.by_stem.len()
    }

    pub(crate) fn stem_id(&self, stem: &str) -> Option<TermId> {
        self.by_stem.get(stem).copied()
    }

    pub(crate) fn stem_of(&self, term: TermId) -> Option<&str> {
        self.stems.get(term as usize).map(AsRef::as_ref)
    }

    /// Every word and its stem's place, sorted by word.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, TermId)> {
        self.surfaces.iter().map(|surface| (&*surface.text, surface.term))
    }

    /// Whether some name has this very word.
    pub(crate) fn names_hold(&self, word: &str) -> bool {
        let found = self.surfaces.binary_search_by(|surface| (*surface.text).cmp(word));
        found.ok().and_then(|at| self.surfaces.get(at)).is_some_and(|surface| surface.named > 0)
    }

    /// The stems of words with this beginning, those that name the most documents first, equals in the order of
    /// their words.
    pub(crate) fn completions(&self, beginning: &str) -> Vec<TermId> {
        let start = self.surfaces.partition_point(|surface| &*surface.text < beginning);
        let mut found: Vec<(u32, TermId)> = self.surfaces[start..]
            .iter()
            .take_while(|surface| surface.text.starts_with(beginning))
            .filter(|surface| surface.named > 0)
            .map(|surface| (u32::MAX - surface.named, surface.term))
            .collect();
        found.sort_by_key(|(unnamed, _)| *unnamed);
        let mut seen = FxHashSet::default();
        found.retain(|(_, term)| seen.len() < COMPLETIONS && seen.insert(*term));
        found.into_iter().map(|(_, term)| term).collect()
    }

    /// The words nearest to a misspelled one, best first, by the number of letters added, left out, replaced or
    /// exchanged with a neighbor: one for words of four to six letters, two for longer ones.
    pub(crate) fn corrections(&self, word: &str) -> Vec<Guess> {
        let length = word.chars().count();
        let farthest: u32 = match length {
            0..4 => return Vec::new(),
            4..7 => 1,
            _ => 2,
        };
        let wanted = Shape::of(word);
        let typed: Vec<u8> = word.bytes().collect();
        let mut rows = Rows::default();
        let mut found: Vec<(u32, bool, u32, &str)> = Vec::new();
        for (shape, surface) in self.shapes.iter().zip(&self.surfaces) {
            if u32::from(shape.length.abs_diff(wanted.length)) > farthest
                || (wanted.letters ^ shape.letters).count_ones() > 2 * farthest
            {
                continue;
            }
            let text = surface.text.as_bytes();
            let Some(distance) = rows.distance(&typed, text, farthest) else { continue };
            let other_start = typed.first() != text.first();
            found.push((
                distance * 2 + u32::from(other_start),
                other_start,
                u32::MAX - surface.named,
                &surface.text,
            ));
        }
        found.sort_unstable();
        let best = found.first().map_or(0, |one| one.0);
        let mut guesses: Vec<Guess> = Vec::new();
        for (badness, other_start, _, text) in found {
            if badness > best + 1 || guesses.len() == CORRECTIONS {
                break;
            }
            let distance = (badness - u32::from(other_start)) / 2;
            guesses.push(Guess { word: text.to_owned(), distance });
        }
        guesses
    }
}

/// Rows of the table of distances, kept between words.
#[derive(Default)]
struct Rows {
    before_last: Vec<u32>,
    last: Vec<u32>,
    this: Vec<u32>,
}

impl Rows {
    /// How many single-letter changes part two words, where an exchange of neighbors is one, or `None` beyond
    /// `farthest`.
    fn distance(&mut self, a: &[u8], b: &[u8], farthest: u32) -> Option<u32> {
        self.last.clear();
        self.last.extend((0..).take(b.len() + 1));
        self.before_last.clear();
        self.before_last.resize(b.len() + 1, 0);
        for (i, x) in a.iter().enumerate() {
            self.this.clear();
            self.this.push(u32::try_from(i).unwrap_or(u32::MAX) + 1);
            let mut least = self.this[0];
            for (j, y) in b.iter().enumerate() {
                let replaced = self.last[j] + u32::from(x != y);
                let mut cost = replaced.min(self.last[j + 1] + 1).min(self.this[j] + 1);
                if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                    cost = cost.min(self.before_last[j - 1] + 1);
                }
                least = least.min(cost);
                self.this.push(cost);
            }
            if least > farthest {
                return None;
            }
            std::mem::swap(&mut self.before_last, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.this);
        }
        self.last.last().copied().filter(|distance| *distance <= farthest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for word in ["colonoscopy", "colon", "colostomy", "cystoscopy", "knee", "keen", "mammogram", "hernia"]
        {
            vocabulary.add(word);
        }
        vocabulary.finish(|_| 1);
        vocabulary
    }

    #[test]
    fn a_misspelled_word_finds_its_neighbors() {
        for (typed, meant) in [
            ("colonscopy", "colonoscopy"),
            ("colonosocpy", "colonoscopy"),
            ("mamogram", "mammogram"),
            ("hernai", "hernia"),
            ("kneee", "knee"),
            ("cistoscopy", "cystoscopy"),
        ] {
            let guesses = vocabulary().corrections(typed);
            assert_eq!(guesses.first().map(|guess| guess.word.as_str()), Some(meant), "{typed}");
        }
        assert!(vocabulary().corrections("xyzzy").is_empty());
        assert!(vocabulary().corrections("kne").is_empty());
    }

    #[test]
    fn a_beginning_is_completed() {
        let vocabulary = vocabulary();
        assert_eq!(vocabulary.completions("colo").len(), 3);
        assert!(vocabulary.completions("zz").is_empty());
    }

    #[test]
    fn distances_are_counted_with_exchanges() {
        let mut rows = Rows::default();
        for (a, b, distance) in [
            ("knee", "knee", Some(0)),
            ("knee", "kene", Some(1)),
            ("ab", "ba", Some(1)),
            ("abc", "xyz", None),
        ] {
            assert_eq!(rows.distance(a.as_bytes(), b.as_bytes(), 2), distance, "{a} {b}");
        }
    }
}
