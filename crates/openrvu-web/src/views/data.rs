//! About the data: what is held, how much of it has texts, what is missing.

use openrvu_core::{ConversionFactor, ReleaseId, SourceFile};
use serde::Serialize;

use super::Count;
use super::release::{last_day, month};
use crate::Site;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DataPage {
    /// A row a release, newest first.
    pub(crate) releases: Vec<ReleaseRow>,
    /// What is held, in words.
    pub(crate) held: String,
    /// That no release held covers today, in a sentence; none where one does, or where nothing tells the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_covered_today: Option<String>,
    /// Days that no release held covers, from the first to the last day held.
    pub(crate) gaps: Vec<String>,
    /// The tables beside the fee schedule.
    pub(crate) tables: Vec<TableRow>,
    /// How many codes have a page.
    pub(crate) codes: Count,
    /// How many of them have texts.
    pub(crate) texts: Count,
}

/// A table beside the fee schedule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TableRow {
    /// What it holds.
    pub(crate) name: &'static str,
    /// How many rows of it are held.
    pub(crate) rows: usize,
}

/// A release that is held.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReleaseRow {
    /// The name.
    pub(crate) id: ReleaseId,
    /// `July 2026`.
    pub(crate) month: String,
    /// The days in effect.
    pub(crate) days: String,
    /// Rows of PPRRVU.
    pub(crate) rows: usize,
    /// Localities.
    pub(crate) localities: usize,
    /// The conversion factor.
    pub(crate) factor: ConversionFactor,
    /// Whether all rows are held.
    pub(crate) complete: bool,
    /// The files.
    pub(crate) sources: Vec<SourceFile>,
}

impl DataPage {
    /// The page over what is held.
    pub(crate) fn of(site: &Site) -> Self {
        let held = site.schedule.releases();
        let releases = held.iter().rev().map(|release| ReleaseRow {
            id: release.id,
            month: month(release.id),
            days: match last_day(release) {
                Some(to) => format!("{} to {to}", release.effective_from),
                None => format!("from {}", release.effective_from),
            },
            rows: release.rows.len(),
            localities: release.localities.len(),
            factor: release.conversion_factor,
            complete: release.complete,
            sources: release.sources.clone(),
        });
        let gaps = held.windows(2).filter_map(|pair| {
            let until = pair[0].effective_until()?;
            let last = pair[1].effective_from.yesterday().ok()?;
            (until <= last).then(|| format!("{until} to {last}"))
        });
        let tables = site.schedule.tables();
        let tables = [
            ("ZIP codes with their localities", tables.zips.len()),
            ("Anesthesia base units", tables.anesthesia_base_units.len()),
            ("Add-on code edits", tables.add_on_edits.len()),
            ("HCPCS Level II descriptors", tables.hcpcs.len()),
            ("Procedure-to-procedure edits", tables.ptp_edits.len()),
            ("Medically unlikely edits", tables.mues.len()),
        ];
        Self {
            releases: releases.collect(),
            held: site.schedule.held_in_words(),
            not_covered_today: site.not_covered_today().map(|not_covered| format!("{not_covered}.")),
            gaps: gaps.collect(),
            tables: tables.map(|(name, rows)| TableRow { name, rows }).into(),
            codes: Count(site.codes.len()),
            texts: Count(site.library.len()),
        }
    }
}
