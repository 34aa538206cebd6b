//! The words of a query: corrected, grouped into terms of the lexicon, each with all that may stand for it.

use std::collections::BTreeSet;

use crate::answer::{Correction, Expansion};
use crate::index::{Index, UNKNOWN_WEIGHT};
use crate::polarity::{signed, signs};
use crate::postings::scale;
use crate::quantity::{self, Quantity};
use crate::stem::stem;
use crate::text::{Word, is_number, is_word};
use crate::vocabulary::TermId;

/// The most words of a query that are read.
const WORDS: usize = 24;

/// The length from which a word is long, so that two letters of it may well be wrong.
const LONG: usize = 10;

/// How well what is found stands for what was typed, in thousandths.
mod fit {
    /// A word of the same meaning.
    pub(super) const SAME: u16 = 880;
    /// The rest of a word that is being typed.
    pub(super) const COMPLETED: u16 = 820;
    /// A word one letter away; each further letter takes [`LETTER`] more.
    pub(super) const CORRECTED: u16 = 950;
    pub(super) const LETTER: u16 = 120;
    /// What a term of the lexicon stands for; each further meaning takes [`MEANING`] more.
    pub(super) const TERM: u16 = 970;
    pub(super) const MEANING: u16 = 30;
    /// The parts of a compound.
    pub(super) const PARTS: u16 = 850;
}

/// A query's words, ready to be scored.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordQuery {
    pub(crate) units: Vec<Unit>,
    pub(crate) quantities: Vec<Quantity>,
    pub(crate) words: Vec<String>,
    pub(crate) corrections: Vec<Correction>,
    pub(crate) expansions: Vec<Expansion>,
}

impl WordQuery {
    /// Whether a stem is among those sought.
    pub(crate) fn seeks(&self, term: TermId) -> bool {
        let choices = self.units.iter().flat_map(|unit| &unit.choices);
        choices
            .flat_map(|choice| &choice.words)
            .any(|word| word.stems.iter().any(|(other, _)| *other == term))
    }
}

/// A word or a term of the query that is to be found as one.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// How much it tells. Zero: it counts where it is found and is not missed where it is not.
    pub(crate) weight: u32,
    /// What may stand for it; the best counts.
    pub(crate) choices: Vec<Choice>,
}

/// Words that stand for a unit together.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// How well they stand for it, in thousandths.
    pub(crate) value: u16,
    /// Whether these are words that the query does not have itself.
    pub(crate) is_meaning: bool,
    pub(crate) words: Vec<SoughtWord>,
}

/// A word sought, with all stems that may stand for it and how well each does, in thousandths.
#[derive(Debug, Clone)]
pub(crate) struct SoughtWord {
    pub(crate) weight: u32,
    pub(crate) stems: Vec<(TermId, u16)>,
}

/// A word of the query after correction.
#[derive(Debug, Clone)]
struct Typed {
    word: String,
    /// Words that may have been meant instead, and how well each stands for what was typed.
    instead: Vec<(String, u16)>,
    incomplete: bool,
    /// Compared otherwise: part of a quantity, or a word that `with` or `without` gives a sign.
    counted: bool,
}

/// Reads words. `incomplete` says that the last word may be the beginning of a longer one.
pub(crate) fn read(index: &Index, text: &str, incomplete: bool) -> WordQuery {
    let lexicon = &index.lexicon;
    let mut words = lexicon.words(text);
    if incomplete {
        lexicon.complete_spelling(&mut words);
    }
    words.truncate(WORDS);
    let mut query = WordQuery::default();
    let mut counted = vec![false; words.len()];
    for found in quantity::find(&words, lexicon.units()) {
        for flag in counted.get_mut(found.tokens.clone()).unwrap_or_default() {
            *flag = true;
        }
        query.quantities.push(found.quantity);
    }
    let mut signed_stems = BTreeSet::new();
    for ((at, word), counted) in words.iter().enumerate().zip(&mut counted) {
        if is_word(word) && !lexicon.is_stop(word) {
            let signs = signs(&words, at, lexicon);
            *counted |= !signs.is_empty();
            signed_stems.extend(signs.into_iter().map(|sign| signed(sign, word)));
        }
    }
    let typed = correct(index, &words, &counted, incomplete, &mut query.corrections);
    let typed = without_repeats(typed);
    group(index, &typed, &mut query);
    for stem in signed_stems {
        let weight = index.weight(&stem);
        let stems = index.vocabulary.stem_id(&stem).map(|term| (term, 1000)).into_iter().collect();
        let word = SoughtWord { weight, stems };
        query.units.push(Unit {
            weight,
            choices: vec![Choice { value: 1000, is_meaning: false, words: vec![word] }],
        });
    }
    query
}

