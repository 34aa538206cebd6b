//! The set that ships with the program, so that every page works on the first run: `data/benchmark/`.
//!
//! It is made of Medicare's rows of 2012 from 21 states and territories, as a newspaper re-published them, and valued on
//! RVU26C. `scripts/build-benchmark` makes it anew.

use crate::set::{BenchmarkSet, SetError, SetFile, read};

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$((
            $name,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/benchmark/", $name)).as_slice(),
        )),+]
    };
}

const FILES: [(&str, &[u8]); 8] = files![
    "set.json",
    "specialties.csv",
    "distributions.csv",
    "em.csv",
    "coverage.csv",
    "codes.csv",
    "code_totals.csv",
    "biases.csv",
];

/// The set that ships.
///
/// # Errors
/// [`SetError`] where the files in the program are damaged, which a test excludes.
pub fn embedded() -> Result<BenchmarkSet, SetError> {
    let files = FILES.map(|(name, bytes)| SetFile { name: name.to_owned(), bytes: bytes.to_owned() });
    read(&files)
}
