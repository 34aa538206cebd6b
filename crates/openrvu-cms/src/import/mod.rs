//! Importing: from paths to releases and reference tables in the store.
//!
//! Each release is all or nothing: either everything that was given of it is read, verified and kept, or it is refused.
//! What is kept of one call is written all or nothing too: a killed import leaves nothing or everything. Files of one
//! release may come from several ZIPs and loose files of one call, or in later calls.

mod candidate;
mod compose;
mod fingerprint;
mod parse;
mod report;
mod settle;
mod settle_table;
mod tables;

use std::path::PathBuf;

use jiff::Timestamp;
use openrvu_core::ReleaseId;
use openrvu_core::policy::Policy;
use rayon::prelude::*;

use crate::archive::{self, Limits};
use crate::completeness::Bounds;
use crate::progress::{Progress, Stage};
use crate::store::{ReleaseSummary, Store, StoreError, Transaction};
use candidate::Candidate;
use parse::{ParsedContainer, Wishes};
use settle::Settings;
use tables::VersionedTable;

pub use report::{
    ImportError, ImportReport, Outcome, Refusal, ReleaseOutcome, Skipped, Superseding, TableChange,
    TableOutcome,
};

/// What the caller says about an import.
#[derive(Debug, Clone, Copy)]
pub struct ImportOptions<'a> {
    /// The dated parameters: conversion factors, release calendar, floors.
    pub policy: &'a Policy,
    /// The time to record.
    pub imported_at: Timestamp,
    /// The release that the files are of, where they do not say it.
    pub release: Option<ReleaseId>,
    /// Whether the user accepted the AMA's and ADA's notice, so that CPT and CDT descriptions may be kept in the
    /// user's own data directory.
    pub accept_license: bool,
    /// How much is read from a ZIP.
    pub limits: Limits,
    /// How much a complete file has.
    pub bounds: Bounds,
    /// Whether to keep what is not complete, marked as a part.
    pub partial: bool,
    /// Whether to put what is given in force, though a cut that was released later is held.
    pub put_in_force: bool,
}

/// Imports release ZIPs, folders and single files into the store.
///
/// What cannot be imported is refused in the report and leaves no trace in the store; the rest is imported.
///
/// # Errors
/// [`StoreError`] where the data directory cannot be written at all.
pub fn import(
    store: &Store,
    paths: &[PathBuf],
    options: &ImportOptions<'_>,
    progress: &dyn Progress,
) -> Result<ImportReport, StoreError> {
    let mut report = ImportReport::default();
    let containers = read(paths, options, progress, &mut report);
    let mut tables = Vec::new();
    let containers: Vec<ParsedContainer> = containers
        .into_iter()
        .map(|mut container| {
            tables.append(&mut container.tables);
            report.skipped.append(&mut container.skipped);
            report.refused.append(&mut container.refused);
            container
        })
        .collect();
    let assembled = candidate::assemble(containers, options.release);
    report.skipped.extend(assembled.skipped);
    report.refused.extend(assembled.refused);
    let tables = tables::join(tables, &mut report.refused);
    if assembled.candidates.is_empty() && tables.is_empty() {
        return Ok(report);
    }
    keep(store, assembled.candidates, tables, options, progress, &mut report)?;
    Ok(report)
}

/// Opens and reads everything that was given.
fn read(
    paths: &[PathBuf],
    options: &ImportOptions<'_>,
    progress: &dyn Progress,
    report: &mut ImportReport,
) -> Vec<ParsedContainer> {
    let gathered = archive::gather(paths);
    report.refused.extend(gathered.errors.into_iter().map(|error| {
        let input = match &error {
            archive::ArchiveError::Io { path, .. } | archive::ArchiveError::EmptyFolder { path } => {
                path.display().to_string()
            }
            _ => String::new(),
        };
        Refusal { input, error: error.into() }
    }));
    let wishes =
        Wishes { release: options.release, accept_license: options.accept_license, policy: options.policy };
    progress.begin(Stage::Read, gathered.sources.len());
    gathered
        .sources
        .par_iter()
        .map(|source| {
            let name = source.name();
            let parsed = match archive::open(source, &options.limits) {
                Ok(container) => parse::parse(&container, wishes),
                Err(error) => ParsedContainer {
                    refused: vec![Refusal { input: name.clone(), error: error.into() }],
                    ..ParsedContainer::default()
                },
            };
            progress.step(Stage::Read, &name);
            parsed
        })
        .collect()
}

/// Verifies what was read, each release by itself, and writes what passed in one transaction.
fn keep(
    store: &Store,
    candidates: Vec<Candidate>,
    tables: Vec<VersionedTable>,
    options: &ImportOptions<'_>,
    progress: &dyn Progress,
    report: &mut ImportReport,
) -> Result<(), StoreError> {
    let transaction = Transaction::begin(store)?;
    let settings = Settings {
        transaction: &transaction,
        policy: options.policy,
        imported_at: options.imported_at,
        accept_license: options.accept_license,
        bounds: &options.bounds,
        partial: options.partial,
        put_in_force: options.put_in_force,
    };
    // What is damaged tells nothing, and is replaced where it is given again.
    let complete = complete_releases(&store.readable_releases()?, &candidates);
    let held_tables = store.readable_tables()?;
    progress.begin(Stage::Keep, candidates.len() + tables.len());
    // Candidates of one release follow each other; releases do not concern each other.
    let releases: Vec<&[Candidate]> = candidates.chunk_by(|a, b| a.id == b.id).collect();
    let settled: Vec<_> = releases
        .into_par_iter()
        .flat_map_iter(|of_one| {
            let settled = settle::settle_release(of_one, &complete, settings);
            for candidate in of_one {
                progress.step(Stage::Keep, &candidate.id.to_string());
            }
            let files = of_one.iter().map(Candidate::first_file);
            files.chain(of_one.last().map(Candidate::first_file)).zip(settled)
        })
        .collect();
    for (input, settled) in settled {
        match settled {
            Ok(outcome) => report.releases.push(outcome),
            Err(error) => report.refused.push(Refusal { input, error }),
        }
    }
    for table in tables {
        match settle_table::settle_table(&table, &held_tables, settings) {
            Ok(outcome) => report.tables.push(outcome),
            Err(error) => report.refused.push(Refusal { input: table.name(), error }),
        }
        progress.step(Stage::Keep, &format!("{} {}", table.kind, table.version));
    }
    transaction.commit()
}

/// How many rows the complete releases have that are held or given; a part among those given is told by the others.
fn complete_releases(held: &[ReleaseSummary], candidates: &[Candidate]) -> Vec<(ReleaseId, u64)> {
    let held = held.iter().map(|release| &release.in_force).filter(|manifest| manifest.complete);
    let held = held.map(|manifest| (manifest.release, manifest.rows()));
    let given = candidates.iter().filter_map(|candidate| {
        Some((candidate.id, candidate.relative_values.as_ref()?.file.rows.len() as u64))
    });
    held.chain(given).collect()
}
