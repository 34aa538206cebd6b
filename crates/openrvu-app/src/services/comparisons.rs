//! Contracts compared, work restated, a line's steps.

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::{ReleaseId, Schedule};
use openrvu_log::compare::{Comparison, VolumeRow, compare_entries, compare_volume};
use openrvu_log::contract::{ContractError, Days};
use openrvu_log::restate::{Other, Restated, restate};
use openrvu_log::{
    ChooseTerms, Contract, Crediting, EncounterId, Entry, EntryId, EntryValue, Period, value_encounter,
};
use rustc_hash::FxHashMap;

use super::ledger::UserLedger;
use crate::AppError;

fn refused(error: &ContractError) -> AppError {
    AppError::invalid("contract", error.to_string())
}

/// The entries of a period by encounter, in the order of days.
fn encounters(ledger: &UserLedger, period: Period) -> Vec<Vec<&Entry>> {
    let mut places: FxHashMap<EncounterId, usize> = FxHashMap::default();
    let mut encounters: Vec<Vec<&Entry>> = Vec::new();
    for entry in ledger.ledger.between(period.from, period.to).map(|logged| logged.entry()) {
        let at = *places.entry(entry.encounter).or_insert_with(|| {
            encounters.push(Vec::new());
            encounters.len() - 1
        });
        encounters[at].push(entry);
    }
    encounters
}

/// Two contracts on the work of a period.
pub(crate) fn of_work(
    schedule: &Schedule,
    ledger: &UserLedger,
    contracts: [&Contract; 2],
    period: Period,
) -> Result<Comparison, AppError> {
    let encounters = encounters(ledger, period);
    compare_entries(schedule, contracts, &encounters, period.into(), ledger.settings.place)
        .map_err(|error| refused(&error))
}

/// The place of service of a typed volume: the usual one, or an office.
pub(crate) fn place(ledger: &UserLedger) -> Result<PlaceOfServiceCode, AppError> {
    let place = ledger.settings.place.or_else(|| "11".parse().ok());
    place.ok_or_else(|| AppError::Internal("no place of service".to_owned()))
}

/// Two contracts on a typed volume of the year that begins on a day.
pub(crate) fn of_volume(
    schedule: &Schedule,
    contracts: [&Contract; 2],
    volume: &[VolumeRow],
    year: Days,
    service: (Date, PlaceOfServiceCode),
) -> Result<Comparison, AppError> {
    compare_volume(schedule, contracts, volume, year, service).map_err(|error| refused(&error))
}

/// The work of a period under another release, and under a contract's policy where one is given.
pub(crate) fn restated(
    schedule: &Schedule,
    ledger: &UserLedger,
    period: Period,
    release: ReleaseId,
    policy: Option<&Contract>,
) -> Result<Restated, AppError> {
    schedule.release(release).map_err(|error| AppError::invalid("release", error.to_string()))?;
    let crediting = policy.map(|contract| contract.crediting(schedule)).transpose();
    let crediting = crediting.map_err(|error| refused(&error))?;
    let encounters = encounters(ledger, period).into_iter().filter_map(|entries| {
        let own: Result<&Crediting, _> = ledger.terms.terms(entries.first()?).crediting;
        Some((entries, own.ok()?))
    });
    let other = Other { release, crediting: crediting.as_ref() };
    Ok(restate(schedule, encounters, ledger.settings.place, other))
}

/// An entry's value with every step, as a line of its encounter.
pub(crate) fn explained(
    schedule: &Schedule,
    ledger: &UserLedger,
    id: EntryId,
) -> Result<(Entry, EntryValue), AppError> {
    let entry = ledger.ledger.get(id).ok_or(AppError::NoSuch("entry"))?.entry();
    let terms = ledger.terms.terms(entry);
    let crediting = terms.crediting.map_err(|words| AppError::invalid("contract", words))?;
    let day = ledger.ledger.between(entry.date, entry.date).map(|logged| logged.entry());
    let claim: Vec<&Entry> = day.filter(|other| other.encounter == entry.encounter).collect();
    let values = value_encounter(schedule, crediting, &claim, ledger.settings.place, true);
    let of_entry = claim.iter().zip(values).find(|(other, _)| other.id == id).map(|(_, value)| value);
    Ok((entry.clone(), of_entry.ok_or(AppError::NoSuch("entry"))?))
}
