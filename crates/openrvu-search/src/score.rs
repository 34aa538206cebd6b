//! Scoring: how well names and texts fit a query's words.
//!
//! A code's fit has two parts. The first is its best single name: how much of the query that name holds, and how
//! much of the name the query asks for. The second is how much of the query its names and texts hold together.
//! Both are thousandths. Quantities that agree or disagree, and how much the code is used, are added to the fit.

use crate::index::{Entry, Index, NameKind};
use crate::postings::{Posting, Postings, log2_in_64ths};
use crate::quantity::{Fit, Quantity};
use crate::reading::{Unit, WordQuery};
use crate::stem::stem;

/// The share of the best name in the fit, in thousandths; the rest is that of all names and texts together.
const NAME_SHARE: u32 = 550;
/// What a name keeps of its fit when the query asks for almost nothing of it, in thousandths.
const NAME_FLOOR: u32 = 700;
/// The most points that use is worth.
const USE: u32 = 100;
/// Ranks from which use is worth nothing, as a binary logarithm in 64ths: 4,096.
const USE_END: u32 = 12 * 64;
/// Points that a code loses of which neither a text nor any use is known.
const UNUSED: i32 = -100;
/// Points of a quantity.
const EQUAL: i32 = 90;
const INSIDE: i32 = 70;
const OVERLAP: i32 = 10;
const APART: i32 = -160;
/// Points that a code not in force loses.
const RETIRED: i32 = 150;
/// Points that a code for anesthesia loses where the query does not speak of anesthesia: whoever looks for an
/// operation does not look for the anesthesia that goes with it.
const UNASKED_ANESTHESIA: i32 = 200;
/// The least fit of a hit, in thousandths, and the least share of the best hit's points.
const LEAST_FIT: u32 = 150;
const LEAST_SHARE: u32 = 400;

/// An entry that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scored {
    pub(crate) entry: u32,
    pub(crate) points: u32,
    /// The name that fits best, where its part of the fit is more than half.
    pub(crate) name: Option<u32>,
}

/// A value and the mass that goes with it, by name or entry; and a list of those that are not zero.
///
/// Half the width of a word keeps a lane of all names within reach of the processor. Fits are thousandths; masses,
/// and weights of a query's words, are sums of 64ths of a bit, of which there are far fewer than fit.
#[derive(Debug, Default)]
struct Lane {
    cells: Vec<(u16, u16)>,
    touched: Vec<u32>,
}

fn narrow(value: u32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

impl Lane {
    fn fit_to(&mut self, length: usize) {
        if self.cells.len() != length {
            self.cells = vec![(0, 0); length];
            self.touched.clear();
        }
    }

    /// Keeps the larger of the value held and this one.
    fn offer(&mut self, at: u32, value: u16, mass: u16) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        if *cell == (0, 0) {
            self.touched.push(at);
        }
        if value > cell.0 {
            *cell = (value, mass);
        }
    }

    fn add(&mut self, at: u32, value: u16, mass: u16) {
        let Some(cell) = self.cells.get_mut(at as usize) else { return };
        if *cell == (0, 0) {
            self.touched.push(at);
        }
        *cell = (cell.0.saturating_add(value), cell.1.saturating_add(mass));
    }

    /// Hands over everything held and forgets it.
    fn drain(&mut self, mut take: impl FnMut(u32, u16, u16)) {
        for at in self.touched.drain(..) {
            if let Some(cell) = self.cells.get_mut(at as usize) {
                take(at, cell.0, cell.1);
                *cell = (0, 0);
            }
        }
    }
}

/// Tables for one query, kept for the next.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    names: Lanes,
    entries: Lanes,
    best: Vec<Best>,
}

/// The name that fits an entry best, in thousandths; zero where none fits.
#[derive(Debug, Default, Clone, Copy)]
struct Best {
    fit: u32,
    name: u32,
}

/// The steps of a sum: best stem of a word, words of a choice, best choice of a unit, units of the query.
#[derive(Debug, Default)]
struct Lanes {
    word: Lane,
    choice: Lane,
    unit: Lane,
    query: Lane,
}

impl Lanes {
    fn fit_to(&mut self, length: usize) {
        for lane in [&mut self.word, &mut self.choice, &mut self.unit, &mut self.query] {
            lane.fit_to(length);
        }
    }

    /// Adds one unit of the query: its weight times the best of its choices.
    fn add_unit(&mut self, unit: &Unit, postings: &Postings) {
        for choice in &unit.choices {
            let value = u32::from(choice.value);
            if let [only] = &choice.words[..] {
                for (term, fit) in &only.stems {
                    let fit = u32::from(*fit) * value / 1000;
                    offer_all(&mut self.unit, postings.of(*term), fit);
                }
                continue;
            }
            let together: u32 = choice.words.iter().map(|word| word.weight).sum::<u32>().max(1);
            for word in &choice.words {
                for (term, fit) in &word.stems {
                    offer_all(&mut self.word, postings.of(*term), u32::from(*fit));
                }
                let share = word.weight * 1000 / together;
                let sum = &mut self.choice;
                self.word.drain(|at, fit, mass| sum.add(at, narrow(u32::from(fit) * share / 1000), mass));
            }
            let best = &mut self.unit;
            // Half of what a term stands for is less than half a match: the words were not the query's.
            let partly = |fit: u32| if choice.is_meaning { fit * fit / 1000 } else { fit };
            let offer = |at, fit: u16, mass| best.offer(at, narrow(partly(fit.into()) * value / 1000), mass);
            self.choice.drain(offer);
        }
        let query = &mut self.query;
        // A unit without weight is not missed, but the part of a name that it fills is filled.
        self.unit.drain(|at, fit, mass| query.add(at, narrow(u32::from(fit) * unit.weight / 1000), mass));
    }
}

