//! Importing: from paths to releases and reference tables in the store.
//!
//! Each release is all or nothing: either everything that was given of it is read, verified and kept, or the store
//! is as before. Files of one release may come from several ZIPs and loose files of one call, or in later calls.

mod candidate;
mod compose;
mod fingerprint;
mod parse;
mod report;
mod settle;
mod tables;

use std::path::PathBuf;

use jiff::Timestamp;
use openrvu_core::ReleaseId;
use openrvu_core::policy::Policy;
use rayon::prelude::*;

use crate::archive::{self, Limits};
use crate::progress::{Progress, Stage};
use crate::store::{Lock, Store, StoreError};
use candidate::Candidate;
use parse::{ParsedContainer, Wishes};
use settle::Settings;
use tables::VersionedTable;

pub use report::{ImportError, ImportReport, Outcome, Refusal, ReleaseOutcome, Skipped, TableOutcome};

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

/// Writes what was read, each release by itself.
fn keep(
    store: &Store,
    candidates: Vec<Candidate>,
    tables: Vec<VersionedTable>,
    options: &ImportOptions<'_>,
    progress: &dyn Progress,
    report: &mut ImportReport,
) -> Result<(), StoreError> {
    let _lock = Lock::acquire(store)?;
    let settings = Settings {
        store,
        policy: options.policy,
        imported_at: options.imported_at,
        accept_license: options.accept_license,
    };
    progress.begin(Stage::Keep, candidates.len() + tables.len());
    // Candidates of one release follow each other; releases do not concern each other.
    let releases: Vec<&[Candidate]> = candidates.chunk_by(|a, b| a.id == b.id).collect();
    let settled: Vec<_> = releases
        .into_par_iter()
        .flat_map_iter(|of_one| {
            of_one.iter().map(|candidate| {
                let settled = settle::settle(candidate, settings);
                progress.step(Stage::Keep, &candidate.id.to_string());
                (candidate, settled)
            })
        })
        .collect();
    for (candidate, settled) in settled {
        match settled {
            Ok(outcome) => report.releases.push(outcome),
            Err(error) => report.refused.push(Refusal { input: candidate.first_file(), error }),
        }
    }
    for table in tables {
        let name = format!("{} {}", table.kind, table.version);
        match settle::settle_table(&table, settings) {
            Ok(outcome) => report.tables.push(outcome),
            Err(error) => report.refused.push(Refusal { input: name.clone(), error }),
        }
        progress.step(Stage::Keep, &name);
    }
    Ok(())
}
