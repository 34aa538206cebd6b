//! Two contracts on the same work: one's own, or a typed volume.

mod volume;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::{Cents, Code, CreditRvu, Schedule};
use serde::Serialize;

use crate::contract::{Contract, ContractError, ContractId, Days};
use crate::pay::PeriodPay;
use crate::{Crediting, EncounterId, Entry, EntryId, Role, value_encounter};

pub use volume::{MOST_ROWS, VolumeError, VolumeRow, read_volume};

/// A contract's side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The contract.
    pub contract: ContractId,
    /// Its name.
    pub name: String,
    /// Work RVUs that it credits.
    pub credited: CreditRvu,
    /// Lines whose credit is unknown under it, and so in no sum.
    pub uncredited: u64,
    /// What it pays.
    pub pay: PeriodPay,
}

/// A code under both contracts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeCompared {
    /// The code.
    pub code: Code,
    /// Units.
    pub units: u64,
    /// Work RVUs that each contract credits.
    pub credited: [CreditRvu; 2],
}

impl CodeCompared {
    /// The second less the first.
    #[must_use]
    pub fn difference(&self) -> CreditRvu {
        self.credited[1] - self.credited[0]
    }
}

/// Two contracts on the same work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The days compared. Each contract is taken as if it covered them, at every site.
    pub days: Days,
    /// The two contracts.
    pub sides: [Side; 2],
    /// By code, the largest difference first.
    pub codes: Vec<CodeCompared>,
}

impl Comparison {
    /// Of the second contract's pay over the first's.
    #[must_use]
    pub fn difference(&self) -> Cents {
        self.sides[1].pay.total - self.sides[0].pay.total
    }
}

/// Compares two contracts on one's own encounters of some days.
///
/// # Errors
/// [`ContractError`] where one of them cannot credit with the figures at hand.
pub fn compare_entries(
    schedule: &Schedule,
    contracts: [&Contract; 2],
    encounters: &[Vec<&Entry>],
    days: Days,
    usual_place: Option<PlaceOfServiceCode>,
) -> Result<Comparison, ContractError> {
    let mut codes = Codes::default();
    let mut side = |at: usize| -> Result<Side, ContractError> {
        let (contract, crediting) = (contracts[at], contracts[at].crediting(schedule)?);
        let mut by_day: BTreeMap<Date, CreditRvu> = BTreeMap::new();
        let mut uncredited = 0;
        for entries in encounters {
            let values = value_encounter(schedule, &crediting, entries, usual_place, false);
            for (entry, value) in entries.iter().zip(values) {
                uncredited += u64::from(value.work.is_none() && !value.review.is_empty());
                codes.add(at, entry, 1, value.work);
                *by_day.entry(entry.date).or_default() += value.work.unwrap_or_default();
            }
        }
        let work = |days: Days| by_day.range(days.from..=days.to).map(|(_, work)| *work).sum();
        Ok(side(contract, days, by_day.values().copied().sum(), uncredited, &work))
    };
    let sides = [side(0)?, side(1)?];
    Ok(Comparison { days, sides, codes: codes.finish() })
}

/// Compares two contracts on a typed volume, spread evenly over the year that begins on a day.
///
/// # Errors
/// [`ContractError`] where one of them cannot credit with the figures at hand.
pub fn compare_volume(
    schedule: &Schedule,
    contracts: [&Contract; 2],
    volume: &[VolumeRow],
    year: Days,
    service: (Date, PlaceOfServiceCode),
) -> Result<Comparison, ContractError> {
    let mut codes = Codes::default();
    let mut side = |at: usize| -> Result<Side, ContractError> {
        let (contract, crediting) = (contracts[at], contracts[at].crediting(schedule)?);
        let (mut credited, mut uncredited) = (CreditRvu::ZERO, 0);
        for row in volume {
            let entries = entries_of(row, service);
            for (entry, work) in entries.iter().zip(works(schedule, &crediting, &entries)) {
                codes.add(at, entry, row.count, work);
                uncredited += if work.is_none() { u64::from(row.count) } else { 0 };
                credited += work.unwrap_or_default().times(row.count);
            }
        }
        let as_if = contract.over(year);
        let years = as_if.years_until(year.to);
        let spread = |days: Days| years.iter().map(|year| year.spread(credited, days)).sum();
        Ok(side(contract, year, credited, uncredited, &spread))
    };
    let sides = [side(0)?, side(1)?];
    Ok(Comparison { days: year, sides, codes: codes.finish() })
}

fn side(
    contract: &Contract,
    days: Days,
    credited: CreditRvu,
    uncredited: u64,
    work: &dyn Fn(Days) -> CreditRvu,
) -> Side {
    let pay = PeriodPay::of(&contract.over(days), days, work);
    Side { contract: contract.id, name: contract.name.to_string(), credited, uncredited, pay }
}

/// The entries of a row of a volume: one encounter.
fn entries_of(row: &VolumeRow, (date, place): (Date, PlaceOfServiceCode)) -> Vec<Entry> {
    let entry = |line: &openrvu_core::Line| Entry {
        id: EntryId::from_bytes([0; 16]),
        encounter: EncounterId::from_bytes([0; 16]),
        date,
        line: line.clone(),
        place: Some(place),
        site: None,
        role: Role::Performed,
        colleague: None,
        note: None,
    };
    row.lines.iter().map(entry).collect()
}

fn works(schedule: &Schedule, crediting: &Crediting, entries: &[Entry]) -> Vec<Option<CreditRvu>> {
    let values = value_encounter(schedule, crediting, &entries.iter().collect::<Vec<_>>(), None, false);
    values.into_iter().map(|value| value.work).collect()
}

#[derive(Default)]
struct Codes(BTreeMap<Code, CodeCompared>);

impl Codes {
    fn add(&mut self, side: usize, entry: &Entry, count: u32, work: Option<CreditRvu>) {
        let code = entry.line.code;
        let new = CodeCompared { code, units: 0, credited: [CreditRvu::ZERO; 2] };
        let compared = self.0.entry(code).or_insert(new);
        if side == 0 {
            compared.units += u64::from(entry.line.units) * u64::from(count);
        }
        compared.credited[side] += work.unwrap_or_default().times(count);
    }

    fn finish(self) -> Vec<CodeCompared> {
        let mut codes: Vec<_> = self.0.into_values().collect();
        codes.sort_by_key(|compared| (Reverse(compared.difference().get().abs()), compared.code));
        codes
    }
}

#[cfg(test)]
mod tests;
