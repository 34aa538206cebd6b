//! Building a set from Medicare's files.
//!
//! ```text
//! files -> blocks of lines -> records and counts -> providers, cells of specialty and code -> the set
//! ```
//!
//! One thread reads and hashes, others parse; a row is kept in 32 bytes until all are read, since nothing is assumed of
//! their order. The same files make the same set, whatever the threads and the order of rows and files.

mod bias;
mod blocks;
mod cells;
mod error;
mod files;
mod finish;
mod gather;
mod group;
mod other_year;
mod partial;
mod record;
mod rows;
mod specialties;
mod tally;
mod totals;
mod value;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use openrvu_core::{Factor, HeldRelease, ReleaseId, ReleaseLetter, Schedule};

use crate::set::{
    Area, BenchmarkSet, BiasClass, Biases, Excluded, Exclusion, LEAST_PROVIDERS, Method, NoBiases, RowCounts,
    SetId, Source, SourceKind,
};
use crate::{Services, Share};

pub use error::BuildError;
pub use value::counted_work;
pub(crate) use value::row_in;

/// What to build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// Calendar year of the services.
    pub year: u16,
    /// The release that values them; by default the October release of the year.
    pub value_release: Option<ReleaseId>,
    /// Whether a release of which only chosen codes are held may value them: the services of all others are left out.
    pub incomplete_release: bool,
    /// Whose services these are, in words; by default told by the states that occur.
    pub area: Option<String>,
    /// Services that a provider needs to enter the distributions.
    pub least_services: Services,
    /// Visits of a family that a provider needs to enter its levels.
    pub least_em_services: Services,
    /// The share of a provider's services that must stand in the rows, where totals by provider are read.
    pub least_coverage: Share,
    /// Threads that parse.
    pub threads: usize,
}

