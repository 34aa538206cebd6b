//! Several procedures together (MULT PROC): each pool ranks its own, and a code belongs to exactly one.

mod components;
mod ranks;
mod standard;
mod therapy;

use super::claim::{Claim, FeeLine};
use ranks::Ranks;

/// Ranks every pool. Lines for sides that another line carries stand aside.
pub(super) fn apply(claim: &Claim<'_>, lines: &mut [FeeLine<'_>]) {
    standard::rank(claim, lines);
    components::rank(claim, lines);
    therapy::rank(claim, lines);
}
