//! The work RVUs of a release by section: where a code stands among its peers, and who is like it.

use openrvu_content::structure::{self, Path};
use openrvu_core::indicator::GlobalPeriod;
use openrvu_core::{Code, HeldRelease, Rvu};
use rustc_hash::FxHashMap;

use super::Site;

/// The fewest values that make a distribution worth a picture.
const FEWEST: usize = 12;

/// A code with its work RVU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peer {
    /// Work RVU of the listed row, above zero.
    pub work: Rvu,
    /// The code.
    pub code: Code,
    /// Its global period.
    pub global: GlobalPeriod,
}

/// The codes with work RVUs of one release, by section, each list in the order of work RVUs.
#[derive(Debug)]
pub struct Peers {
    by_section: FxHashMap<String, Vec<Peer>>,
}

/// Where a code stands in its section.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// The section compared with: the narrowest that has enough codes.
    pub path: Path,
    /// The section's codes, in the order of work RVUs.
    pub peers: &'a [Peer],
    /// How many of them have less work.
    pub below: usize,
}

impl Peers {
    pub(super) fn of(release: &HeldRelease) -> Self {
        let mut by_section: FxHashMap<String, Vec<Peer>> = FxHashMap::default();
        let mut last = None;
        for row in &release.rows {
            if last.replace(row.code) == Some(row.code) {
                continue;
            }
            let Some(row) = Site::listed_row(release, row.code).filter(|row| row.work > Rvu::ZERO) else {
                continue;
            };
            let peer = Peer { work: row.work, code: row.code, global: row.global };
            let mut url = String::new();
            for section in structure::path_of(row.code).sections() {
                if !url.is_empty() {
                    url.push('/');
                }
                url.push_str(section.slug);
                by_section.entry(url.clone()).or_default().push(peer);
            }
        }
        for peers in by_section.values_mut() {
            peers.sort_unstable();
        }
        Self { by_section }
    }

    /// Where a work RVU stands in the narrowest section of the code that has enough codes.
    #[must_use]
    pub fn standing(&self, code: Code, work: Rvu) -> Option<Standing<'_>> {
        let mut url = structure::path_of(code).url();
        loop {
            if let Some(peers) = self.by_section.get(&url).filter(|peers| peers.len() >= FEWEST) {
                let below = peers.partition_point(|peer| peer.work < work);
                return Some(Standing { path: structure::find(&url)?, peers, below });
            }
            url.truncate(url.rfind('/')?);
        }
    }

    /// The codes nearest by work RVU, of the same top section and global period, nearest first.
    #[must_use]
    pub fn similar(&self, code: Code, work: Rvu, global: GlobalPeriod, most: usize) -> Vec<Peer> {
        let path = structure::path_of(code);
        let top: Vec<&str> = path.sections().iter().take(2).map(|section| section.slug).collect();
        let Some(peers) = self.by_section.get(&top.join("/")) else { return Vec::new() };
        let distance = |peer: &Peer| (peer.work.get() - work.get()).abs();
        let mut near: Vec<Peer> =
            peers.iter().filter(|peer| peer.code != code && peer.global == global).copied().collect();
        near.sort_by_key(|peer| (distance(peer), peer.code));
        near.truncate(most);
        near.sort_by_key(|peer| (std::cmp::Reverse(peer.work), peer.code));
        near
    }
}
