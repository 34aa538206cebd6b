//! Which lines of one side are which of the other: pairs by decreasing likeness, in stages.
//!
//! Each stage pairs what the stages before it left over: the same service on the same day; lines that another side has
//! split; the same a day or more apart; then lines that differ in modifiers, in units, in both, and last in the code.
//! Within a stage the likest go first, and lines that are alike in everything go by their own names, so that the result
//! does not depend on the order in which the lines came.

use std::collections::BTreeMap;
use std::hash::Hash;

use jiff::Span;
use jiff::civil::Date;
use openrvu_core::{Code, CreditRvu, Modifier};
use rustc_hash::{FxHashMap, FxHashSet};

/// Most pairs of kinds of lines in one group that are compared one by one.
const MOST_COMPARED: usize = 250_000;
/// Most lines of a group for which parts are looked for.
const MOST_WHOLES: usize = 100;
/// Most lines of one side that a line of the other is looked for in.
const MOST_SPLIT: usize = 24;

/// A line of either side, as far as matching sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    pub date: Date,
    pub code: Code,
    /// In alphabetical order.
    pub modifiers: Vec<Modifier>,
    pub units: u32,
    pub work: Option<CreditRvu>,
    /// Names the line among those of its side.
    pub name: u128,
}

/// Lines that belong together: their places in the two lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Together {
    pub mine: Vec<usize>,
    pub theirs: Vec<usize>,
    /// Days by which theirs are later.
    pub days: i32,
}

/// What is matched, and what is left of either side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Matched {
    pub together: Vec<Together>,
    pub mine: Vec<usize>,
    pub theirs: Vec<usize>,
}

/// How far lines of a stage may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Same,
    Split,
    Modifiers,
    Units,
    ModifiersAndUnits,
    Code,
}

/// Matches two lists. `days` is how many days theirs may be off.
pub(super) fn matched(mine: &[Item], theirs: &[Item], days: u8) -> Matched {
    let mut matching = Matching { mine: Side::new(mine), theirs: Side::new(theirs), together: Vec::new() };
    let days = i32::from(days);
    for stage in [Stage::Same, Stage::Split] {
        matching.stage(stage, 0);
    }
    for off in 1..=days {
        for stage in [Stage::Same, Stage::Split] {
            matching.stage(stage, off);
        }
    }
    let others = [Stage::Modifiers, Stage::Units, Stage::ModifiersAndUnits];
    for off in 0..=days {
        for stage in others {
            matching.stage(stage, off);
        }
    }
    matching.stage(Stage::Code, 0);
    Matched { together: matching.together, mine: matching.mine.left(), theirs: matching.theirs.left() }
}

struct Side<'i> {
    items: &'i [Item],
    /// The places of the items that are not matched yet, in the order of the items themselves.
    free: Vec<usize>,
}

impl<'i> Side<'i> {
    fn new(items: &'i [Item]) -> Self {
        let mut free: Vec<usize> = (0..items.len()).collect();
        free.sort_by(|one, other| items[*one].cmp(&items[*other]));
        Self { items, free }
    }

    fn groups<K: Eq + Hash>(&self, key: impl Fn(&Item) -> K) -> FxHashMap<K, BTreeMap<Date, Vec<usize>>> {
        let mut groups: FxHashMap<K, BTreeMap<Date, Vec<usize>>> = FxHashMap::default();
        for at in &self.free {
            let item = &self.items[*at];
            groups.entry(key(item)).or_default().entry(item.date).or_default().push(*at);
        }
        groups
    }

    fn take(&mut self, taken: &[bool]) {
        self.free.retain(|at| !taken[*at]);
    }

    fn left(mut self) -> Vec<usize> {
        self.free.sort_unstable();
        self.free
    }
}

struct Matching<'i> {
    mine: Side<'i>,
    theirs: Side<'i>,
    together: Vec<Together>,
}

/// What lines of one group of a stage have in common, beside days `off` apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Common {
    stem: [u8; 5],
    modifiers: Option<Vec<Modifier>>,
    units: Option<u32>,
}

impl Stage {
    fn common(self, item: &Item) -> Common {
        let mut stem: [u8; 5] = item.code.as_str().as_bytes().try_into().unwrap_or_default();
        if self == Self::Code {
            // Codes of a family differ in the last character: 99213 and 99214.
            stem[4] = 0;
        }
        let modifiers =
            matches!(self, Self::Same | Self::Split | Self::Units).then(|| item.modifiers.clone());
        let units = matches!(self, Self::Same | Self::Modifiers | Self::Code).then_some(item.units);
        Common { stem, modifiers, units }
    }

