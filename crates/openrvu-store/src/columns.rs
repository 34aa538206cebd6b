//! An entry as the columns of a table that a person can read.

use openrvu_core::valuation::MOST_UNITS;
use openrvu_core::{Cents, Line};
use openrvu_log::{EncounterId, Entry, EntryId, Role, ShortText};
use uuid::Uuid;

use crate::{Result, StoreError};

/// The columns of an entry, without its name and its revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryColumns {
    /// The encounter.
    pub encounter_id: Uuid,
    /// `2026-08-03`.
    pub date_of_service: String,
    /// The code.
    pub code: String,
    /// Modifiers in the order given, with blanks between them.
    pub modifiers: String,
    /// Units.
    pub units: i32,
    /// Anesthesia time in minutes.
    pub minutes: Option<i32>,
    /// The charge in cents.
    pub charge_cents: Option<i64>,
    /// The place of service, two digits.
    pub place_of_service: Option<String>,
    /// The clinic or hospital.
    pub site: Option<String>,
    /// The slug of the role.
    pub role: String,
    /// The colleague.
    pub colleague: Option<String>,
    /// The note.
    pub note: Option<String>,
}

impl From<&Entry> for EntryColumns {
    fn from(entry: &Entry) -> Self {
        let line = &entry.line;
        let modifiers: Vec<&str> = line.modifiers.iter().map(|modifier| modifier.as_str()).collect();
        Self {
            encounter_id: entry.encounter.uuid(),
            date_of_service: entry.date.to_string(),
            code: line.code.to_string(),
            modifiers: modifiers.join(" "),
            units: i32::try_from(line.units).unwrap_or(i32::MAX),
            minutes: line.minutes.map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX)),
            charge_cents: line.charge.map(Cents::get),
            place_of_service: entry.place.map(|place| place.to_string()),
            site: entry.site.as_ref().map(ToString::to_string),
            role: entry.role.slug().to_owned(),
            colleague: entry.colleague.as_ref().map(ToString::to_string),
            note: entry.note.as_ref().map(ToString::to_string),
        }
    }
}

impl EntryColumns {
    /// The entry that the columns tell of.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a column does not hold what it should.
    pub fn entry(self, id: EntryId) -> Result<Entry> {
        // What stands there is an entry's, and so no matter for a message that a log may keep.
        let damaged = |column: &str| StoreError::Damaged {
            what: "entry",
            message: format!("{id}: its {column} does not read"),
        };
        let code = self.code.parse().map_err(|_| damaged("code"))?;
        let mut line = Line::new(code);
        for modifier in self.modifiers.split_ascii_whitespace() {
            let read = modifier.parse().map_err(|_| damaged("modifiers"))?;
            line.push_modifier(read).map_err(|_| damaged("modifiers"))?;
        }
        let units = u32::try_from(self.units).ok().filter(|units| (1..=MOST_UNITS).contains(units));
        line.units = units.ok_or_else(|| damaged("units"))?;
        let minutes = self.minutes.map(u32::try_from).transpose();
        line.minutes = minutes.map_err(|_| damaged("minutes"))?;
        line.charge = self.charge_cents.map(Cents::new);
        let place = self.place_of_service.as_deref().map(str::parse).transpose();
        let role = Role::ALL.into_iter().find(|role| role.slug() == self.role);
        Ok(Entry {
            id,
            encounter: EncounterId::from(self.encounter_id),
            date: self.date_of_service.parse().map_err(|_| damaged("date_of_service"))?,
            line,
            place: place.map_err(|_| damaged("place_of_service"))?,
            site: self.site.map(ShortText::from_store),
            role: role.ok_or_else(|| damaged("role"))?,
            colleague: self.colleague.map(ShortText::from_store),
            note: self.note.map(ShortText::from_store),
        })
    }
}
