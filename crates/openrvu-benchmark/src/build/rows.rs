//! From the lines of a file by provider and service to records and counts.

use openrvu_cms::error::{Problem, ReadError};
use openrvu_cms::read::{Entity, Input, ProviderService, ProviderServiceLayout};

use super::bias::{Amounts, Told, is_non_physician};
use super::blocks::lines;
use super::other_year::OtherYears;
use super::record::{CodePlace, NO_DAYS, NO_VALUE, ORGANIZATION, Record, USED};
use super::specialties::{Remembered, Specialties};
use super::tally::Tally;
use super::value::Values;
use crate::set::{BiasClass, Exclusion};

/// What rows are read by.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) values: &'a Values,
    pub(super) amounts: Option<&'a Amounts<'a>>,
    pub(super) specialties: &'a Specialties,
    pub(super) other_years: &'a OtherYears,
    /// Thousandths by [`BiasClass`].
    pub(super) weights: [u16; BiasClass::ALL.len()],
}

/// A block of lines, read.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) records: Vec<Record>,
    pub(super) tally: Tally,
    /// Lines, those without data counted too.
    pub(super) lines: u32,
    /// The first line of the block that departs from the layout, from 0, and in what way.
    pub(super) error: Option<ReadError>,
    pub(super) synthetic: bool,
}

impl Reading<'_> {
    /// Reads the lines of a block. Line numbers, also in the error, begin with 0 at its first line.
    pub(super) fn block(&self, name: &str, layout: &ProviderServiceLayout, block: &[u8]) -> Block {
        let mut read = Block::default();
        let mut remembered = Remembered::default();
        read.records.reserve(block.len() / 192);
        for line in lines(block) {
            let number = read.lines;
            read.lines += 1;
            let row = layout.row(name, number, line).and_then(|row| {
                let Some(row) = row else { return Ok(None) };
                self.record(name, number, &row, &mut remembered, &mut read.tally).map(Some)
            });
            match row {
                Ok(None) => {}
                Ok(Some(record)) => {
                    if read.records.is_empty() {
                        read.synthetic = layout.is_synthetic(line);
                    }
                    read.records.push(record);
                }
                Err(error) => {
                    read.error = Some(error);
                    return read;
                }
            }
        }
        read
    }

    fn record(
        &self,
        name: &str,
        line: u32,
        row: &ProviderService<'_>,
        remembered: &mut Remembered,
        tally: &mut Tally,
    ) -> Result<Record, ReadError> {
        let at = |column, problem| ReadError::of_column(Input { name, bytes: &[] }, line, column, problem);
        let Some(entity) = row.entity else {
            let problem = Problem::Value { found: String::new(), expected: "I or O".to_owned() };
            return Err(at("Rndrng_Prvdr_Ent_Cd", problem));
        };
        if row.specialty.is_empty() {
            let problem = Problem::Value { found: String::new(), expected: "a specialty".to_owned() };
            return Err(at("Rndrng_Prvdr_Type", problem));
        }
        let specialty = remembered
            .number(row.specialty, self.specialties)
            .map_err(|problem| at("Rndrng_Prvdr_Type", problem))?;
        let code_place = CodePlace::new(row.code, row.place);
        let value = self.values.place(code_place);
        tally.read += 1;
        tally.other_year += u64::from(self.other_years.has(code_place));
        let mut record = Record {
            npi: row.npi,
            code_place,
            services: row.services,
            line,
            days: row.days.unwrap_or(NO_DAYS),
            specialty,
            state: row.state.unwrap_or_default(),
            value,
            weight: if entity == Entity::Organization { ORGANIZATION } else { 0 },
        };
        match self.exclusion(row, entity, &record) {
            Some(reason) => tally.exclude(reason, row.services),
            None => record.weight = USED | self.weight(row, specialty, tally),
        }
        Ok(record)
    }

    fn exclusion(&self, row: &ProviderService<'_>, entity: Entity, record: &Record) -> Option<Exclusion> {
        if entity == Entity::Organization {
            return Some(Exclusion::Organization);
        }
        if row.drug == Some(true) {
            return Some(Exclusion::Drug);
        }
        if row.code.is_anesthesia() {
            return Some(Exclusion::Anesthesia);
        }
        if record.value == NO_VALUE {
            return Some(Exclusion::NotInRelease);
        }
        self.values.get(record.value)?.work(record.code_place.place()).err()
    }

    /// What the work RVU of a row that counts is multiplied by, in thousandths.
    fn weight(&self, row: &ProviderService<'_>, specialty: u16, tally: &mut Tally) -> u16 {
        tally.used += 1;
        tally.without_place += u64::from(row.place.is_none());
        tally.without_days += u64::from(row.days.is_none());
        tally.comparable += u64::from(row.allowed.is_some() && row.place.is_some() && row.zip.is_some());
        let Some(amounts) = self.amounts else { return 1000 };
        let non_physician = std::str::from_utf8(row.specialty).is_ok_and(is_non_physician);
        match amounts.class(row.code, row.place, row.zip, row.allowed, non_physician) {
            Told::NotCompared => 1000,
            Told::Plain => {
                tally.compared += 1;
                1000
            }
            Told::Class(class) => {
                tally.compared += 1;
                tally.classify(specialty, class, row.services);
                self.weights.get(class as usize).copied().unwrap_or(1000)
            }
        }
    }
}
