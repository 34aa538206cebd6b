//! The benchmark sets that are served.

use std::cmp::Reverse;
use std::sync::Arc;

use openrvu_benchmark::set::Specialty;
use openrvu_benchmark::{BenchmarkSet, SetId};

/// The sets held, the one shown by default first: data before synthetic rows, then the latest year, then the latest
/// value release.
#[derive(Debug, Default)]
pub struct Benchmarks {
    sets: Vec<Arc<BenchmarkSet>>,
}

impl Benchmarks {
    pub(super) fn new(sets: Vec<Arc<BenchmarkSet>>) -> Self {
        let mut held: Vec<Arc<BenchmarkSet>> = Vec::with_capacity(sets.len());
        for set in sets {
            if held.iter().all(|before| before.id != set.id) {
                held.push(set);
            }
        }
        held.sort_by_key(|set| (set.synthetic, Reverse(set.id)));
        Self { sets: held }
    }

    /// Every set, the newest first.
    #[must_use]
    pub fn all(&self) -> &[Arc<BenchmarkSet>] {
        &self.sets
    }

    /// The set that is shown where none is asked for.
    #[must_use]
    pub fn newest(&self) -> Option<&BenchmarkSet> {
        self.sets.first().map(Arc::as_ref)
    }

    /// A set by its name.
    #[must_use]
    pub fn get(&self, id: SetId) -> Option<&BenchmarkSet> {
        self.sets.iter().find(|set| set.id == id).map(Arc::as_ref)
    }

    /// The set asked for, or else the newest that has the specialty, or else the newest.
    #[must_use]
    pub fn for_specialty(&self, slug: &str, id: Option<SetId>) -> Option<&BenchmarkSet> {
        if let Some(id) = id {
            return self.get(id);
        }
        let with_it = self.sets.iter().find(|set| !set.synthetic && set.specialty(slug).is_some());
        with_it.map(Arc::as_ref).or_else(|| self.newest())
    }

    /// A specialty in every set of data, or else of synthetic rows, that has it, the newest first.
    pub fn over_sets<'a>(
        &'a self,
        slug: &'a str,
        synthetic: bool,
    ) -> impl Iterator<Item = (&'a BenchmarkSet, &'a Specialty)> {
        let alike = self.sets.iter().filter(move |set| set.synthetic == synthetic);
        alike.filter_map(move |set| Some((set.as_ref(), set.specialty(slug)?)))
    }
}
