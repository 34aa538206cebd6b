//! A day of a ledger.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::value::{LoggedValue, Sums};
use super::{Logged, Record, Sites, Valuer};
use crate::value::{EntryValue, value_encounter};
use crate::{EncounterId, Entry, EntryId};

/// The entries of a day in the order in which they were written, their values beside them.
///
/// Records behind the last value have none yet: [`Self::settle`] gives it to them.
#[derive(Debug, Clone, Default)]
pub(super) struct Day {
    records: Vec<Record>,
    values: Vec<LoggedValue>,
    sums: Sums,
}

impl Day {
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    pub fn values(&self) -> &[LoggedValue] {
        &self.values
    }

    pub fn logged(&self) -> impl DoubleEndedIterator<Item = Logged<'_>> {
        self.records.iter().zip(&self.values).map(|(record, value)| Logged { record, value })
    }

    pub fn push(&mut self, record: Record) {
        self.records.push(record);
    }

    /// Takes an entry out, and tells its encounter.
    pub fn take_out(&mut self, id: EntryId) -> Option<EncounterId> {
        let at = self.records.iter().position(|record| record.entry.id == id)?;
        if at < self.values.len() {
            self.values.remove(at);
        }
        Some(self.records.remove(at).entry.encounter)
    }

    /// Brings the records into order and values the encounters that were touched, or all where none are named.
    pub fn settle(
        &mut self,
        touched: Option<&BTreeSet<EncounterId>>,
        sites: &mut Sites,
        valuer: &Valuer<'_>,
    ) {
        let values = std::mem::take(&mut self.values).into_iter().map(Some);
        let values = values.chain(std::iter::repeat_with(|| None));
        let mut rows: Vec<_> = std::mem::take(&mut self.records).into_iter().zip(values).collect();
        rows.sort_by_key(|(record, _)| (record.created, record.entry.id));
        let mut claims: FxHashMap<EncounterId, Vec<usize>> = FxHashMap::default();
        for (at, (record, value)) in rows.iter().enumerate() {
            let encounter = record.entry.encounter;
            if value.is_none() || touched.is_none_or(|touched| touched.contains(&encounter)) {
                claims.entry(encounter).or_default().push(at);
            }
        }
        for places in claims.into_values() {
            let entries: Vec<_> = places.iter().map(|at| &rows[*at].0.entry).collect();
            let values = value_claim(&entries, sites, valuer);
            for (at, value) in places.into_iter().zip(values) {
                rows[at].1 = Some(value);
            }
        }
        (self.records, self.values) =
            rows.into_iter().filter_map(|(record, value)| Some((record, value?))).unzip();
        self.sums = self.values.iter().map(LoggedValue::sums).sum();
    }
}

/// Values a claim. Where its entries fall under several contracts, each is credited by its own, as a part of the whole.
fn value_claim(entries: &[&Entry], sites: &mut Sites, valuer: &Valuer<'_>) -> Vec<LoggedValue> {
    let terms: Vec<_> = entries.iter().map(|entry| valuer.terms.terms(entry)).collect();
    let mut values: Vec<Option<LoggedValue>> = vec![None; entries.len()];
    for (first, by) in terms.iter().enumerate() {
        if values[first].is_some() {
            continue;
        }
        let all = match by.crediting {
            Ok(crediting) => value_encounter(valuer.schedule, crediting, entries, valuer.usual_place, false),
            Err(why) => vec![EntryValue::unknown(why.to_owned()); entries.len()],
        };
        for (at, value) in all.into_iter().enumerate() {
            if terms[at].contract == by.contract {
                let site = entries[at].site.as_ref().map(|site| sites.number(site));
                values[at] = Some(LoggedValue::new(entries[at], site, by.contract, value));
            }
        }
    }
    values.into_iter().flatten().collect()
}
