//! From rows to providers: everything of one provider together, whatever the order of the rows.

use openrvu_cms::error::{Problem, ReadError};
use openrvu_cms::read::Input;
use rayon::prelude::*;

use super::BuildError;
use super::gather::Part;
use super::record::{NO_DAYS, Record, unpack};
use super::value::Values;

/// Levels of office visits, both families together.
pub(super) const EM_LEVELS: usize = 9;
/// Work is summed in 10^-7 RVU: services in hundredths, times work RVUs in hundredths, times weights in thousandths.
pub(super) const WORK_SCALE: u64 = 100_000;

/// What one provider did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ProviderSum {
    pub(super) npi: u32,
    pub(super) specialty: u16,
    pub(super) state: [u8; 2],
    /// Services that count, in hundredths.
    pub(super) services: u64,
    /// Work in 10^-7 RVU.
    pub(super) work: u64,
    /// Days of the rows that count.
    pub(super) days: u64,
    /// Services of all rows, in hundredths.
    pub(super) all_services: u64,
    /// Office visits by level, in hundredths.
    pub(super) em: [u32; EM_LEVELS],
}

/// Sorts the rows by provider, code and place, and sums each individual provider's.
///
/// # Errors
/// [`ReadError`] at the second of two rows of one provider, code and place, or at a row that gives its provider another
/// specialty or state than the row before.
pub(super) fn providers(
    part: &mut Part,
    values: &Values,
    specialties: &[String],
) -> Result<Vec<ProviderSum>, BuildError> {
    if !part.records.is_sorted_by_key(Record::key) {
        part.records.par_sort_unstable_by_key(|record| (record.key(), record.line));
    }
    let groups = by_provider(&part.records);
    let results: Vec<(Vec<ProviderSum>, Option<Contradiction>)> =
        groups.par_iter().map(|records| sums(records, values)).collect();
    let first = results.iter().filter_map(|(_, contradiction)| contradiction.as_ref());
    if let Some(first) = first.min_by_key(|contradiction| contradiction.second.line) {
        return Err(first.describe(part, specialties).into());
    }
    Ok(results.into_iter().flat_map(|(sums, _)| sums).collect())
}

/// The rows in pieces that divide no provider.
fn by_provider(records: &[Record]) -> Vec<&[Record]> {
    const PIECE: usize = 1 << 16;
    let mut pieces = Vec::new();
    let mut rest = records;
    while let Some(last) = rest.get(PIECE) {
        let end = PIECE + rest[PIECE..].iter().take_while(|record| record.npi == last.npi).count();
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Two rows that cannot both be right.
struct Contradiction {
    first: Record,
    second: Record,
    what: Contradicted,
}

#[derive(Clone, Copy)]
enum Contradicted {
    Repeated,
    Specialty,
    State,
}

fn sums(records: &[Record], values: &Values) -> (Vec<ProviderSum>, Option<Contradiction>) {
    let mut sums: Vec<ProviderSum> = Vec::new();
    let mut worst: Option<Contradiction> = None;
    for of_provider in records.chunk_by(|a, b| a.npi == b.npi) {
        for pair in of_provider.windows(2) {
            let [first, second] = [pair[0], pair[1]];
            let what = if first.code_place == second.code_place {
                Contradicted::Repeated
            } else if first.specialty != second.specialty {
                Contradicted::Specialty
            } else if first.state != second.state {
                Contradicted::State
            } else {
                continue;
            };
            let found = Contradiction { first, second, what }.in_order();
            if worst.as_ref().is_none_or(|worst| found.second.line < worst.second.line) {
                worst = Some(found);
            }
        }
        sums.extend(sum(of_provider, values));
    }
    (sums, worst)
}

fn sum(records: &[Record], values: &Values) -> Option<ProviderSum> {
    let first = records.first().filter(|first| !first.is_organization())?;
    let mut sum = ProviderSum {
        npi: first.npi,
        specialty: first.specialty,
        state: first.state,
        services: 0,
        work: 0,
        days: 0,
        all_services: 0,
        em: [0; EM_LEVELS],
    };
    for record in records {
        sum.all_services = sum.all_services.saturating_add(record.services);
        if !record.is_used() {
            continue;
        }
        sum.services = sum.services.saturating_add(record.services);
        sum.work = sum.work.saturating_add(work(record, values));
        if record.days != NO_DAYS {
            sum.days += u64::from(record.days);
        }
        if let Some(level) = values.get(record.value).and_then(|value| value.em_level)
            && let Some(visits) = sum.em.get_mut(usize::from(level))
        {
            *visits = visits.saturating_add(u32::try_from(record.services).unwrap_or(u32::MAX));
        }
    }
    Some(sum)
}

/// The work of a row that counts, in 10^-7 RVU; zero of another.
#[inline]
pub(super) fn work(record: &Record, values: &Values) -> u64 {
    let work = values.get(record.value).and_then(|value| value.work(record.code_place.place()).ok());
    match work.and_then(|work| u64::try_from(work.get()).ok()) {
        Some(work) if record.is_used() => {
            record.services.saturating_mul(work).saturating_mul(record.thousandths())
        }
        _ => 0,
    }
}

impl Contradiction {
    /// The row that stands later in the files as the second.
    fn in_order(self) -> Self {
        if self.first.line <= self.second.line {
            return self;
        }
        Self { first: self.second, second: self.first, what: self.what }
    }

    fn describe(&self, part: &Part, specialties: &[String]) -> ReadError {
        let (file, row) = part.place(self.second.line);
        let (first_file, first_row) = part.place(self.first.line);
        let npi = self.second.npi;
        let elsewhere =
            if file == first_file { String::new() } else { format!(", in the file {first_file}") };
        let code = || unpack(self.second.code_place.packed_code()).map(|code| code.to_string());
        let mixed = |what, first, found| Problem::Mixed { what, first, found };
        let (column, problem) = match self.what {
            Contradicted::Repeated => {
                let place = ["F", "O", "not told"].get(self.second.code_place.place()).copied();
                let code = code().unwrap_or_default();
                let place = place.unwrap_or_default();
                let key = format!("NPI {npi} with code {code}, place of service {place}{elsewhere},");
                ("HCPCS_Cd", Problem::Duplicate { key, first_row })
            }
            Contradicted::Specialty => {
                let name = |number: u16| specialties.get(usize::from(number)).cloned().unwrap_or_default();
                let first = format!("{:?} (row {first_row}{elsewhere})", name(self.first.specialty));
                let found = format!("{:?}", name(self.second.specialty));
                ("Rndrng_Prvdr_Type", mixed("specialty of a provider", first, found))
            }
            Contradicted::State => {
                let name = |state: [u8; 2]| String::from_utf8_lossy(&state).trim_matches('\0').to_owned();
                let first = format!("{:?} (row {first_row}{elsewhere})", name(self.first.state));
                let found = format!("{:?}", name(self.second.state));
                ("Rndrng_Prvdr_State_Abrvtn", mixed("state of a provider", first, found))
            }
        };
        ReadError::of_column(Input { name: file, bytes: &[] }, row, column, problem)
    }
}