impl BuildOptions {
    /// The options of a year by default.
    #[must_use]
    pub fn of_year(year: u16) -> Self {
        Self {
            year,
            value_release: None,
            incomplete_release: false,
            area: None,
            least_services: Services::new(100 * 100),
            least_em_services: Services::new(50 * 100),
            least_coverage: Share::new(5_000),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Receives the progress of a build.
pub trait Progress: Sync {
    /// A file begins, of so many bytes where that is known, or a stretch of work without a size.
    fn begin(&self, what: &str, bytes: Option<u64>);
    /// So many bytes of it were read.
    fn read(&self, bytes: u64);
    /// Something to look at that is no reason to stop.
    fn note(&self, words: &str);
}

/// Nobody listens.
impl Progress for () {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn read(&self, _: u64) {}
    fn note(&self, _: &str) {}
}

/// States, the District of Columbia among them, whose presence makes a set one of the whole country.
const ALL_STATES: usize = 51;

/// Builds a set from files by provider and service, by provider, and by geography and service, in any order.
///
/// `parts` is a folder where a build over several files keeps what it has read until the set is done.
///
/// # Errors
/// [`BuildError`], which names file, row and column where a file is at fault.
pub fn build(
    files: &[PathBuf],
    schedule: &Schedule,
    options: &BuildOptions,
    parts: Option<&Path>,
    progress: &dyn Progress,
) -> Result<BenchmarkSet, BuildError> {
    if !(2012..=2099).contains(&options.year) {
        return Err(BuildError::NoYear(options.year));
    }
    let release = value_release(schedule, options)?;
    let of_year = amount_release(schedule, options.year, release);
    let day = middle_of(options.year);
    let amounts = of_year
        .zip(day)
        .and_then(|(release, day)| Some((release, bias::Amounts::of(schedule, release, day)?)));
    let values = value::Values::of(release);
    let specialties = specialties::Specialties::default();
    let weights = amounts.as_ref().map(|(_, amounts)| BiasClass::ALL.map(|class| amounts.weight(class)));
    let other_years = other_year::OtherYears::of(schedule, options.year);
    let reading = rows::Reading {
        values: &values,
        amounts: amounts.as_ref().map(|(_, amounts)| amounts),
        specialties: &specialties,
        other_years: &other_years,
        weights: weights.unwrap_or([Factor::ONE; BiasClass::ALL.len()]).map(thousandths),
    };
    let partials = parts.filter(|_| files.len() > 1).map(|dir| {
        let basis = [release].into_iter().chain(of_year).chain(schedule.releases()).map(fingerprint);
        partial::Partials::new(dir.to_owned(), basis.collect::<String>())
    });
    let reader = gather::Reader {
        reading,
        specialties: &specialties,
        partials: partials.as_ref(),
        year: options.year,
        threads: options.threads,
        progress,
    };
    let mut gathered = reader.all(files)?;
    if !gathered.part.sources.iter().any(|source| source.kind == SourceKind::ProviderService) {
        return Err(BuildError::NoServices { given: given(&gathered.part.sources) });
    }
    other_years.refuse(&gathered, options.year)?;
    progress.begin("counting", None);
    let names = specialties.names();
    let mut providers = group::providers(&mut gathered.part, &values, &names)?;
    totals::of_providers(&gathered, &providers)?;
    let cells = cells::cells(&gathered.part.records, &values);
    totals::of_codes(&gathered, &cells)?;
    gathered.part.records = Vec::new();

    let method = Method {
        percentile: "nearest rank".to_owned(),
        least_services: options.least_services,
        least_em_services: options.least_em_services,
        least_coverage: (!gathered.totals.is_empty()).then_some(options.least_coverage),
        release_complete: release.complete,
    };
    let finishing = finish::Finishing { gathered: &gathered, method: &method, specialties: &names, weights };
    let states = states(&providers);
    let done = finishing.specialties(&mut providers, &cells);
    let tally = &gathered.part.tally;
    if done.shown.is_empty() {
        return Err(BuildError::NoSpecialty { rows: tally.read, least: LEAST_PROVIDERS });
    }
    let biases = match (&amounts, tally.comparable) {
        (_, 0) => Biases::NotApplicable { reason: NoBiases::NoAmounts },
        (None, _) => Biases::NotApplicable { reason: NoBiases::NoRelease },
        (Some((release, _)), _) => Biases::Compared {
            release: release.id,
            tolerance: bias::TOLERANCE,
            compared: tally.compared,
            not_compared: tally.used - tally.compared,
            classes: finishing.all_biases(tally),
        },
    };
    let codes = finishing.codes(&cells);
    let words = options.area.clone().unwrap_or_else(|| area_words(&states));
    Ok(BenchmarkSet {
        id: SetId { year: options.year, release: release.id },
        area: Area { words, states },
        synthetic: gathered.part.synthetic,
        rows: RowCounts {
            read: tally.read,
            used: tally.used,
            without_place: tally.without_place,
            without_days: tally.without_days,
            excluded: Exclusion::ALL
                .into_iter()
                .zip(tally.excluded)
                .filter(|(_, count)| count.rows > 0)
                .map(|(reason, count)| Excluded {
                    reason,
                    rows: count.rows,
                    services: Services::new(count.services),
                })
                .collect(),
            providers: done.providers,
            below_floor: done.below_floor,
            below_coverage: done.below_coverage,
        },
        biases,
        sources: gathered.part.sources,
        specialties: done.shown,
        suppressed: done.suppressed,
        codes,
        method,
    })
}

/// The release that values the services.
fn value_release<'a>(schedule: &'a Schedule, options: &BuildOptions) -> Result<&'a HeldRelease, BuildError> {
    let october = ReleaseId { year: options.year, letter: ReleaseLetter::D };
    let wanted = options.value_release.unwrap_or(october);
    let release = schedule
        .release(wanted)
        .map_err(|_| BuildError::NotHeld { wanted, held: schedule.held_in_words() })?;
    if !release.complete && !options.incomplete_release {
        return Err(BuildError::Incomplete { release: wanted, zip: wanted.zip_name() });
    }
    Ok(release)
}

/// The release whose amounts the files' are compared with: the value release where it is of the year, else October's.
fn amount_release<'a>(schedule: &'a Schedule, year: u16, value: &'a HeldRelease) -> Option<&'a HeldRelease> {
    if value.id.year == year {
        return Some(value);
    }
    schedule.release(ReleaseId { year, letter: ReleaseLetter::D }).ok()
}

/// Files by what they are, in words.
fn given(sources: &[Source]) -> String {
    let given = sources.iter().map(|source| format!("{} is {}", source.file.name, source.kind.words()));
    given.collect::<Vec<_>>().join(", ")
}

fn middle_of(year: u16) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, 7, 1).ok()
}

/// What a release's figures depend on.
fn fingerprint(release: &HeldRelease) -> String {
    let sources = release.sources.iter().map(|source| format!(" {}", source.sha256));
    format!("{} {} {}{}", release.id, release.rows.len(), release.complete, sources.collect::<String>())
}

fn thousandths(factor: Factor) -> u16 {
    let (numerator, denominator) = factor.parts();
    u16::try_from(u64::from(numerator) * 1000 / u64::from(denominator.max(1))).unwrap_or(1000)
}

fn states(providers: &[group::ProviderSum]) -> Vec<String> {
    let mut states: Vec<[u8; 2]> =
        providers.iter().map(|sum| sum.state).filter(|state| *state != [0, 0]).collect();
    states.sort_unstable();
    states.dedup();
    states.iter().map(|state| String::from_utf8_lossy(state).into_owned()).collect()
}

fn area_words(states: &[String]) -> String {
    match states {
        [] => "states not told".to_owned(),
        states if states.len() >= ALL_STATES => "the whole country".to_owned(),
        [only] => only.clone(),
        states => format!("{} states and territories", states.len()),
    }
}
