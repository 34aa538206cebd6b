//! How much of what clinicians do the texts cover.
//!
//! Volume comes from a ranked list of codes that is not part of the repository: a CSV file with a column `code`,
//! `status_rvu26c` and `work_rvu_rvu26c` (empty for a code no longer in the schedule), any columns whose
//! name begins with `services_`, and `top_specialties_2012`.

use std::fmt;
use std::io::Read;

use openrvu_core::{Code, Rvu};

use crate::schema::{Entry, Library};
use crate::structure;
use crate::text::{self, plural};

/// Why a volume list could not be read.
#[derive(Debug, thiserror::Error)]
pub enum VolumeError {
    /// The file is not CSV, or could not be read.
    #[error("the volume list cannot be read: {0}")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("the volume list has no column {0:?}")]
    NoColumn(&'static str),
    /// A field does not hold what its column promises.
    #[error("volume list, line {line}, column {column}: {problem}")]
    Field {
        /// The line, from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// What is wrong.
        problem: String,
    },
}

/// Codes with how often they were billed, the most used first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The names of the columns that count services.
    pub counts: Vec<String>,
    /// The codes that stand in the schedule, in the list's order.
    pub rows: Vec<VolumeRow>,
}

/// A code of a volume list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeRow {
    /// The code.
    pub code: Code,
    /// Work RVU in the release that the list names.
    pub work: Rvu,
    /// Services, a number for each of [`Volume::counts`].
    pub services: Vec<u64>,
    /// The specialties that bill it most, as the list writes them.
    pub specialties: String,
}

impl Volume {
    /// Reads the list. Codes that are no longer in the schedule, with an empty status, are passed over.
    ///
    /// # Errors
    /// [`VolumeError`] names the line and the column.
    pub fn read(input: impl Read) -> Result<Self, VolumeError> {
        let mut reader = csv::Reader::from_reader(input);
        let headers = reader.headers()?.clone();
        let column = |name: &'static str| {
            headers.iter().position(|header| header == name).ok_or(VolumeError::NoColumn(name))
        };
        let (code, status, work) = (column("code")?, column("status_rvu26c")?, column("work_rvu_rvu26c")?);
        let specialties = column("top_specialties_2012")?;
        let counts: Vec<usize> = (0..headers.len())
            .filter(|&at| headers.get(at).is_some_and(|h| h.starts_with("services_")))
            .collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            let field = |at: usize| record.get(at).unwrap_or_default();
            let wrong = |at: usize, problem: String| VolumeError::Field {
                line: record.position().map_or(0, csv::Position::line),
                column: headers.get(at).unwrap_or_default().to_owned(),
                problem,
            };
            if field(status).is_empty() {
                continue;
            }
            let number = |&at: &usize| match field(at) {
                "" => Ok(0),
                text => text.parse::<u64>().map_err(|error| wrong(at, format!("{text:?}: {error}"))),
            };
            rows.push(VolumeRow {
                code: field(code).parse().map_err(|error| wrong(code, format!("{error}")))?,
                work: field(work).parse().map_err(|error| wrong(work, format!("{error}")))?,
                services: counts.iter().map(number).collect::<Result<_, _>>()?,
                specialties: field(specialties).to_owned(),
            });
        }
        let counts = counts.into_iter().filter_map(|at| headers.get(at).map(str::to_owned)).collect();
        Ok(Self { counts, rows })
    }
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// The part.
    pub covered: u128,
    /// The whole.
    pub total: u128,
}

impl Share {
    fn add(&mut self, amount: u128, covered: bool) {
        self.total += amount;
        if covered {
            self.covered += amount;
        }
    }

    /// Hundredths of a percent, rounded down, so that 10,000 means all. Zero of nothing.
    #[must_use]
    pub fn basis_points(self) -> u128 {
        (self.covered * 10_000).checked_div(self.total).unwrap_or(0)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points = self.basis_points();
        f.pad(&format!("{}.{:02}%", points / 100, points % 100))
    }
}

/// What the texts cover of a volume list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The codes of the list that stand in the schedule.
    pub codes: Share,
    /// The first 1,500 of them.
    pub first_1500: Share,
    /// For each count of services: its name, the share of services that carry work RVUs, and the share of their
    /// work RVUs (services times work).
    pub by_count: Vec<(String, Share, Share)>,
    /// The codes without a text, the most used first.
    pub gaps: Vec<VolumeRow>,
}

impl Coverage {
    fn of(library: &Library, volume: &Volume) -> Self {
        let (mut codes, mut first_1500, mut gaps) = (Share::default(), Share::default(), Vec::new());
        let mut by_count: Vec<_> =
            volume.counts.iter().map(|name| (name.clone(), Share::default(), Share::default())).collect();
        for (rank, row) in volume.rows.iter().enumerate() {
            let covered = library.entry(row.code).is_some();
            codes.add(1, covered);
            if rank < 1500 {
                first_1500.add(1, covered);
            }
            if !covered {
                gaps.push(row.clone());
            }
            let work = u128::try_from(row.work.get()).unwrap_or(0);
            if work > 0 {
                for ((_, services, works), count) in by_count.iter_mut().zip(&row.services) {
                    services.add(u128::from(*count), covered);
                    works.add(u128::from(*count) * work, covered);
                }
            }
        }
        Self { codes, first_1500, by_count, gaps }
    }
}

