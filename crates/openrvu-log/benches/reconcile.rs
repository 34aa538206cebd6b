//! A year's report of 20,000 rows: read from text, planned as an import, and compared with a log of as many entries.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use openrvu_core::{Policy, Schedule};
use openrvu_log::import::{self, Doubts, Reading};
use openrvu_log::reconcile::{Comparison, reconcile};
use openrvu_log::{Crediting, Ledger, Logged, OneCrediting, Record, Valuer};
use openrvu_table::{Limits, read_text};
use rustc_hash::FxHashSet;

const ROWS: usize = 20_000;
const TODAY: Date = date(2026, 11, 28);
const CODES: [&str; 12] = [
    "99213", "99214", "99203", "99215", "20610", "97110", "27447", "45378", "45385", "93010", "99222",
    "29881",
];

static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().unwrap();
    let releases = starter.releases.into_iter().map(Arc::new).collect();
    Schedule::new(Arc::new(Policy::builtin().unwrap()), releases, Arc::new(starter.tables))
});

static FULL: LazyLock<OneCrediting> =
    LazyLock::new(|| OneCrediting(Crediting::by(SCHEDULE.policy().credit_preset("full").unwrap().clone())));

fn main() {
    divan::main();
}

fn valuer() -> Valuer<'static> {
    Valuer { schedule: &SCHEDULE, terms: &*FULL, usual_place: None }
}

/// A report: one row in ten is a day late, one in ten has lost its modifier, and all have the values of 2021.
fn report() -> String {
    let old = SCHEDULE.release("RVU21D".parse().unwrap()).unwrap();
    let mut text = "DOS,CPT,Mod,Units,wRVU\n".to_owned();
    for n in 0..ROWS {
        let code = CODES[n * 7 % CODES.len()];
        let late = i64::from(n % 10 == 3);
        let day = date(2026, 4, 1) + (i64::try_from(n / 100).unwrap() + late).days();
        let modifier = if n % 3 == 0 && n % 10 != 5 { "25" } else { "" };
        let units = 1 + u32::from(n % 11 == 0);
        let work = old.rows_of(code.parse().unwrap())[0].work.to_credit().times(units);
        writeln!(text, "{day},{code},{modifier},{units},{}", work.short()).unwrap();
    }
    text
}

/// The entries that the report should have, and one in ten that it has not.
fn ledger() -> Ledger {
    let mut text = "DOS,CPT,Mod,Units\n".to_owned();
    for n in 0..ROWS {
        let code = CODES[if n % 10 == 7 { 3 } else { n * 7 % CODES.len() }];
        let day = date(2026, 4, 1) + i64::try_from(n / 100).unwrap().days();
        let modifier = if n % 3 == 0 { "25" } else { "" };
        writeln!(text, "{day},{code},{modifier},{}", 1 + u32::from(n % 11 == 0)).unwrap();
    }
    let plan = import::plan(&read(&text), [], &FxHashSet::default(), Doubts::default());
    let records =
        plan.add.into_iter().map(|(_, entry)| Record { entry, revision: 1, created: Timestamp::UNIX_EPOCH });
    Ledger::new(records.collect(), &valuer())
}

fn read(text: &str) -> Reading {
    let table = read_text(text, &Limits::UPLOAD).unwrap();
    let mapping = import::guess(&table).mapping;
    import::read(&table, &mapping, TODAY).unwrap()
}

#[divan::bench]
fn read_a_report(bencher: Bencher<'_, '_>) {
    let text = report();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| read(&text));
}

#[divan::bench]
fn plan_an_import(bencher: Bencher<'_, '_>) {
    let reading = read(&report());
    let ledger = ledger();
    let log: Vec<_> = ledger.between(Date::MIN, Date::MAX).map(Logged::entry).collect();
    bencher
        .counter(ItemsCount::new(ROWS))
        .bench(|| import::plan(&reading, log.iter().copied(), &FxHashSet::default(), Doubts::default()));
}

#[divan::bench]
fn compare_a_report(bencher: Bencher<'_, '_>) {
    let reading = read(&report());
    let ledger = ledger();
    let (from, to) = reading.days().unwrap();
    let comparison = Comparison { from, to, days: 1 };
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        let (from, to) = comparison.window();
        let log: Vec<Logged<'_>> = ledger.between(from, to).collect();
        reconcile(&log, &reading.lines, reading.has, &comparison, &valuer()).totals
    });
}
