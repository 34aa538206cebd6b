//! Specialties by number, shared by the threads that read.

use std::sync::{Mutex, PoisonError};

use openrvu_cms::error::Problem;

/// The names of the specialties met, in the order in which some thread met them first.
#[derive(Debug, Default)]
pub(super) struct Specialties {
    names: Mutex<Vec<String>>,
}

/// Medicare has about 110; a file with more than this is not Medicare's.
const MOST: usize = 1000;

impl Specialties {
    /// The number of a name.
    pub(super) fn number(&self, name: &str) -> Result<u16, Problem> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let place = names.iter().position(|known| known == name).unwrap_or(names.len());
        if place == names.len() {
            if place == MOST {
                return Err(Problem::TooMuch { what: "specialties", most: MOST });
            }
            names.push(name.to_owned());
        }
        Ok(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// The names so far, by number.
    pub(super) fn names(&self) -> Vec<String> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What a thread remembers of them: rows of one provider follow each other, so mostly the last one asked for.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    known: Vec<(Vec<u8>, u16)>,
    last: usize,
}

impl Remembered {
    pub(super) fn number(&mut self, name: &[u8], all: &Specialties) -> Result<u16, Problem> {
        if let Some((_, number)) = self.known.get(self.last).filter(|(known, _)| known == name) {
            return Ok(*number);
        }
        self.last = match self.known.iter().position(|(known, _)| known == name) {
            Some(place) => place,
            None => {
                let number = all.number(&String::from_utf8_lossy(name))?;
                self.known.push((name.to_owned(), number));
                self.known.len() - 1
            }
        };
        Ok(self.known.get(self.last).map_or(0, |(_, number)| *number))
    }
}
