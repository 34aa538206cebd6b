//! The rows of two releases side by side, and of which kinds their changes are.

use openrvu_core::{Code, FeeRow, HeldRelease, Setting};

use super::columns::differences;
use super::{Kind, Order};

/// A row that changed, with what became of it.
#[derive(Debug, Clone)]
pub(super) struct Pair<'a> {
    pub(super) old: Option<&'a FeeRow>,
    pub(super) new: Option<&'a FeeRow>,
    /// In the order of [`Kind::ALL`]; at least one.
    pub(super) kinds: Vec<Kind>,
}

impl Pair<'_> {
    pub(super) fn code(&self) -> Option<Code> {
        self.new.or(self.old).map(|row| row.code)
    }

    /// By how much a figure grew, in hundredths of an RVU; none where one of the rows has no RVUs.
    pub(super) fn growth(&self, order: Order) -> Option<i32> {
        let figure = |row: &FeeRow| match order {
            Order::Code => None,
            Order::Work => Some(row.work.get()),
            Order::NonFacility => Some(row.total(Setting::NonFacility).get()),
            Order::Facility => Some(row.total(Setting::Facility).get()),
        };
        let valued = |row: Option<&FeeRow>| row.filter(|row| row.has_rvus()).and_then(figure);
        Some(valued(self.new)? - valued(self.old)?)
    }
}

/// Every row that differs, in the order of codes: both lists are walked once. Rows of one release only are changes
/// where the other holds all rows.
pub(super) fn changed<'a>(old: &'a HeldRelease, new: &'a HeldRelease) -> Vec<Pair<'a>> {
    let key = |row: &FeeRow| (row.code, row.modifier);
    let (mut before, mut after) = (old.rows.iter().peekable(), new.rows.iter().peekable());
    let mut found = Vec::new();
    loop {
        let (old_row, new_row) = match (before.peek(), after.peek()) {
            (None, None) => return found,
            (Some(a), Some(b)) if key(a) == key(b) => (before.next(), after.next()),
            (Some(a), Some(b)) if key(a) < key(b) => (before.next(), None),
            (Some(_), None) => (before.next(), None),
            _ => (None, after.next()),
        };
        let kinds = match (old_row, new_row) {
            (Some(old), Some(new)) => kinds(old, new),
            (None, _) if old.complete => vec![Kind::Added],
            (_, None) if new.complete => vec![Kind::Removed],
            _ => Vec::new(),
        };
        if !kinds.is_empty() {
            found.push(Pair { old: old_row, new: new_row, kinds });
        }
    }
}

/// Of which kinds the differences of a row are.
fn kinds(old: &FeeRow, new: &FeeRow) -> Vec<Kind> {
    if old == new {
        return Vec::new();
    }
    let found: Vec<Kind> = differences(old, new).map(|difference| difference.kind).collect();
    let is = |kind: &Kind| match kind {
        Kind::Indicator => found.iter().any(|found| matches!(found, Kind::Status | Kind::Indicator)),
        kind => found.contains(kind),
    };
    Kind::ALL.into_iter().filter(is).collect()
}
