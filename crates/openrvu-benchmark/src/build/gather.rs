//! All files of a build, read one after the other.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use openrvu_cms::error::{Problem, ReadError};
use openrvu_cms::read::{Input, PractitionerLayout};
use openrvu_core::SourceFile;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::blocks::{self, Stop, Whole, lines};
use super::partial::Partials;
use super::record::{CodePlace, Record};
use super::rows::{Block, Reading};
use super::specialties::Specialties;
use super::tally::Tally;
use super::{BuildError, Progress, files};
use crate::set::{Source, SourceKind};

/// Lines in all files together. A year of Medicare's has about ten million.
const MOST_LINES: u32 = 40_000_000;

/// What the files hold.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) part: Part,
    /// Services by provider, in hundredths, where a file by provider was read.
    pub(super) totals: FxHashMap<u32, u64>,
    /// Services of the nation by packed code, in hundredths, where a file by geography was read.
    pub(super) national: FxHashMap<u32, u64>,
}

/// What one path holds, or several together.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) records: Vec<Record>,
    pub(super) tally: Tally,
    pub(super) sources: Vec<Source>,
    /// Where the lines of each file begin among all lines.
    pub(super) files: Vec<FileLines>,
    pub(super) lines: u32,
    pub(super) synthetic: bool,
}

/// A file's place among all lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileLines {
    pub(super) name: String,
    /// The lines before its first.
    pub(super) before: u32,
}

/// What came of a block, by the kind of its file.
enum Done {
    Services(Block),
    Totals(Vec<Result<(u32, u64), ReadError>>),
    National(Vec<Result<Option<(u32, u64)>, ReadError>>),
}

/// Reads files.
pub(super) struct Reader<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) specialties: &'a Specialties,
    pub(super) partials: Option<&'a Partials>,
    pub(super) year: u16,
    pub(super) threads: usize,
    pub(super) progress: &'a dyn Progress,
}

impl Reader<'_> {
    /// Reads every path; what a broken-off build kept of one is taken instead.
    pub(super) fn all(&self, paths: &[PathBuf]) -> Result<Gathered, BuildError> {
        let mut all = Gathered::default();
        refuse_twice(paths)?;
        for (at, path) in paths.iter().enumerate() {
            let kept = self.partials.and_then(|partials| partials.load(path, self.specialties));
            if let Some(part) = kept {
                self.progress.begin(&format!("{}, kept", path.display()), None);
                all.part.append(part)?;
                continue;
            }
            let mut own = Gathered {
                totals: std::mem::take(&mut all.totals),
                national: std::mem::take(&mut all.national),
                ..Gathered::default()
            };
            files::each(path, |name, size, stream| self.file(path, name, size, stream, &mut own))?;
            let last = at + 1 == paths.len();
            let services = own.part.sources.iter().all(|source| source.kind == SourceKind::ProviderService);
            if let Some(partials) = self.partials.filter(|_| !last && services) {
                partials.keep(path, &own.part, self.specialties)?;
            }
            (all.totals, all.national) = (own.totals, own.national);
            all.part.append(own.part)?;
        }
        all.part.sources.sort();
        Ok(all)
    }

    fn file(
        &self,
        path: &Path,
        name: &str,
        size: Option<u64>,
        stream: &mut dyn Read,
        all: &mut Gathered,
    ) -> Result<(), BuildError> {
        if let Some(told) = files::year_in_name(name).filter(|told| *told != self.year) {
            return Err(BuildError::Year { file: name.to_owned(), told, wanted: self.year });
        }
        self.progress.begin(name, size);
        let before = all.part.lines;
        all.part.files.push(FileLines { name: name.to_owned(), before });
        // The header is line 1.
        let mut line = 1_u32;
        let mut rows = 0_u64;
        let mut kind = SourceKind::ProviderService;
        let read = blocks::read(
            stream,
            self.threads,
            |header| {
                if header.is_empty() {
                    return Err(ReadError::of_file(Input { name, bytes: &[] }, Problem::NoRows).into());
                }
                let layout = PractitionerLayout::of_header(name, header)?;
                kind = match layout {
                    PractitionerLayout::ProviderService(_) => SourceKind::ProviderService,
                    PractitionerLayout::Provider(_) => SourceKind::Provider,
                    PractitionerLayout::Geography(_) => SourceKind::Geography,
                };
                Ok::<_, BuildError>(layout)
            },
            |layout, block| self.block(name, layout, block),
            |done, bytes| {
                self.progress.read(bytes);
                match done {
                    Done::Services(block) => {
                        if all.part.records.is_empty() {
                            all.part.reserve(size, block.lines);
                        }
                        rows += block.tally.read;
                        all.part.add(block, before, line).map(|count| line += count)?;
                    }
                    Done::Totals(totals) => {
                        for total in totals {
                            line += 1;
                            rows += 1;
                            let (npi, services) = total.map_err(|error| placed(error, line))?;
                            if all.totals.insert(npi, services).is_some() {
                                return Err(second_total(name, line, npi));
                            }
                        }
                    }
                    Done::National(services) => {
                        for row in services {
                            line += 1;
                            rows += 1;
                            if let Some((code, services)) = row.map_err(|error| placed(error, line))? {
                                *all.national.entry(code).or_default() += services;
                            }
                        }
                    }
                }
                let lines = before.checked_add(line).filter(|&lines| lines <= MOST_LINES);
                all.part.lines =
                    lines.ok_or_else(|| BuildError::TooLong { file: name.to_owned(), most: MOST_LINES })?;
                Ok(())
            },
        );
        let Whole { sha256, bytes, ends } = read.map_err(|stop| match stop {
            Stop::Io(error) => BuildError::Io { path: path.to_owned(), error },
            Stop::LongLine => {
                let problem = Problem::TooMuch { what: "bytes in a line", most: 1 << 20 };
                ReadError::of_row(Input { name, bytes: &[] }, line + 1, problem).into()
            }
            Stop::Refused(error) => error,
        })?;
        if rows == 0 {
            return Err(ReadError::of_file(Input { name, bytes: &[] }, Problem::NoRows).into());
        }
        if !ends {
            self.progress.note(&format!(
                "{name}: the last line, {line}, has no end: the file may be cut off, so compare its size with that of the \
                 download"
            ));
        }
        let file = SourceFile { name: name.to_owned(), sha256, bytes };
        all.part.sources.push(Source { file, kind, rows });
        all.part.lines = before + line;
        Ok(())
    }

    fn block(&self, name: &str, layout: &PractitionerLayout, block: &[u8]) -> Done {
        match layout {
            PractitionerLayout::ProviderService(layout) => {
                Done::Services(self.reading.block(name, layout, block))
            }
            PractitionerLayout::Provider(layout) => {
                let row = |line| layout.row(name, 0, line).map(|total| (total.npi, total.services));
                Done::Totals(lines(block).map(row).collect())
            }
            PractitionerLayout::Geography(layout) => {
                let row = |line| {
                    layout.row(name, 0, line).map(|row| {
                        let code = CodePlace::new(row.code, None).packed_code();
                        row.national.then_some((code, row.services))
                    })
                };
                Done::National(lines(block).map(row).collect())
            }
        }
    }
}

