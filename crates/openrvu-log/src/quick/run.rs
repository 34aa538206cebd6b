//! Characters that follow each other without a mark: where a code ends and a modifier begins.
//!
//! All ways to cut a run are compared at once. Each cut has a cost: nothing for a code of the release, little for a
//! modifier that fits its code, more for one that does not, very much for a code that is nowhere. The cheapest way is
//! the reading; others that are as sound are offered.

use std::collections::HashMap;
use std::ops::Range;

use openrvu_core::valuation::{MOST_MODIFIERS, MOST_UNITS};
use openrvu_core::{Code, Modifier};

use super::Book;

/// What a part of a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Modifier(Modifier),
    Code(Code),
    Units(u32),
    /// Fewer characters than a code, at the run's end.
    Beginning,
    /// The rest of the run: nothing that is known by its shape.
    Unread,
}

/// The line that a run may go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) code: Option<Code>,
    pub(super) modifiers: &'a [Modifier],
    pub(super) has_units: bool,
}

/// A run cut into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cuts {
    pub(super) parts: Vec<(Range<usize>, Cut)>,
    /// Other sound ways, each with blanks where it cuts.
    pub(super) others: Vec<String>,
}

/// Most other ways that are offered for one run.
const MOST_OTHERS: usize = 3;

/// What a way costs: first what is wrong, then what is unlikely, as two halves of one number.
type Cost = u64;
const WRONG: Cost = 1 << 32;
const NEVER: Cost = Cost::MAX;
const MODIFIER: Cost = 2;
const UNFIT: Cost = 12;
const UNLIKELY: Cost = 15;
const OPEN: Cost = 10;
const OTHER_RELEASE: Cost = WRONG;
const NOWHERE: Cost = 4 * WRONG;
const LEFT_OVER: Cost = 6 * WRONG;
const UNREAD: Cost = 8 * WRONG;
/// How much less likely another way may be to be offered all the same.
const OFFERED: Cost = 10;

/// Where a way stands within the line that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// No line: only a code can follow.
    Nowhere,
    /// On the line before the run, behind this many modifiers of the run's own.
    Before(usize),
    /// On a line that began in the run, behind its code and this many modifiers.
    Own(usize),
    /// On a line to which no more is added.
    Behind,
}

impl Place {
    const COUNT: usize = 2 * MOST_MODIFIERS + 4;

    const fn index(self) -> usize {
        match self {
            Self::Nowhere => 0,
            Self::Behind => 1,
            Self::Before(count) => 2 + count,
            Self::Own(count) => 3 + MOST_MODIFIERS + count,
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        let counts = || 0..=MOST_MODIFIERS;
        [Self::Nowhere, Self::Behind]
            .into_iter()
            .chain(counts().map(Self::Before))
            .chain(counts().map(Self::Own))
    }
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    cut: Cut,
    length: usize,
    cost: Cost,
    to: Place,
}

pub(super) struct Run<'a> {
    bytes: &'a [u8],
    book: &'a dyn Book,
    before: Option<Before<'a>>,
    /// Whether a dash stands before it.
    joined: bool,
    /// Whether it ends the text, so that more may come.
    last: bool,
    fits: HashMap<(Code, Modifier), bool>,
    /// By place in the run and in the line: the least cost of what remains, and how.
    best: Vec<[(Cost, Option<Edge>); Place::COUNT]>,
}

impl<'a> Run<'a> {
    /// Of letters, digits and stars in ASCII.
    pub(super) fn new(
        text: &'a str,
        book: &'a dyn Book,
        before: Option<Before<'a>>,
        joined: bool,
        last: bool,
    ) -> Self {
        Self { bytes: text.as_bytes(), book, before, joined, last, fits: HashMap::new(), best: Vec::new() }
    }

    pub(super) fn cut(mut self) -> Cuts {
        let end = self.bytes.len();
        self.best = vec![[(NEVER, None); Place::COUNT]; end + 1];
        self.best[end] = [(0, None); Place::COUNT];
        for at in (0..end).rev() {
            for place in Place::all() {
                let edges = self.edges(at, place);
                let costs = edges.into_iter().map(|edge| (self.through(at, edge), Some(edge)));
                // Of equals the first counts: a modifier before a code.
                let best = costs.reduce(|best, next| if next.0 < best.0 { next } else { best });
                self.best[at][place.index()] = best.unwrap_or((NEVER, None));
            }
        }
        let start = self.start();
        let parts = self.follow(0, start);
        let others = self.others(start, &parts);
        Cuts { parts, others }
    }

