//! Each code in each specialty: who bills it, and how much.

use std::collections::hash_map::Entry;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::group::work;
use super::record::Record;
use super::value::Values;
use crate::percentile::nearest_rank;

/// A code in a specialty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CodeCell {
    pub(super) specialty: u16,
    /// Packed, as in [`Record`].
    pub(super) code: u32,
    /// Individual providers that bill it.
    pub(super) providers: u32,
    /// Their services in hundredths, of all rows.
    pub(super) services: u64,
    /// Their work in 10^-7 RVU.
    pub(super) work: u64,
    /// Services in hundredths of the provider at the median.
    pub(super) median_services: u64,
    /// Whether any of its rows counts.
    pub(super) used: bool,
}

/// The cells of rows that are in the order of their keys, each row once.
pub(super) fn cells(records: &[Record], values: &Values) -> Vec<CodeCell> {
    let mut places: FxHashMap<u64, u32> = FxHashMap::default();
    let mut cells: Vec<CodeCell> = Vec::new();
    // Once to count, so that all services lie in one piece of memory afterwards, cell by cell.
    for group in groups(records) {
        let Some(first) = group.first() else { continue };
        let key = (u64::from(first.specialty) << 32) | u64::from(first.code_place.packed_code());
        let place = match places.entry(key) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                cells.push(CodeCell {
                    specialty: first.specialty,
                    code: first.code_place.packed_code(),
                    providers: 0,
                    services: 0,
                    work: 0,
                    median_services: 0,
                    used: false,
                });
                *new.insert(u32::try_from(cells.len() - 1).unwrap_or(u32::MAX))
            }
        };
        if let Some(cell) = cells.get_mut(place as usize) {
            cell.providers += 1;
            cell.services = cell.services.saturating_add(services(group));
            cell.work = group.iter().fold(cell.work, |sum, row| sum.saturating_add(work(row, values)));
            cell.used |= group.iter().any(Record::is_used);
        }
    }
    let mut next: Vec<usize> = Vec::with_capacity(cells.len());
    let mut all = 0;
    for cell in &cells {
        next.push(all);
        all += cell.providers as usize;
    }
    let mut of_providers = vec![0_u64; all];
    for group in groups(records) {
        let Some(first) = group.first() else { continue };
        let key = (u64::from(first.specialty) << 32) | u64::from(first.code_place.packed_code());
        let at = places.get(&key).and_then(|place| next.get_mut(*place as usize));
        if let Some(at) = at
            && let Some(slot) = of_providers.get_mut(*at)
        {
            *slot = services(group);
            *at += 1;
        }
    }
    let mut rest = of_providers.as_mut_slice();
    let mut slices = Vec::with_capacity(cells.len());
    for cell in &cells {
        let (own, after) = rest.split_at_mut(cell.providers as usize);
        slices.push(own);
        rest = after;
    }
    cells.par_iter_mut().zip(slices).for_each(|(cell, services)| {
        services.sort_unstable();
        cell.median_services = nearest_rank(services, 50).unwrap_or(0);
    });
    cells
}

/// The rows of each individual provider and code.
fn groups(records: &[Record]) -> impl Iterator<Item = &[Record]> {
    let same =
        |a: &Record, b: &Record| a.npi == b.npi && a.code_place.packed_code() == b.code_place.packed_code();
    records.chunk_by(same).filter(|group| group.first().is_some_and(|first| !first.is_organization()))
}

fn services(group: &[Record]) -> u64 {
    group.iter().fold(0, |sum, record| sum.saturating_add(record.services))
}