fn offer_all(lane: &mut Lane, postings: &[Posting], fit: u32) {
    for posting in postings {
        lane.offer(posting.at, narrow(fit * u32::from(posting.value) / 1000), posting.mass);
    }
}

/// Points for use: the most used code gets them all, each doubling of the rank takes an equal part. A code of
/// which no use is known loses some, unless it is written about: texts and names are written for codes that are used.
fn use_points(entry: &Entry) -> i32 {
    if entry.rank == u32::MAX {
        return if entry.known { 0 } else { UNUSED };
    }
    let rank = log2_in_64ths(u64::from(entry.rank.max(1)));
    i32::try_from(USE * USE_END.saturating_sub(rank) / USE_END).unwrap_or_default()
}

/// Points for the quantities of a query against those of an entry.
fn quantity_points(wanted: &[Quantity], held: &[Quantity]) -> i32 {
    wanted
        .iter()
        .map(|one| {
            let fit = held.iter().filter(|other| other.unit == one.unit).map(|other| one.fit(other)).max();
            match fit {
                Some(Fit::Equal) => EQUAL,
                Some(Fit::Inside) => INSIDE,
                Some(Fit::Overlap) => OVERLAP,
                Some(Fit::Apart) => APART,
                None => 0,
            }
        })
        .sum()
}

/// A kind of name, and what a fit with it is worth in thousandths.
fn kind_worth(kind: NameKind) -> u32 {
    match kind {
        NameKind::Title | NameKind::Synonym => 1000,
        NameKind::Lexicon => 980,
        NameKind::Descriptor | NameKind::FamilyAndTitle => 930,
        NameKind::Summary => 780,
    }
}

/// Scores every entry that holds any of the query's words, best first.
pub(crate) fn score(index: &Index, query: &WordQuery, scratch: &mut Scratch, limit: usize) -> Vec<Scored> {
    let Scratch { names, entries, best } = scratch;
    names.fit_to(index.names.len());
    entries.fit_to(index.entries.len());
    best.clear();
    best.resize(index.entries.len(), Best::default());
    for unit in &query.units {
        names.add_unit(unit, &index.in_names);
        entries.add_unit(unit, &index.in_entries);
    }
    let all: u32 = query.units.iter().map(|unit| unit.weight).sum::<u32>().max(1);
    names.query.drain(|at, sum, mass| {
        let Some(name) = index.names.get(at as usize) else { return };
        let asked = (u32::from(sum) * 1000 / all).min(1000);
        let filled = (u32::from(mass) * 1000 / name.mass.max(1)).min(1000);
        let fit = asked * (NAME_FLOOR + (1000 - NAME_FLOOR) * filled / 1000) / 1000;
        let fit = (fit * kind_worth(name.kind) / 1000).max(1);
        if let Some(best) = best.get_mut(name.entry as usize).filter(|best| best.fit < fit) {
            *best = Best { fit, name: at };
        }
    });
    let anesthesia = index.vocabulary.stem_id(&stem("anesthesia"));
    let asks_for_anesthesia = anesthesia.is_some_and(|term| query.seeks(term));
    let mut scored = Vec::new();
    entries.query.drain(|at, sum, _| {
        let Some(entry) = index.entries.get(at as usize) else { return };
        let together = (u32::from(sum) * 1000 / all).min(1000);
        let Best { fit: name_fit, name } = best.get(at as usize).copied().unwrap_or_default();
        let fit = (name_fit * NAME_SHARE + together * (1000 - NAME_SHARE)) / 1000;
        if fit < LEAST_FIT {
            return;
        }
        let mut points = i32::try_from(fit).unwrap_or(i32::MAX) + use_points(entry);
        points += quantity_points(&query.quantities, index.quantities_of(entry));
        if !entry.current {
            points -= RETIRED;
        }
        if entry.code.is_anesthesia() && !asks_for_anesthesia {
            points -= UNASKED_ANESTHESIA;
        }
        let Ok(points) = u32::try_from(points) else { return };
        scored.push(Scored {
            entry: at,
            points,
            name: (name_fit >= together / 2 && name_fit > 0).then_some(name),
        });
    });
    let order = |one: &Scored| {
        let rank = index.entries.get(one.entry as usize).map_or(u32::MAX, |entry| entry.rank);
        (std::cmp::Reverse(one.points), rank, one.entry)
    };
    if scored.len() > limit && limit > 0 {
        scored.select_nth_unstable_by_key(limit - 1, order);
        scored.truncate(limit);
    }
    scored.sort_unstable_by_key(order);
    let least = scored.first().map_or(0, |best| best.points * LEAST_SHARE / 1000);
    scored.retain(|one| one.points >= least);
    scored
}