fn known(index: &Index, word: &str) -> bool {
    !is_word(word)
        || word.bytes().any(|byte| byte.is_ascii_digit())
        || index.lexicon.is_stop(word)
        || index.vocabulary.stem_id(&stem(word)).is_some()
}

/// Parts words written together, joins words written apart, and finds what a misspelled word may have meant.
fn correct(
    index: &Index,
    words: &[Word],
    counted: &[bool],
    incomplete: bool,
    corrections: &mut Vec<Correction>,
) -> Vec<Typed> {
    let mut out: Vec<Typed> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let last = at + 1 == words.len();
        let counted = counted.get(at).copied().unwrap_or_default();
        let plain =
            |word: &str| Typed { word: word.to_owned(), instead: Vec::new(), incomplete: false, counted };
        if known(index, word) {
            let mut typed = plain(word);
            typed.incomplete = incomplete && last && !index.lexicon.is_stop(word);
            if is_word(word) {
                out.push(typed);
            }
            at += 1;
            continue;
        }
        if let Some(next) =
            words.get(at + 1).filter(|next| next.bytes().all(|byte| byte.is_ascii_lowercase()))
        {
            let joined = format!("{word}{next}");
            if joined.len() >= 5 && known(index, &joined) {
                corrections.push(Correction { from: format!("{word} {next}"), to: joined.clone() });
                out.push(plain(&joined));
                at += 2;
                continue;
            }
        }
        // The last word may be half typed; any other may be cut short, as medical words often are.
        let cut_short = (incomplete && last) || word.len() >= 4;
        let begins = cut_short && !index.vocabulary.completions(word).is_empty();
        let mut guesses = if begins && last { Vec::new() } else { index.vocabulary.corrections(word) };
        if begins {
            guesses.retain(|guess| guess.distance == 1);
        }
        // One letter wrong is likelier than two words written together, and that likelier than two letters of a
        // word that is not long.
        let likely = if word.len() < LONG { 1 } else { 2 };
        if !begins
            && guesses.first().is_none_or(|best| best.distance > likely)
            && let Some((first, second)) = parted(index, word)
        {
            corrections.push(Correction { from: word.to_string(), to: format!("{first} {second}") });
            out.push(plain(first));
            out.push(plain(second));
            at += 1;
            continue;
        }
        let mut typed = plain(word);
        typed.incomplete = begins;
        if let Some(best) = guesses.first() {
            corrections.push(Correction { from: word.to_string(), to: best.word.clone() });
            // The nearest word takes the place of the typed one, so that terms are found with it.
            let value = |distance: u32| {
                fit::CORRECTED
                    .saturating_sub(fit::LETTER * u16::try_from(distance.saturating_sub(1)).unwrap_or(8))
            };
            typed.instead = guesses.iter().map(|guess| (guess.word.clone(), value(guess.distance))).collect();
            // A correction may be a spelling of its own, as `xray` for `x ray`.
            typed.word = index.lexicon.words(&best.word).join(" ");
        }
        out.push(typed);
        at += 1;
    }
    out
}

/// A word that is two known words written together.
fn parted<'a>(index: &Index, word: &'a str) -> Option<(&'a str, &'a str)> {
    if word.len() < 7 || !word.is_ascii() {
        return None;
    }
    (3..=word.len() - 3)
        .map(|at| word.split_at(at))
        .filter(|(first, second)| {
            let named = |part: &str| {
                let term = index.vocabulary.stem_id(&stem(part));
                term.is_some_and(|term| !index.in_names.of(term).is_empty())
            };
            named(first) && named(second)
        })
        .max_by_key(|(first, second)| first.len().min(second.len()))
}

fn without_repeats(typed: Vec<Typed>) -> Vec<Typed> {
    let mut seen = BTreeSet::new();
    typed.into_iter().filter(|one| seen.insert(stem(&one.word))).collect()
}

