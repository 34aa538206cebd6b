//! Any text as quick entry: every byte belongs to a piece, what is logged reads back, never a panic.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use openrvu_core::Schedule;
use openrvu_core::policy::Policy;
use openrvu_log::privacy;
use openrvu_log::quick::{Found, ScheduleBook, read};

static SCHEDULE: LazyLock<Option<Schedule>> = LazyLock::new(|| {
    let starter = openrvu_cms::starter::load().ok()?;
    let releases = starter.releases.into_iter().rev().take(2).map(Arc::new).collect();
    Some(Schedule::new(Arc::new(Policy::builtin().ok()?), releases, Arc::new(starter.tables)))
});

fuzz_target!(|text: &str| {
    let Some(schedule) = SCHEDULE.as_ref() else { return };
    let Some(newest) = schedule.newest() else { return };
    let book = ScheduleBook::new(schedule, newest.effective_from, |_: &str| Found::default());
    let reading = read(text, &book, text.len() % 2 == 1);
    let mut at = 0;
    for piece in &reading.pieces {
        assert_eq!(piece.span.start, at);
        at = piece.span.end;
    }
    assert_eq!(at, text.len());
    let written = reading.canonical();
    if written.chars().count() < 2_000 {
        let again = read(&written, &book, text.len() % 2 == 1);
        assert!(again.loggable().eq(reading.loggable()), "{text:?} as {written:?}");
    }
    let _ = privacy::find(text);
});
