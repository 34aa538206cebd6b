//! How far long work has come, shown to a person.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use openrvu_cms::progress::{Progress, Stage};

/// A progress bar on standard error, where a person looks on.
pub struct Bar {
    bar: Mutex<Option<ProgressBar>>,
    shown: bool,
}

impl Bar {
    /// A bar that is shown where it is wanted and a person looks on.
    pub fn new(wanted: bool) -> Self {
        Self { bar: Mutex::new(None), shown: wanted && std::io::stderr().is_terminal() }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl openrvu_benchmark::build::Progress for Bar {
    fn begin(&self, what: &str, bytes: Option<u64>) {
        self.finish();
        if !self.shown {
            return;
        }
        let bar = bytes.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = if bytes.is_some() {
            "{msg:32} [{bar:32}] {bytes}/{total_bytes} {eta}"
        } else {
            "{msg:32} {bytes} {elapsed}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn read(&self, bytes: u64) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.set_position(bytes);
        }
    }

    fn note(&self, words: &str) {
        self.finish();
        eprintln!("openrvu: {words}");
    }
}

impl Progress for Bar {
    fn begin(&self, stage: Stage, steps: usize) {
        self.finish();
        if !self.shown {
            return;
        }
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{msg:24} [{bar:40}] {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(match stage {
            Stage::Read => "reading",
            Stage::Keep => "verifying and writing",
            Stage::Examine => "examining",
        });
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn step(&self, _: Stage, _: &str) {
        if let Ok(bar) = self.bar.lock()
            && let Some(bar) = bar.as_ref()
        {
            bar.inc(1);
        }
    }
}