/// Groups words into the lexicon's terms; each word belongs to one group.
fn group(index: &Index, typed: &[Typed], query: &mut WordQuery) {
    let lexicon = &index.lexicon;
    let stems: Vec<String> = typed.iter().map(|one| stem(&one.word)).collect();
    let all: BTreeSet<String> = stems.iter().cloned().collect();
    let mut free = vec![true; typed.len()];
    for term in lexicon.terms_within(&all) {
        let places: Vec<usize> =
            (0..typed.len()).filter(|at| term.stems.binary_search(&stems[*at]).is_ok()).collect();
        if places.iter().any(|at| !free[*at]) {
            continue;
        }
        for at in &places {
            free[*at] = false;
        }
        let own: Vec<SoughtWord> = places.iter().map(|at| sought(index, &typed[*at])).collect();
        let weight = own.iter().map(|word| word.weight).sum();
        let mut choices = vec![Choice { value: 1000, is_meaning: false, words: own }];
        for (nth, meaning) in term.meanings.iter().enumerate() {
            let less = fit::MEANING * u16::try_from(nth).unwrap_or(10).min(10);
            let words = meaning.words.iter().map(|word| sought_exactly(index, word)).collect();
            choices.push(Choice { value: fit::TERM - less, is_meaning: true, words });
            query.expansions.push(Expansion { term: term.text.clone(), means: meaning.text.clone() });
        }
        if let [at] = places[..] {
            choices.extend(parts(index, &typed[at].word));
        }
        query.words.extend(places.iter().map(|at| typed[*at].word.clone()));
        query.units.push(Unit { weight, choices });
    }
    let only_stop = typed.iter().zip(&free).all(|(one, free)| *free && lexicon.is_stop(&one.word));
    for (one, _) in typed.iter().zip(&free).filter(|(_, free)| **free) {
        if lexicon.is_stop(&one.word) && !only_stop {
            continue;
        }
        let word = sought(index, one);
        // What is compared otherwise helps where it is found and is not missed where it is not. A word of which
        // nothing is known is missed half as much.
        let weight = match (one.counted, word.stems.is_empty()) {
            (true, _) => 0,
            (_, true) => word.weight / 2,
            _ => word.weight,
        };
        let mut choices = vec![Choice { value: 1000, is_meaning: false, words: vec![word] }];
        choices.extend(parts(index, &one.word));
        query.words.push(one.word.clone());
        query.units.push(Unit { weight, choices });
    }
}

/// The parts of a compound as words to search for instead.
fn parts(index: &Index, word: &str) -> Option<Choice> {
    let parts = index.lexicon.compound(word);
    let words: Vec<SoughtWord> = parts.iter().map(|part| sought_exactly(index, part)).collect();
    (!words.is_empty()).then_some(Choice { value: fit::PARTS, is_meaning: true, words })
}

/// A word of the lexicon's own: it is spelled right and complete.
fn sought_exactly(index: &Index, word: &str) -> SoughtWord {
    let stem = stem(word);
    SoughtWord { weight: index.weight(&stem), stems: stems_for(index, &stem, 1000) }
}

fn sought(index: &Index, typed: &Typed) -> SoughtWord {
    let own = stem(&typed.word);
    let mut stems = Vec::new();
    if typed.instead.is_empty() {
        stems = stems_for(index, &own, 1000);
    }
    for (word, value) in &typed.instead {
        for word in index.lexicon.words(word) {
            add_stems(&mut stems, stems_for(index, &stem(&word), *value));
        }
    }
    if typed.incomplete && typed.word.len() > 1 && !index.vocabulary.names_hold(&typed.word) {
        let completed = index.vocabulary.completions(&typed.word);
        add_stems(&mut stems, completed.into_iter().map(|term| (term, fit::COMPLETED)).collect());
    }
    let weight =
        if is_number(&typed.word) && stems.is_empty() { UNKNOWN_WEIGHT / 2 } else { index.weight(&own) };
    SoughtWord { weight, stems }
}

/// A stem and those of the same meaning.
fn stems_for(index: &Index, stem: &str, value: u16) -> Vec<(TermId, u16)> {
    let mut stems: Vec<(TermId, u16)> =
        index.vocabulary.stem_id(stem).map(|term| (term, value)).into_iter().collect();
    let same = index.lexicon.same(stem).iter().filter_map(|other| index.vocabulary.stem_id(other));
    add_stems(&mut stems, same.map(|term| (term, scale(value, fit::SAME))).collect());
    stems
}

fn add_stems(stems: &mut Vec<(TermId, u16)>, more: Vec<(TermId, u16)>) {
    for (term, value) in more {
        match stems.iter_mut().find(|(known, _)| *known == term) {
            Some(known) => known.1 = known.1.max(value),
            None => stems.push((term, value)),
        }
    }
}