impl Part {
    /// Makes room for the rows of a file of a size, by the lines of its first block. Untouched room costs no memory.
    fn reserve(&mut self, size: Option<u64>, lines: u32) {
        let blocks = size.unwrap_or_default() / blocks::BLOCK as u64 + 1;
        let rows = blocks.saturating_mul(u64::from(lines)).min(u64::from(MOST_LINES));
        self.records.reserve_exact(usize::try_from(rows + rows / 16).unwrap_or_default());
    }

    /// Adds a block that begins after `line` lines of a file, before which there are `before` lines of others.
    fn add(&mut self, block: Block, before: u32, line: u32) -> Result<u32, BuildError> {
        if let Some(error) = block.error {
            let row = error.row.unwrap_or_default();
            return Err(ReadError { row: Some(line + row + 1), ..error }.into());
        }
        self.synthetic |= block.synthetic;
        self.tally.merge(&block.tally, None);
        let first = before + line + 1;
        self.records.extend(block.records.into_iter().map(|mut record| {
            record.line += first;
            record
        }));
        Ok(block.lines)
    }

    /// Adds another part behind this one.
    fn append(&mut self, mut other: Self) -> Result<(), BuildError> {
        let before = self.lines;
        let all = before.checked_add(other.lines).filter(|&lines| lines <= MOST_LINES);
        let Some(all) = all else {
            let file = other.files.first().map_or_else(String::new, |file| file.name.clone());
            return Err(BuildError::TooLong { file, most: MOST_LINES });
        };
        self.lines = all;
        self.synthetic |= other.synthetic;
        self.tally.merge(&other.tally, None);
        self.sources.append(&mut other.sources);
        self.files
            .extend(other.files.into_iter().map(|file| FileLines { before: file.before + before, ..file }));
        for record in &mut other.records {
            record.line += before;
        }
        if self.records.is_empty() {
            self.records = other.records;
        } else {
            self.records.append(&mut other.records);
        }
        Ok(())
    }

    /// The file and row of a line.
    pub(super) fn place(&self, line: u32) -> (&str, u32) {
        let at = self.files.partition_point(|file| file.before < line).saturating_sub(1);
        self.files.get(at).map_or(("", line), |file| (file.name.as_str(), line - file.before))
    }
}

/// Refuses a file that is named twice, whatever the ways to it.
fn refuse_twice(paths: &[PathBuf]) -> Result<(), BuildError> {
    let whole: Vec<PathBuf> =
        paths.iter().map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.clone())).collect();
    let twice = whole.iter().enumerate().find(|(at, path)| whole[..*at].contains(path));
    match twice.and_then(|(at, _)| paths.get(at)) {
        Some(path) => Err(BuildError::Twice { path: path.clone() }),
        None => Ok(()),
    }
}

fn placed(error: ReadError, line: u32) -> BuildError {
    ReadError { row: Some(line), ..error }.into()
}

fn second_total(name: &str, line: u32, npi: u32) -> BuildError {
    let problem =
        Problem::Value { found: npi.to_string(), expected: "an NPI that stands here once".to_owned() };
    ReadError::of_column(Input { name, bytes: &[] }, line, "Rndrng_NPI", problem).into()
}
