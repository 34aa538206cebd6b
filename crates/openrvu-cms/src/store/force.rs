//! Which revision of a release is in force, and which version of a reference table.

use super::{ReleaseManifest, TableManifest};

/// The revision of a release that is in force, of manifests in the order of their turns.
///
/// A complete one goes before a part. Of two alike, that with the later `RELEASED` date; where the dates are equal, one
/// has none, or the user put one in force, that whose turn is later.
pub(crate) fn in_force(manifests: &[ReleaseManifest]) -> Option<&ReleaseManifest> {
    manifests.iter().reduce(|held, next| if supersedes(next, held) { next } else { held })
}

fn supersedes(next: &ReleaseManifest, held: &ReleaseManifest) -> bool {
    match (next.complete, held.complete) {
        (true, false) => true,
        (false, true) => false,
        _ if next.put_in_force || held.put_in_force => true,
        _ => next.released.zip(held.released).is_none_or(|(next, held)| next >= held),
    }
}

/// Puts the version of a table that is in force first: complete before a part, then the newest version, then that whose
/// turn is later.
pub(crate) fn order(tables: &mut [TableManifest]) {
    tables.sort_by(|a, b| {
        let key = |table: &TableManifest| (table.complete, table.version.clone(), table.provenance.sequence);
        key(b).cmp(&key(a))
    });
}
