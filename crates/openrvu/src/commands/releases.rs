//! `openrvu releases`: what is held, what was checked, what is missing.

use openrvu_cms::store::{ReleaseManifest, ReleaseSummary, gaps};
use openrvu_cms::verify::Check;
use openrvu_core::{ReleaseId, Schedule};
use serde_json::json;

use crate::data::Data;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(data: &Data) -> Result<Report, Failure> {
    let (releases, tables) = (data.store().releases()?, data.store().tables()?);
    let schedule = data.schedule()?;
    let held: Vec<ReleaseId> = schedule.releases().iter().map(|release| release.id).collect();
    let gaps: Vec<String> = gaps(&held, &data.policy().calendar).iter().map(ToString::to_string).collect();
    let imported = |id: ReleaseId| releases.iter().any(|release| release.id() == id);
    let shipped: Vec<ReleaseId> = held.iter().copied().filter(|id| !imported(*id)).collect();
    let json = json!({
        "data_dir": data.store().root(),
        "releases": releases.iter().map(ReleaseSummary::revisions).map(Iterator::collect::<Vec<_>>).collect::<Vec<_>>(),
        "tables": tables.iter().map(|table| &table.in_force).collect::<Vec<_>>(),
        "shipped": shipped,
        "gaps": gaps,
    });
    let mut report = Report::new(json, csv(&releases, &schedule));
    report.text(format!("Data folder: {}", data.store().root().display()));
    report.table(release_table(&releases, &schedule));
    let mut sources = Table::new(&["release", "file", ">bytes", "SHA-256"]).titled("Files");
    for source in releases.iter().flat_map(|release| {
        release.in_force.provenance.sources.iter().map(move |source| (release.id(), &source.file))
    }) {
        let (id, file) = source;
        sources.row([id.to_string(), file.name.clone(), file.bytes.to_string(), file.sha256.clone()]);
    }
    report.table(sources);
    let mut reference = Table::new(&["table", "version", ">rows", "file"]).titled("Reference tables");
    for table in &tables {
        let manifest = &table.in_force;
        let file =
            manifest.provenance.sources.first().map(|source| source.file.name.clone()).unwrap_or_default();
        reference.row([
            manifest.table.to_string(),
            manifest.version.clone(),
            manifest.rows().to_string(),
            file,
        ]);
    }
    report.table(reference);
    if let Some(newest) = shipped.last() {
        let names: Vec<String> = shipped.iter().map(ToString::to_string).collect();
        report.text(format!(
            "With the program ship figures of the codes used most, from {}.\nLoad a complete release with: {}",
            names.join(", "),
            crate::failure::load(*newest)
        ));
    }
    if !gaps.is_empty() {
        report.text(format!("Days that no release held covers\n{}", gaps.join("\n")));
    }
    Ok(report)
}

fn release_table(releases: &[ReleaseSummary], schedule: &Schedule) -> Table {
    let mut table = Table::new(&[
        "release",
        "in effect",
        "released",
        ">rows",
        ">localities",
        ">factor",
        "checks",
        "revision",
    ])
    .titled("Imported releases");
    for (summary, manifest) in
        releases.iter().flat_map(|summary| summary.revisions().map(move |manifest| (summary, manifest)))
    {
        let until =
            schedule.policy().calendar.effective_until(manifest.release).and_then(|day| day.yesterday().ok());
        let effect = until.map_or_else(
            || format!("from {}", manifest.effective_from),
            |until| format!("{} to {until}", manifest.effective_from),
        );
        let in_force = manifest.provenance.revision == summary.in_force.provenance.revision;
        table.row([
            manifest.release.to_string(),
            effect,
            manifest.released.map(|day| day.to_string()).unwrap_or_default(),
            format!("{}{}", if manifest.complete { "" } else { "part, " }, manifest.rows()),
            manifest.localities().to_string(),
            factors(manifest),
            checks_in_words(&manifest.provenance.checks),
            format!("{}{}", manifest.provenance.revision, if in_force { "" } else { " (superseded)" }),
        ]);
    }
    table
}

/// A row for each revision that was imported, and for each release whose figures ship.
fn csv(releases: &[ReleaseSummary], schedule: &Schedule) -> Table {
    let mut table = Table::new(&[
        "release",
        "effective_from",
        "effective_through",
        "released",
        "rows",
        "localities",
        "conversion_factor",
        "qualifying_conversion_factor",
        "complete",
        "source",
        "revision",
        "in_force",
        "checks",
        "checks_failed",
    ]);
    let through = |id: ReleaseId| {
        let until = schedule.policy().calendar.effective_until(id).and_then(|day| day.yesterday().ok());
        until.map(|day| day.to_string()).unwrap_or_default()
    };
    let revisions = releases
        .iter()
        .flat_map(|summary| summary.revisions().map(move |manifest| (&summary.in_force, manifest)));
    for (in_force, manifest) in revisions {
        let checks = &manifest.provenance.checks;
        let failed: Vec<&str> = manifest.provenance.findings().map(|check| check.name.as_str()).collect();
        table.row([
            manifest.release.to_string(),
            manifest.effective_from.to_string(),
            through(manifest.release),
            manifest.released.map(|day| day.to_string()).unwrap_or_default(),
            manifest.rows().to_string(),
            manifest.localities().to_string(),
            manifest.conversion_factor.to_string(),
            manifest.qualifying_conversion_factor.map(|factor| factor.to_string()).unwrap_or_default(),
            manifest.complete.to_string(),
            "imported".to_owned(),
            manifest.provenance.revision.clone(),
            (manifest == in_force).to_string(),
            checks.len().to_string(),
            failed.join(" "),
        ]);
    }
    let imported = |id: ReleaseId| releases.iter().any(|release| release.id() == id);
    for release in schedule.releases().iter().filter(|release| !imported(release.id)) {
        let nothing = String::new;
        table.row([
            release.id.to_string(),
            release.effective_from.to_string(),
            through(release.id),
            release.released.map(|day| day.to_string()).unwrap_or_default(),
            release.rows.len().to_string(),
            release.localities.len().to_string(),
            release.conversion_factor.to_string(),
            release.qualifying_conversion_factor.map(|factor| factor.to_string()).unwrap_or_default(),
            release.complete.to_string(),
            "shipped".to_owned(),
            nothing(),
            "true".to_owned(),
            nothing(),
            nothing(),
        ]);
    }
    table
}

fn factors(manifest: &ReleaseManifest) -> String {
    match manifest.qualifying_conversion_factor {
        Some(qualifying) => format!("{} / {qualifying}", manifest.conversion_factor),
        None => manifest.conversion_factor.to_string(),
    }
}

/// `12 passed`, or which were not.
pub fn checks_in_words(checks: &[Check]) -> String {
    let failed: Vec<&str> =
        checks.iter().filter(|check| !check.passed()).map(|check| check.name.as_str()).collect();
    if failed.is_empty() {
        format!("{} passed", checks.len())
    } else {
        format!("{} of {} passed; not: {}", checks.len() - failed.len(), checks.len(), failed.join(", "))
    }
}
