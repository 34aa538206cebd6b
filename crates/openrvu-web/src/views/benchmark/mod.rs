//! National benchmarks: the list of specialties, and the page of one.

mod caveats;
pub mod chart;
mod code_mix;
mod list;
mod office_visits;
mod set;
mod specialty;
mod states;
mod trend;
mod whole;
pub(crate) mod workbook;

pub use caveats::{Caveat, caveats};
pub(crate) use code_mix::CodeMix;
pub(crate) use list::{BenchmarksPage, Column};
pub(crate) use office_visits::{Found, Level, OfficeVisits};
pub(crate) use set::{SetChoice, SetView, choices};
pub(crate) use specialty::{BenchmarkPage, SuppressedPage};
pub(crate) use states::States;
pub(crate) use trend::Trend;
pub use whole::Whole;

use openrvu_benchmark::Distribution;

use crate::Site;

/// The command that builds the current national set from CMS's file.
pub(crate) const BUILD_COMMAND: &str =
    "openrvu benchmark build MUP_PHY_R25_P05_V20_D23_Prov_Svc.csv --year 2023";

/// The values at the 25th percentile, the median and the 75th percentile.
fn quartiles<Q: Copy>(distribution: &Distribution<Q>) -> [Q; 3] {
    let [_, _, lower, median, upper, _, _] = distribution.values;
    [lower, median, upper]
}

/// The specialties that have a page, by their addresses: those of the newest set.
pub(crate) fn slugs(site: &Site) -> impl Iterator<Item = &str> {
    let newest = site.benchmarks.newest().into_iter();
    newest.flat_map(|set| set.specialties.iter().map(|specialty| &*specialty.slug))
}