/// The size of the texts, and what they cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// How many families there are.
    pub families: usize,
    /// How many codes have a text.
    pub codes: usize,
    /// How many codes that left the code set are named with their successors.
    pub retired: usize,
    /// Codes by section of the code set, in the order of the sections.
    pub by_section: Vec<(String, usize)>,
    /// Words by field.
    pub words: Vec<(&'static str, usize)>,
    /// What is covered of a volume list; `None` where none was given.
    pub coverage: Option<Coverage>,
    /// How many gaps are printed.
    pub gaps_shown: usize,
}

impl Stats {
    /// Counts the texts, and compares them with a volume list where one is given.
    #[must_use]
    pub fn of(library: &Library, volume: Option<&Volume>, gaps_shown: usize) -> Self {
        let words = |pick: fn(&Entry) -> &str| {
            library.entries().map(|(_, entry)| text::words(pick(entry)).count()).sum::<usize>()
        };
        let family_words = |text: &str| text::words(text).count();
        let family = library.families().iter().map(|family| {
            family_words(&family.choosing)
                + family_words(&family.includes)
                + family.documentation.as_deref().map_or(0, family_words)
        });
        let mut by_section: Vec<(String, usize)> = Vec::new();
        for path in structure::all().iter().filter(|path| path.sections().len() <= 2) {
            // A code set with sections is counted section by section.
            if path.sections().len() == 1 && path.last().is_some_and(|set| !set.sections.is_empty()) {
                continue;
            }
            let within = |(_, entry): &(_, &Entry)| structure::path_of(entry.code).is_within(path);
            match library.entries().filter(within).count() {
                0 => {}
                count => by_section.push((path.to_string(), count)),
            }
        }
        Self {
            families: library.families().len(),
            codes: library.len(),
            retired: library.retired().len(),
            by_section,
            words: vec![
                ("family", family.sum()),
                ("title", words(|entry| &entry.title)),
                ("summary", words(|entry| &entry.summary)),
                ("plain", words(|entry| &entry.plain)),
                ("context", words(|entry| &entry.context)),
                ("documentation", words(|entry| &entry.documentation)),
            ],
            coverage: volume.map(|volume| Coverage::of(library, volume)),
            gaps_shown,
        }
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: usize = self.words.iter().map(|(_, count)| count).sum();
        writeln!(
            f,
            "{} in {}, {}, {} retired",
            plural(self.codes, "code"),
            plural(self.families, "family"),
            plural(total, "word"),
            self.retired
        )?;
        for (name, count) in &self.by_section {
            writeln!(f, "  {count:>6}  {name}")?;
        }
        writeln!(f, "Words by field")?;
        for (name, count) in &self.words {
            writeln!(f, "  {count:>6}  {name}")?;
        }
        let Some(coverage) = &self.coverage else {
            return write!(f, "No volume list at hand, so coverage was not measured");
        };
        writeln!(f, "Coverage of the volume list")?;
        writeln!(f, "  {:>9}  of the first 1,500 codes in the schedule", coverage.first_1500.to_string())?;
        writeln!(
            f,
            "  {:>9}  of all {} codes in the schedule",
            coverage.codes.to_string(),
            coverage.codes.total
        )?;
        for (name, services, work) in &coverage.by_count {
            writeln!(f, "  {:>9}  of the services that carry work ({name})", services.to_string())?;
            writeln!(f, "  {:>9}  of their work RVUs ({name})", work.to_string())?;
        }
        write!(f, "{} without a text", plural(coverage.gaps.len(), "code"))?;
        for row in coverage.gaps.iter().take(self.gaps_shown) {
            write!(f, "\n  {}  work {:>6}  {}", row.code, row.work, row.specialties)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{GOOD, sources};

    const LIST: &str = "rank,code,status_rvu26c,work_rvu_rvu26c,services_a,services_b,top_specialties_2012\n\
                        1,29881,A,6.85,300,,Orthopedic Surgery\n\
                        2,29880,A,7.21,100,10,Orthopedic Surgery\n\
                        3,29872,,,900,0,\n\
                        4,85025,X,0.00,5000,0,Pathology\n";

    #[test]
    fn coverage_counts_services_that_carry_work() {
        let volume = Volume::read(LIST.as_bytes()).unwrap();
        assert_eq!(volume.rows.len(), 3);
        let stats = Stats::of(&sources(GOOD).library(), Some(&volume), 1);
        let coverage = stats.coverage.as_ref().unwrap();
        let (name, services, work) = &coverage.by_count[0];
        assert_eq!((name.as_str(), services.to_string()), ("services_a", "75.00%".to_owned()));
        assert_eq!((work.covered, work.total), (300 * 685, 300 * 685 + 100 * 721));
        assert_eq!(coverage.by_count[1].1.to_string(), "0.00%");
        assert_eq!(coverage.codes.to_string(), "33.33%");
        let text = stats.to_string();
        assert!(text.contains("       1  CPT Category I › Surgery"), "{text}");
        assert!(text.ends_with("2 codes without a text\n  29880  work   7.21  Orthopedic Surgery"), "{text}");
    }

    #[test]
    fn a_list_that_cannot_be_read_is_refused_with_line_and_column() {
        let error = Volume::read(LIST.replace("100,10", "many,10").as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("volume list, line 3, column services_a: \"many\""), "{error}");
        let error = Volume::read(LIST.replace("code,", "kode,").as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "the volume list has no column \"code\"");
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!(Share::default().to_string(), "0.00%");
    }
}