    /// How unlike two lines of a group are.
    fn distance(self, mine: &Item, theirs: &Item) -> u64 {
        let modifiers = || {
            let missing = |one: &Item, other: &Item| {
                one.modifiers.iter().filter(|modifier| !other.modifiers.contains(modifier)).count() as u64
            };
            missing(mine, theirs) + missing(theirs, mine)
        };
        let units = || u64::from(mine.units.abs_diff(theirs.units));
        match self {
            Self::Same => match (mine.work, theirs.work) {
                (Some(one), Some(other)) => (one - other).get().unsigned_abs(),
                _ => 0,
            },
            Self::Split | Self::Units => units(),
            Self::Modifiers => modifiers(),
            Self::ModifiersAndUnits => modifiers() * 1000 + units(),
            Self::Code => modifiers() * 1000 + u64::from(last(mine).abs_diff(last(theirs))),
        }
    }

    /// What decides the distance: lines that are alike in it are of one kind.
    fn is_one_kind(self, one: &Item, other: &Item) -> bool {
        match self {
            Self::Same => one.work == other.work,
            Self::Split | Self::Units => one.units == other.units,
            Self::Modifiers => one.modifiers == other.modifiers,
            Self::ModifiersAndUnits => (&one.modifiers, one.units) == (&other.modifiers, other.units),
            Self::Code => (one.code, &one.modifiers) == (other.code, &other.modifiers),
        }
    }
}

fn last(item: &Item) -> u8 {
    item.code.as_str().bytes().last().unwrap_or_default()
}

impl Matching<'_> {
    /// Pairs what is left and differs as the stage allows, theirs `off` days earlier or later.
    fn stage(&mut self, stage: Stage, off: i32) {
        let mine = self.mine.groups(|item| stage.common(item));
        let mut theirs = self.theirs.groups(|item| stage.common(item));
        let mut keys: Vec<&Common> = mine.keys().filter(|key| theirs.contains_key(key)).collect();
        keys.sort_unstable();
        let mut taken = (vec![false; self.mine.items.len()], vec![false; self.theirs.items.len()]);
        let shifts: &[i32] = if off == 0 { &[0] } else { &[-off, off] };
        for key in keys {
            let (Some(of_mine), Some(of_theirs)) = (mine.get(key), theirs.get_mut(key)) else { continue };
            // Days are gone through in their order, and what is earlier is paired first: no pair takes a line away
            // from which more pairs could be made.
            for (date, lines) in of_mine {
                let mut lines = lines.clone();
                for shift in shifts {
                    let Some(other) = date.checked_add(Span::new().days(*shift)).ok() else { continue };
                    let Some(others) = of_theirs.get_mut(&other) else { continue };
                    let found = match stage {
                        Stage::Split => self.split(&mut lines, others),
                        _ => self.pairs(stage, &mut lines, others),
                    };
                    for (mine, theirs) in found {
                        mine.iter().for_each(|at| taken.0[*at] = true);
                        theirs.iter().for_each(|at| taken.1[*at] = true);
                        self.together.push(Together { mine, theirs, days: *shift });
                    }
                }
            }
        }
        self.mine.take(&taken.0);
        self.theirs.take(&taken.1);
    }

    /// Pairs the lines of two lists, the likest first, and leaves in the lists what is over.
    fn pairs(
        &self,
        stage: Stage,
        mine: &mut Vec<usize>,
        theirs: &mut Vec<usize>,
    ) -> Vec<(Vec<usize>, Vec<usize>)> {
        let of_mine = kinds(mine, self.mine.items, stage);
        let of_theirs = kinds(theirs, self.theirs.items, stage);
        let mut taken: (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        if of_mine.len().saturating_mul(of_theirs.len()) > MOST_COMPARED {
            let count = mine.len().min(theirs.len());
            taken = (mine[..count].to_vec(), theirs[..count].to_vec());
        } else {
            let mut by_distance: Vec<(u64, usize, usize)> = Vec::new();
            for (one, lines) in of_mine.iter().enumerate() {
                for (other, others) in of_theirs.iter().enumerate() {
                    let distance = stage.distance(&self.mine.items[lines[0]], &self.theirs.items[others[0]]);
                    by_distance.push((distance, one, other));
                }
            }
            by_distance.sort_unstable();
            let mut used = (vec![0; of_mine.len()], vec![0; of_theirs.len()]);
            for (_, one, other) in by_distance {
                let (lines, others) = (&of_mine[one][used.0[one]..], &of_theirs[other][used.1[other]..]);
                let count = lines.len().min(others.len());
                taken.0.extend(&lines[..count]);
                taken.1.extend(&others[..count]);
                used.0[one] += count;
                used.1[other] += count;
            }
        }
        keep_rest(mine, &taken.0);
        keep_rest(theirs, &taken.1);
        taken.0.into_iter().zip(taken.1).map(|(mine, theirs)| (vec![mine], vec![theirs])).collect()
    }

    /// Finds, for lines of one side, lines of the other whose units add up to theirs.
    fn split(&self, mine: &mut Vec<usize>, theirs: &mut Vec<usize>) -> Vec<(Vec<usize>, Vec<usize>)> {
        let mut found = Vec::new();
        for (whole, parts) in parts(mine, self.mine.items, theirs, self.theirs.items) {
            found.push((vec![whole], parts));
        }
        for (whole, parts) in parts(theirs, self.theirs.items, mine, self.mine.items) {
            found.push((parts, vec![whole]));
        }
        found
    }
}

