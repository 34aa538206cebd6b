//! What the cells of a column can be read as.

use uuid::Uuid;

use super::names::Likeness;
use super::{Field, cell, date};

/// The modifiers that are by far the most frequent, by which a column without a name is told.
const USUAL_MODIFIERS: [&str; 30] = [
    "22", "24", "25", "26", "33", "50", "51", "52", "53", "54", "55", "57", "58", "59", "62", "76", "77",
    "78", "79", "80", "82", "95", "AS", "GC", "LT", "RT", "TC", "XS", "XE", "XU",
];

/// How many of a column's cells can be read as what.
#[derive(Debug, Clone, Default)]
pub(super) struct Contents {
    filled: usize,
    dates: usize,
    codes: usize,
    modifiers: usize,
    usual_modifiers: usize,
    small_wholes: usize,
    decimals: usize,
    with_fraction: usize,
    places: usize,
    names: usize,
    birth_dates: usize,
    long_numbers: usize,
    uuids: usize,
}

impl Contents {
    pub(super) fn add(&mut self, text: &str) {
        if cell::is_nothing(text) {
            return;
        }
        self.filled += 1;
        let count = |slot: &mut usize, is: bool| *slot += usize::from(is);
        count(&mut self.dates, date::read(text).is_some());
        count(&mut self.codes, cell::code(text).is_ok());
        count(&mut self.modifiers, cell::modifiers(text).is_some_and(|read| !read.is_empty()));
        count(&mut self.usual_modifiers, USUAL_MODIFIERS.contains(&cell::clean(text)));
        count(&mut self.small_wholes, cell::whole(text).is_some_and(|n| (-999..=999).contains(&n)));
        count(&mut self.decimals, cell::work(text).is_some_and(|work| work.get().abs() < 1_000_000));
        count(&mut self.with_fraction, cell::work(text).is_some() && cell::whole(text).is_none());
        count(&mut self.places, cell::place(text).is_some());
        count(&mut self.names, is_like_a_name(text));
        count(&mut self.birth_dates, is_like_a_birth_date(text));
        count(&mut self.long_numbers, is_like_a_record_number(text));
        count(&mut self.uuids, text.parse::<Uuid>().is_ok());
    }

    /// Whether at least `percent` of the cells that hold anything are so.
    const fn most(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }

    /// Whether the cells can hold a field; an empty column can hold any.
    pub(super) fn fits(&self, field: Field) -> bool {
        let most = |count: usize| self.filled == 0 || self.most(count, 60);
        match field {
            // Totals and headings of groups stand among the cells.
            Field::Date => self.filled == 0 || self.most(self.dates, 30),
            Field::Code => self.filled == 0 || self.most(self.codes, 30),
            Field::Modifiers => most(self.modifiers),
            Field::Units | Field::Minutes => most(self.small_wholes),
            Field::Work | Field::WorkPerUnit => self.filled > 0 && self.most(self.decimals, 60),
            Field::Place => most(self.places),
            Field::EntryId | Field::EncounterId => self.most(self.uuids, 90),
            _ => true,
        }
    }

    /// How surely the cells alone tell a field.
    pub(super) fn likeness(&self, field: Field) -> Likeness {
        let told = match field {
            Field::Date => self.most(self.dates, 80),
            Field::Code => self.most(self.codes, 80),
            Field::Modifiers => self.most(self.usual_modifiers, 80),
            Field::Work => self.most(self.decimals, 90) && self.most(self.with_fraction, 50),
            Field::Units => self.most(self.small_wholes, 95),
            Field::Patient => self.is_about_patients(),
            _ => false,
        };
        match field {
            _ if !told => 0,
            Field::Date | Field::Code | Field::Patient => 45,
            Field::Modifiers => 40,
            Field::Work => 25,
            _ => 20,
        }
    }

    fn is_about_patients(&self) -> bool {
        [self.names, self.birth_dates, self.long_numbers].into_iter().any(|count| self.most(count, 60))
    }
}

/// `Last, First`: letters, a comma, letters.
fn is_like_a_name(text: &str) -> bool {
    text.split_once(',').is_some_and(|(last, first)| {
        let letters = |part: &str| {
            let part = part.trim();
            part.len() >= 2 && part.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\''))
        };
        letters(last) && letters(first)
    })
}

/// A date before 2000: no service is as old.
fn is_like_a_birth_date(text: &str) -> bool {
    let digits: Vec<&str> = text.split(['/', '-', '.']).collect();
    let old = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("18"));
    digits.len() == 3
        && digits.iter().any(old)
        && digits.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()))
}

/// Six digits or more in a row, and no date.
fn is_like_a_record_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let other = text.bytes().filter(|byte| !byte.is_ascii_digit()).count();
    digits >= 6
        && other <= 3
        && !text.contains(['.', '/', ','])
        && date::read(text).is_none()
        && cell::code(text).is_err()
}
