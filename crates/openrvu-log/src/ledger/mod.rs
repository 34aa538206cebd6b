//! A user's whole log, valued, in memory: what pages, statements and reconciliations read.
//!
//! Entries stand by day, since nearly every question is about days; each day keeps its sums. A change values anew only
//! the encounters that it touches, and leads to the same ledger as valuing everything from the start.

mod day;
mod terms;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use openrvu_core::Schedule;
use openrvu_core::policy::PlaceOfServiceCode;
use rustc_hash::FxHashMap;

use crate::{EncounterId, Entry, EntryId, ShortText};

use day::Day;
pub use terms::{ChooseTerms, ContractTerms, OneCrediting, Terms, WITHOUT_CONTRACT};
pub use value::{LoggedValue, SiteNumber, Sums};

/// An entry as kept, with what a store knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The entry.
    pub entry: Entry,
    /// The ledger's revision that changed it last.
    pub revision: u64,
    /// When it was written first: the order of the lines of a day.
    pub created: Timestamp,
}

/// An entry of the ledger with what it is worth.
#[derive(Debug, Clone, Copy)]
pub struct Logged<'a> {
    /// The entry as kept.
    pub record: &'a Record,
    /// What it is worth.
    pub value: &'a LoggedValue,
}

impl<'a> Logged<'a> {
    /// The entry.
    #[must_use]
    pub const fn entry(self) -> &'a Entry {
        &self.record.entry
    }
}

/// What values the entries of a ledger.
#[derive(Clone, Copy)]
pub struct Valuer<'a> {
    /// The fee schedule.
    pub schedule: &'a Schedule,
    /// By what each entry is credited.
    pub terms: &'a dyn ChooseTerms,
    /// The place of service of entries that have none.
    pub usual_place: Option<PlaceOfServiceCode>,
}

/// A user's whole log, valued.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    // Days are shared between copies, so that one who reads an older copy costs a change little.
    days: BTreeMap<Date, Arc<Day>>,
    dates: FxHashMap<EntryId, Date>,
    sites: Sites,
}

impl Ledger {
    /// Values a whole log. Of two records of one entry the later in the list is kept.
    #[must_use]
    pub fn new(records: Vec<Record>, valuer: &Valuer<'_>) -> Self {
        let mut ledger = Self::default();
        ledger.apply(records, &[], valuer);
        ledger
    }

    /// Takes in entries that are new or changed, and takes out those deleted. Ids that are not there are passed over.
    pub fn apply(&mut self, changed: Vec<Record>, deleted: &[EntryId], valuer: &Valuer<'_>) {
        let mut touched: BTreeMap<Date, BTreeSet<EncounterId>> = BTreeMap::new();
        for id in deleted {
            self.take_out(*id, &mut touched);
        }
        for record in changed {
            let (id, date) = (record.entry.id, record.entry.date);
            self.take_out(id, &mut touched);
            touched.entry(date).or_default().insert(record.entry.encounter);
            self.dates.insert(id, date);
            Arc::make_mut(self.days.entry(date).or_default()).push(record);
        }
        for (date, encounters) in touched {
            let Some(day) = self.days.get_mut(&date) else { continue };
            Arc::make_mut(day).settle(Some(&encounters), &mut self.sites, valuer);
            if day.is_empty() {
                self.days.remove(&date);
            }
        }
    }

    /// Values everything anew: after a change of contracts, settings or the fee schedule.
    pub fn revalue(&mut self, valuer: &Valuer<'_>) {
        self.revalue_between(Date::MIN, Date::MAX, valuer);
    }

    /// Values the days from the first to the last anew, both included.
    pub fn revalue_between(&mut self, from: Date, to: Date, valuer: &Valuer<'_>) {
        if from > to {
            return;
        }
        for day in self.days.range_mut(from..=to).map(|(_, day)| day) {
            Arc::make_mut(day).settle(None, &mut self.sites, valuer);
        }
    }

    fn take_out(&mut self, id: EntryId, touched: &mut BTreeMap<Date, BTreeSet<EncounterId>>) {
        let Some(date) = self.dates.remove(&id) else { return };
        let taken = self.days.get_mut(&date).and_then(|day| Arc::make_mut(day).take_out(id));
        touched.entry(date).or_default().extend(taken);
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.dates.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.dates.is_empty()
    }

    /// The first and the last day with an entry.
    #[must_use]
    pub fn extent(&self) -> Option<(Date, Date)> {
        Some((*self.days.first_key_value()?.0, *self.days.last_key_value()?.0))
    }

    /// An entry by its id.
    #[must_use]
    pub fn get(&self, id: EntryId) -> Option<Logged<'_>> {
        self.days.get(self.dates.get(&id)?)?.logged().find(|logged| logged.record.entry.id == id)
    }

    /// The entries of an encounter, in the order in which they were written.
    #[must_use]
    pub fn encounter(&self, id: EncounterId) -> Vec<Logged<'_>> {
        let days = self.days.values().flat_map(|day| day.logged());
        days.filter(|logged| logged.record.entry.encounter == id).collect()
    }

    /// The entries of the days from the first to the last, both included, by day and in the order of writing.
    pub fn between(&self, from: Date, to: Date) -> impl DoubleEndedIterator<Item = Logged<'_>> {
        self.range(from, to).flat_map(|(_, day)| day.logged())
    }

    /// The days with entries from the first to the last, both included, with their sums.
    pub fn days(&self, from: Date, to: Date) -> impl DoubleEndedIterator<Item = (Date, &Sums)> {
        self.range(from, to).map(|(date, day)| (date, day.sums()))
    }

    /// The sums over the days from the first to the last, both included.
    #[must_use]
    pub fn sums(&self, from: Date, to: Date) -> Sums {
        self.days(from, to).map(|(_, sums)| *sums).sum()
    }

    /// The values alone of the days from the first to the last, both included: what dashboards scan.
    pub fn values(&self, from: Date, to: Date) -> impl Iterator<Item = (Date, &LoggedValue)> {
        self.range(from, to).flat_map(|(date, day)| day.values().iter().map(move |value| (date, value)))
    }

    /// The name of a site.
    #[must_use]
    pub fn site(&self, number: SiteNumber) -> Option<&ShortText> {
        self.sites.names.get(number.0 as usize)
    }

    /// Every site that an entry has or had, with its number.
    pub fn sites(&self) -> impl Iterator<Item = (SiteNumber, &ShortText)> {
        (0..).map(SiteNumber).zip(&self.sites.names)
    }

    fn range(&self, from: Date, to: Date) -> impl DoubleEndedIterator<Item = (Date, &Day)> {
        // The range of a map may not begin behind its end.
        let days = (from <= to).then(|| self.days.range(from..=to));
        days.into_iter().flatten().map(|(date, day)| (*date, &**day))
    }
}

/// The sites of a ledger, each with a number. Names that differ in case alone are one site, as in contracts.
#[derive(Debug, Clone, Default)]
struct Sites {
    names: Vec<ShortText>,
    numbers: FxHashMap<String, SiteNumber>,
}

impl Sites {
    fn number(&mut self, name: &ShortText) -> SiteNumber {
        *self.numbers.entry(name.as_str().to_lowercase()).or_insert_with(|| {
            self.names.push(name.clone());
            SiteNumber(u32::try_from(self.names.len() - 1).unwrap_or(u32::MAX))
        })
    }
}
