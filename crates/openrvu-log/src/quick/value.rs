//! What the lines of a reading are worth.

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::{CreditRvu, Schedule};

use super::Reading;
use crate::{Crediting, EncounterId, Entry, EntryId, EntryValue, Role, value_encounter};

/// What all lines of a submission share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Date of service.
    pub date: Date,
    /// Place of service, or the clinician's usual one.
    pub place: Option<PlaceOfServiceCode>,
    /// What the clinician did.
    pub role: Role,
}

/// The worth of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadingValue {
    /// By line of the reading: what came of it, and the work RVUs up to it; none where the line has no service.
    pub lines: Vec<Option<(EntryValue, CreditRvu)>>,
    /// The work RVUs of all lines whose credit is known.
    pub work: CreditRvu,
    /// Lines whose credit is unknown, and so not in the sum.
    pub uncredited: usize,
}

/// Values the lines of a reading, those of one encounter as one claim.
#[must_use]
pub fn value_reading(
    schedule: &Schedule,
    crediting: &Crediting,
    reading: &Reading,
    circumstances: Circumstances,
) -> ReadingValue {
    let mut value = ReadingValue { lines: vec![None; reading.lines.len()], ..ReadingValue::default() };
    let entry = |line: &openrvu_core::Line| Entry {
        id: EntryId::from_bytes([0; 16]),
        encounter: EncounterId::from_bytes([0; 16]),
        date: circumstances.date,
        line: line.clone(),
        place: circumstances.place,
        site: None,
        role: circumstances.role,
        colleague: None,
        note: None,
    };
    let entries: Vec<(usize, usize, Entry)> = (0..)
        .zip(&reading.lines)
        .filter_map(|(at, line)| Some((at, line.encounter, entry(line.line.as_ref()?))))
        .collect();
    for lines in entries.chunk_by(|one, other| one.1 == other.1) {
        let claim: Vec<&Entry> = lines.iter().map(|(.., entry)| entry).collect();
        let values = value_encounter(schedule, crediting, &claim, circumstances.place, false);
        for ((at, ..), line) in lines.iter().zip(values) {
            match line.work {
                Some(work) => value.work += work,
                None => value.uncredited += 1,
            }
            value.lines[*at] = Some((line, value.work));
        }
    }
    value
}
