//! Rows a second of reading CMS's csv files, on one core and on all as the importer does, and nanoseconds a line of
//! pricing, on one core.
//!
//! `bench/run` runs it beside pandas and DuckDB on the same files and lines. Usage: `figures import DIR` with the csv files
//! of releases below DIR, or `figures price RVU.csv GPCI.csv OUT` which writes the lines it prices to OUT for the others.
#![allow(clippy::float_arithmetic, clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark")]

use std::fs;
use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use openrvu_cms::read::{self, Detection, FileKind, Input};
use openrvu_core::valuation::{Area, Prices, Request};
use openrvu_core::{
    Cents, Code, Line, LocalityId, Policy, ReferenceTables, Release, RowModifier, Schedule, Setting,
};
use rayon::prelude::*;

/// The allocator of the program, so that memory costs what it costs there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LINES: usize = 1_000_000;
const CLAIM: usize = 4;
const REPEATS: usize = 5;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["import", dir] => import(Path::new(dir)),
        ["price", rvu, gpci, out] => price(Path::new(rvu), Path::new(gpci), Path::new(out)),
        _ => println!("run bench/run, which gives the files"),
    }
}

/// The shortest of several runs, in seconds.
fn shortest(mut run: impl FnMut()) -> f64 {
    (0..REPEATS)
        .map(|_| {
            let begun = Instant::now();
            run();
            begun.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn csv_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            csv_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "csv") {
            found.push(path);
        }
    }
    found.sort();
}

/// Reads a file from disk as the importer does, checks included; its rows.
fn read_rows(path: &Path) -> (FileKind, usize) {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let input = Input { name: &name, bytes: &bytes };
    let Detection::Data(kind) = read::detect(input) else { return (FileKind::Payment, 0) };
    let rows = match kind {
        FileKind::Pprrvu => read::pprrvu(input, false).unwrap().rows.len(),
        FileKind::OppsCap => read::oppscap(input).unwrap().rows.len(),
        FileKind::Gpci => read::gpci(input).unwrap().localities.len(),
        FileKind::Anes => read::anes(input).unwrap().rows.len(),
        _ => 0,
    };
    (kind, rows)
}

fn import(dir: &Path) {
    let mut files = Vec::new();
    csv_files(dir, &mut files);
    for kind in [FileKind::Pprrvu, FileKind::OppsCap] {
        let of_kind: Vec<&PathBuf> = files.iter().filter(|path| read_rows(path).0 == kind).collect();
        let rows = |path: &&PathBuf| black_box(read_rows(path)).1;
        let mut count = 0;
        let one = shortest(|| count = of_kind.iter().map(rows).sum::<usize>());
        let all = shortest(|| count = of_kind.par_iter().map(rows).sum());
        println!("{} {} {count} {one:.6} {all:.6}", kind.name(), of_kind.len());
    }
}

/// A repeatable sequence: a linear congruential generator.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n as u64).unwrap()
    }
}

struct PlainLine {
    code: Code,
    modifier: RowModifier,
    locality: LocalityId,
    setting: Setting,
}

fn release(rvu: &Path, gpci: &Path) -> Release {
    let (rvu, gpci) = (fs::read(rvu).unwrap(), fs::read(gpci).unwrap());
    let table = read::pprrvu(Input { name: "PPRRVU.csv", bytes: &rvu }, false).unwrap();
    let mut localities = read::gpci(Input { name: "GPCI.csv", bytes: &gpci }).unwrap().localities;
    localities.sort_by_key(|locality| locality.id);
    let mut rows = table.rows;
    rows.sort_by_key(|row| (row.code, row.modifier));
    Release {
        id: "RVU26C".parse().unwrap(),
        effective_from: "2026-07-01".parse().unwrap(),
        released: None,
        conversion_factor: table.conversion_factor,
        qualifying_conversion_factor: None,
        anesthesia_conversion_factor: None,
        rows,
        localities,
        sources: Vec::new(),
        complete: true,
    }
}

fn price(rvu: &Path, gpci: &Path, out: &Path) {
    let release = release(rvu, gpci);
    let payable: Vec<_> = release.rows.iter().filter(|row| row.is_payable()).copied().collect();
    let mut sequence = Sequence(2026);
    let lines: Vec<PlainLine> = (0..LINES)
        .map(|_| {
            let row = payable[sequence.below(payable.len())];
            let locality = release.localities[sequence.below(release.localities.len())].id;
            let setting = Setting::BOTH[sequence.below(2)];
            PlainLine { code: row.code, modifier: row.modifier, locality, setting }
        })
        .collect();
    let mut file = std::io::BufWriter::new(fs::File::create(out).unwrap());
    writeln!(file, "code,modifier,mac,locality,facility").unwrap();
    for line in &lines {
        let facility = u8::from(line.setting == Setting::Facility);
        let LocalityId { mac, number } = line.locality;
        writeln!(file, "{},{},{mac},{number},{facility}", line.code, line.modifier).unwrap();
    }
    file.flush().unwrap();

    let policy = Arc::new(Policy::builtin().unwrap());
    let schedule = Schedule::new(policy, vec![Arc::new(release)], Arc::new(ReferenceTables::default()));
    let held = schedule.newest().unwrap();
    let mut total = Cents::ZERO;
    let plain = shortest(|| {
        total = lines
            .iter()
            .map(|line| {
                let row = held.row(line.code, line.modifier).unwrap();
                let gpcis = held.locality(line.locality).unwrap().gpcis;
                let prices = Prices { gpcis, conversion_factor: held.conversion_factor };
                row.fee_schedule_amount(line.setting, &prices)
            })
            .sum();
    });
    println!("plain {:.1} {total}", plain * 1e9 / LINES as f64);

    let policy = schedule.policy().credit_preset("mirror-cms").unwrap();
    let claims: Vec<(LocalityId, Vec<Line>)> = lines
        .chunks(CLAIM)
        .map(|chunk| {
            let line = |plain: &PlainLine| {
                let modifier = Some(plain.modifier.as_str()).filter(|text| !text.is_empty());
                let modifiers = modifier.map(|text| text.parse().unwrap()).into_iter().collect();
                Line { modifiers, ..Line::new(plain.code) }
            };
            (chunk[0].locality, chunk.iter().map(line).collect())
        })
        .collect();
    for (name, explain) in [("claims", false), ("steps", true)] {
        let seconds = shortest(|| {
            for (locality, lines) in &claims {
                let request = Request {
                    area: Area::Locality(*locality),
                    explain,
                    ..Request::new("2026-08-01".parse().unwrap(), policy)
                };
                black_box(schedule.value(&request, lines).unwrap());
            }
        });
        println!("{name} {:.1}", seconds * 1e9 / LINES as f64);
    }
}