/// Leaves in a list what was not taken.
fn keep_rest(lines: &mut Vec<usize>, taken: &[usize]) {
    let taken: FxHashSet<usize> = taken.iter().copied().collect();
    lines.retain(|at| !taken.contains(at));
}

/// Lines by kind, in their order.
fn kinds(lines: &[usize], items: &[Item], stage: Stage) -> Vec<Vec<usize>> {
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    let mut sorted = lines.to_vec();
    sorted.sort_by(|one, other| {
        let key = |at: &usize| {
            let item = &items[*at];
            match stage {
                Stage::Same => (None, None, None, item.work),
                Stage::Split | Stage::Units => (None, None, Some(item.units), None),
                Stage::Modifiers => (None, Some(&item.modifiers), None, None),
                Stage::ModifiersAndUnits => (None, Some(&item.modifiers), Some(item.units), None),
                Stage::Code => (Some(item.code), Some(&item.modifiers), None, None),
            }
        };
        key(one).cmp(&key(other)).then_with(|| items[*one].cmp(&items[*other]))
    });
    for at in sorted {
        match kinds.last_mut() {
            Some(kind) if stage.is_one_kind(&items[kind[0]], &items[at]) => kind.push(at),
            _ => kinds.push(vec![at]),
        }
    }
    kinds
}

/// For lines of one side, the most units first, lines of the other with fewer units each that add up to as many. Takes
/// what it finds out of both lists.
fn parts(
    wholes: &mut Vec<usize>,
    whole_items: &[Item],
    pieces: &mut Vec<usize>,
    piece_items: &[Item],
) -> Vec<(usize, Vec<usize>)> {
    let mut found = Vec::new();
    let mut order = wholes.clone();
    order.sort_by(|one, other| {
        whole_items[*other]
            .units
            .cmp(&whole_items[*one].units)
            .then(whole_items[*one].cmp(&whole_items[*other]))
    });
    for whole in order.into_iter().take(MOST_WHOLES) {
        let units = whole_items[whole].units;
        let smaller: Vec<usize> =
            pieces.iter().copied().filter(|at| piece_items[*at].units < units).collect();
        let candidates = &smaller[..smaller.len().min(MOST_SPLIT)];
        let Some(parts) = subset(candidates, piece_items, units) else { continue };
        wholes.retain(|at| *at != whole);
        pieces.retain(|at| !parts.contains(at));
        found.push((whole, parts));
    }
    found
}

/// Lines among some whose units add up to a number: the fewest lines, the earliest of equals.
fn subset(lines: &[usize], items: &[Item], units: u32) -> Option<Vec<usize>> {
    let target = units as usize;
    // For each sum, the fewest lines that make it.
    let mut reached: Vec<Option<Vec<usize>>> = vec![None; target + 1];
    reached[0] = Some(Vec::new());
    for at in lines {
        let step = items[*at].units as usize;
        for sum in (step..=target).rev() {
            let Some(before) = &reached[sum - step] else { continue };
            if reached[sum].as_ref().is_none_or(|known| known.len() > before.len() + 1) {
                let mut with = before.clone();
                with.push(*at);
                reached[sum] = Some(with);
            }
        }
    }
    reached.pop().flatten()
}
