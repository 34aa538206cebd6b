//! The entries of a reading, and what they are worth.

use jiff::Timestamp;
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use openrvu_core::policy::PlaceOfServiceCode;

use super::Reading;
use crate::ledger::{Ledger, LoggedValue, Record, Valuer};
use crate::{EncounterId, Entry, EntryId, Role, ShortText};

/// What all lines of a submission share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// Date of service.
    pub date: Date,
    /// Place of service; none where the clinician's usual one is meant.
    pub place: Option<PlaceOfServiceCode>,
    /// The clinic or hospital.
    pub site: Option<ShortText>,
    /// What the clinician did.
    pub role: Role,
    /// The colleague.
    pub colleague: Option<ShortText>,
    /// A note.
    pub note: Option<ShortText>,
}

impl Circumstances {
    /// Those of a day, with nothing else said.
    #[must_use]
    pub const fn on(date: Date) -> Self {
        Self { date, place: None, site: None, role: Role::Performed, colleague: None, note: None }
    }

    /// The entries of a reading's lines that can be logged, in their order. `ids` gives sixteen random bytes at each
    /// call.
    ///
    /// Ids ascend with the lines, for a log lists what was written at one moment in the order of its ids.
    #[must_use]
    pub fn entries(&self, reading: &Reading, mut ids: impl FnMut() -> [u8; 16]) -> Vec<Entry> {
        let lines: Vec<_> = reading.loggable().collect();
        let mut names: Vec<EntryId> = lines.iter().map(|_| EntryId::from_bytes(ids())).collect();
        names.sort_unstable();
        let mut encounter = None;
        let mut encounter_of = |number: usize| match encounter {
            Some((last, id)) if last == number => id,
            _ => encounter.insert((number, EncounterId::from_bytes(ids()))).1,
        };
        let entry = |(id, (number, line)): (EntryId, (usize, &openrvu_core::Line))| Entry {
            id,
            encounter: encounter_of(number),
            date: self.date,
            line: line.clone(),
            place: self.place,
            site: self.site.clone(),
            role: self.role,
            colleague: self.colleague.clone(),
            note: self.note.clone(),
        };
        names.into_iter().zip(lines).map(entry).collect()
    }
}

/// The worth of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadingValue {
    /// By line of the reading: its value, and the work RVUs up to it; none where the line has no service.
    pub lines: Vec<Option<(LoggedValue, CreditRvu)>>,
    /// The work RVUs of all lines whose credit is known.
    pub work: CreditRvu,
    /// Lines whose credit is unknown, and so not in the sum.
    pub uncredited: usize,
}

/// Values a reading as the log will value its entries: the lines of one encounter as one claim.
#[must_use]
pub fn value_reading(valuer: &Valuer<'_>, reading: &Reading, circumstances: &Circumstances) -> ReadingValue {
    let mut count = 0_u128;
    let entries = circumstances.entries(reading, || {
        count += 1;
        count.to_be_bytes()
    });
    let record = |entry: &Entry| Record { entry: entry.clone(), revision: 0, created: Timestamp::UNIX_EPOCH };
    let ledger = Ledger::new(entries.iter().map(record).collect(), valuer);
    let mut entries = entries.iter();
    let mut value = ReadingValue::default();
    for line in &reading.lines {
        let entry = line.line.as_ref().and_then(|_| entries.next());
        let logged = entry.and_then(|entry| ledger.get(entry.id)).map(|logged| logged.value.clone());
        value.lines.push(logged.map(|logged| {
            value.work += logged.work().unwrap_or_default();
            value.uncredited += usize::from(logged.work().is_none());
            (logged, value.work)
        }));
    }
    value
}
