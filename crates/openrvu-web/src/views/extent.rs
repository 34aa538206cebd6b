//! How much of a release is held, in words: figures counted over chosen codes are never shown as those of the whole.

use openrvu_core::HeldRelease;

use super::Count;

/// How many codes stand in both of two releases.
pub(crate) fn codes_in_both(old: &HeldRelease, new: &HeldRelease) -> usize {
    old.rows.chunk_by(|a, b| a.code == b.code).filter(|rows| !new.rows_of(rows[0].code).is_empty()).count()
}

/// What follows a count over two releases: ` of the 2063 codes held here` where either is held in part, or nothing.
pub(crate) fn of_codes_held(old: &HeldRelease, new: &HeldRelease) -> String {
    if old.complete && new.complete {
        String::new()
    } else {
        format!(" of the {} codes held here", Count(codes_in_both(old, new)))
    }
}