    fn start(&self) -> Place {
        match self.before {
            None => Place::Nowhere,
            Some(before) if before.has_units => Place::Behind,
            Some(_) => Place::Before(0),
        }
    }

    /// The cost of what remains by way of an edge.
    fn through(&self, at: usize, edge: Edge) -> Cost {
        let rest = self.best[at + edge.length][edge.to.index()].0;
        edge.cost.saturating_add(rest)
    }

    fn edges(&mut self, at: usize, place: Place) -> Vec<Edge> {
        let mut edges = Vec::with_capacity(6);
        edges.extend(self.modifier(at, place));
        let is_modifier = !edges.is_empty() && at + 2 == self.bytes.len();
        edges.extend(self.code(at));
        self.units(at, place, &mut edges);
        if !is_modifier {
            edges.extend(self.beginning(at, place));
        }
        // As much as can be read is read first, whatever may follow.
        let length = self.bytes.len() - at;
        edges.push(Edge { cut: Cut::Unread, length, cost: UNREAD * length as Cost, to: Place::Behind });
        edges
    }

    /// The code and modifiers of the line where a way stands; none where nothing more goes on it.
    fn line(&self, at: usize, place: Place) -> Option<(Option<Code>, Vec<Modifier>)> {
        let own = |count: usize, known: &[Modifier]| {
            let from = at.checked_sub(2 * count)?;
            let pairs = self.bytes.get(from..at)?.chunks(2);
            let modifiers = known.iter().copied().map(Ok).chain(pairs.map(Modifier::from_bytes));
            Some((from, modifiers.collect::<Result<Vec<_>, _>>().ok()?))
        };
        match place {
            Place::Nowhere | Place::Behind => None,
            Place::Before(count) => {
                let before = self.before?;
                let (from, modifiers) = own(count, before.modifiers)?;
                (from == 0).then_some((before.code, modifiers))
            }
            Place::Own(count) => {
                let (from, modifiers) = own(count, &[])?;
                let code = Code::from_bytes(self.bytes.get(from.checked_sub(5)?..from)?).ok()?;
                Some((Some(code), modifiers))
            }
        }
    }

    fn modifier(&mut self, at: usize, place: Place) -> Option<Edge> {
        let modifier = Modifier::from_bytes(self.bytes.get(at..at + 2)?).ok()?;
        if !self.book.knows(modifier) {
            return None;
        }
        let (code, modifiers) = self.line(at, place)?;
        if modifiers.len() >= MOST_MODIFIERS || modifiers.contains(&modifier) {
            return None;
        }
        let to = match place {
            Place::Before(count) => Place::Before(count + 1),
            Place::Own(count) => Place::Own(count + 1),
            Place::Nowhere | Place::Behind => return None,
        };
        let fits = code.is_none_or(|code| {
            *self.fits.entry((code, modifier)).or_insert_with(|| self.book.fits(code, modifier))
        });
        // `x1` is a unit, unless a dash says that a modifier follows.
        let like_units = modifier.as_str().starts_with('X')
            && modifier.as_str().ends_with(|c: char| c.is_ascii_digit())
            && !(self.joined && at == 0);
        // Each further modifier is rarer than the one before.
        let rarity = MODIFIER + 3 * MODIFIER * modifiers.len() as Cost;
        let cost = rarity + if fits { 0 } else { UNFIT } + if like_units { UNLIKELY } else { 0 };
        Some(Edge { cut: Cut::Modifier(modifier), length: 2, cost, to })
    }

    fn code(&self, at: usize) -> Option<Edge> {
        let bytes = self.bytes.get(at..at + 5)?;
        let code = Code::from_bytes(bytes).ok()?;
        let known = match code {
            code if self.book.holds(code) => 0,
            code if self.book.has_held(code) => OTHER_RELEASE,
            _ => NOWHERE,
        };
        let after_dash = if self.joined && at == 0 { 3 * UNFIT } else { 0 };
        Some(Edge { cut: Cut::Code(code), length: 5, cost: known + after_dash, to: Place::Own(0) })
    }

    fn units(&self, at: usize, place: Place, edges: &mut Vec<Edge>) {
        let marked = matches!(self.bytes.get(at), Some(b'x' | b'X' | b'*'));
        if !marked || matches!(place, Place::Nowhere | Place::Behind) {
            return;
        }
        if self.bytes.get(at + 1) == Some(&b'0') {
            return;
        }
        let digits = self.bytes[at + 1..].iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let mut units = 0;
        for (cost, length) in (1..=digits).map(|count| (OPEN * count as Cost, count)) {
            units = units * 10 + u32::from(self.bytes[at + length] - b'0');
            if (1..=MOST_UNITS).contains(&units) {
                edges.push(Edge { cut: Cut::Units(units), length: length + 1, cost, to: Place::Behind });
            }
        }
    }

    /// All that remains, as the beginning of something.
    fn beginning(&self, at: usize, place: Place) -> Option<Edge> {
        let rest = self.bytes.get(at..).filter(|rest| rest.len() < 5)?;
        let on_line = !matches!(place, Place::Nowhere | Place::Behind);
        let start = String::from_utf8_lossy(rest).to_ascii_uppercase();
        let begins = self.book.begins(&start)
            || (on_line
                && rest.len() == 1
                && (matches!(rest[0], b'x' | b'X' | b'*')
                    || self.book.modifier_begins(rest[0].to_ascii_uppercase())));
        // Two characters that are a modifier are read as one, be it one too many.
        let is_modifier =
            on_line && Modifier::from_bytes(rest).is_ok_and(|modifier| self.book.knows(modifier));
        let open = self.last && begins && !is_modifier;
        let cost = if open { OPEN + 3 * rest.len() as Cost } else { LEFT_OVER };
        Some(Edge { cut: Cut::Beginning, length: rest.len(), cost, to: Place::Behind })
    }

    fn follow(&self, mut at: usize, mut place: Place) -> Vec<(Range<usize>, Cut)> {
        let mut parts = Vec::new();
        while let Some(Edge { cut, length, to, .. }) = self.best[at][place.index()].1 {
            parts.push((at..at + length, cut));
            (at, place) = (at + length, to);
        }
        parts
    }

    /// Other ways that leave the chosen one at some cut, as sound as it and about as likely.
    fn others(&mut self, start: Place, chosen: &[(Range<usize>, Cut)]) -> Vec<String> {
        let is_open = |parts: &[(Range<usize>, Cut)]| {
            parts.iter().any(|(_, cut)| matches!(cut, Cut::Beginning | Cut::Unread))
        };
        let total = self.best[0][start.index()].0;
        let mut others = Vec::new();
        let (mut at, mut place, mut spent) = (0, start, 0);
        while let Some(taken) = self.best[at][place.index()].1 {
            for edge in self.edges(at, place) {
                let cost = self.through(at, edge).saturating_add(spent);
                if edge.cut == taken.cut || cost >= WRONG || cost > total + OFFERED {
                    continue;
                }
                let mut parts: Vec<_> =
                    chosen.iter().take_while(|(span, _)| span.end <= at).cloned().collect();
                parts.push((at..at + edge.length, edge.cut));
                parts.extend(self.follow(at + edge.length, edge.to));
                if others.len() < MOST_OTHERS && (!is_open(&parts) || is_open(chosen)) {
                    others.push(self.written(&parts));
                }
            }
            spent = spent.saturating_add(taken.cost);
            (at, place) = (at + taken.length, taken.to);
        }
        others
    }

    fn written(&self, parts: &[(Range<usize>, Cut)]) -> String {
        let mut out = String::new();
        for (span, cut) in parts {
            let mark = match cut {
                Cut::Modifier(_) if span.start > 0 => "-",
                Cut::Units(_) => "",
                _ if span.start > 0 => " ",
                _ => "",
            };
            out.push_str(mark);
            out.push_str(&String::from_utf8_lossy(&self.bytes[span.clone()]));
        }
        out
    }
}
