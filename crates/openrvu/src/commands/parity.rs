//! `openrvu parity`: CMS's own amounts beside ours.

use std::path::{Path, PathBuf};

use openrvu_cms::archive::{self, Limits, Source};
use openrvu_cms::parity::{self, Counts, Parity, ParityOptions, qualifying_by_name, release_by_name};
use openrvu_cms::read::{self, Detection, FileKind, Input};
use openrvu_core::{ReleaseId, Schedule};
use serde_json::json;

use crate::args::ParityArgs;
use crate::failure::Failure;
use crate::report::{Report, Table};

/// Runs the command.
pub fn run(schedule: &Schedule, args: &ParityArgs) -> Result<Report, Failure> {
    if let Some(id) = args.release {
        schedule.release(id)?;
    }
    let mut results = Vec::new();
    for path in &args.files {
        compare_path(schedule, args, path, &mut results)?;
    }
    let mut report = Report::new(json!(results), csv(&results));
    for result in &results {
        describe(result, &mut report);
    }
    if results.iter().any(|result| result.differs() || result.compared_nothing()) {
        report.fail();
    }
    Ok(report)
}

fn compare_path(
    schedule: &Schedule,
    args: &ParityArgs,
    path: &PathBuf,
    results: &mut Vec<Parity>,
) -> Result<(), Failure> {
    let gathered = archive::gather(std::slice::from_ref(path));
    if let Some(error) = gathered.errors.into_iter().next() {
        return Err(error.into());
    }
    let before = results.len();
    for source in gathered.sources {
        let container = archive::open(&source, &Limits::default())?;
        let many = container.members.len() > 1;
        for (at, member) in container.members.iter().enumerate() {
            let input = Input { name: &member.name, bytes: &member.bytes };
            let amounts =
                matches!(read::detect(input), Detection::Data(FileKind::Payment | FileKind::OppsCap));
            if many && !amounts {
                continue;
            }
            let options = ParityOptions {
                release: args.release,
                published_with: published_with(&source, at),
                qualifying: if args.qpp { Some(true) } else { qualifying_by_name(&member.name) },
                most: args.most,
            };
            results.push(parity::compare(schedule, input, options)?);
        }
    }
    if results.len() == before {
        return Err(Failure::Other(format!(
            "{}: no payment amount or OPPSCAP file is in it",
            path.display()
        )));
    }
    Ok(())
}

/// The release whose ZIP or folder a file lies in.
fn published_with(source: &Source, at: usize) -> Option<ReleaseId> {
    let (path, is_zip) = match source {
        Source::Zip(path) => (path, true),
        Source::Loose(paths) => (paths.get(at)?, false),
    };
    let path = std::path::absolute(path).ok()?;
    let named = |path: &Path| release_by_name(&path.file_name()?.to_string_lossy());
    let by_zip = if is_zip { named(&path) } else { None };
    by_zip.or_else(|| named(path.parent()?))
}

/// The counts of each file.
fn csv(results: &[Parity]) -> Table {
    let mut table = Table::new(&[
        "file",
        "kind",
        "release",
        "qualifying",
        "chosen_by",
        "rows",
        "equal",
        "different",
        "not_held",
        "imaging_cap_rows",
        "imaging_cap_equal",
        "imaging_cap_different",
        "imaging_cap_not_held",
        "therapy_reduction_rows",
        "therapy_reduction_equal",
        "therapy_reduction_different",
        "therapy_reduction_not_held",
    ]);
    for result in results {
        let mut row = vec![
            result.file.clone(),
            result.kind.to_owned(),
            result.release.to_string(),
            result.qualifying.to_string(),
            result.chosen_by.clone(),
        ];
        let columns = [Some(result.counts), result.imaging_cap, result.therapy_reduction];
        for Counts { rows, equal, different, not_held } in columns.map(Option::unwrap_or_default) {
            row.extend([rows, equal, different, not_held].map(|count| count.to_string()));
        }
        table.row(row);
    }
    table
}

fn describe(result: &Parity, report: &mut Report) {
    let mut text = format!(
        "{} ({}) beside {} ({})\n{}",
        result.file,
        result.kind,
        result.release,
        result.chosen_by,
        in_words(&result.counts)
    );
    let columns =
        [("imaging cap columns", result.imaging_cap), ("therapy columns", result.therapy_reduction)];
    for (name, counts) in columns {
        if let Some(counts) = counts {
            text.push_str(&format!("\n{name}: {}", in_words(&counts)));
        }
    }
    if result.compared_nothing() {
        text.push_str("\nNothing could be compared: of no row are code and locality held. Import the whole release, or name another with --release.");
    }
    report.text(text);
    let mut table = Table::new(&[
        "amount",
        "locality",
        "code",
        "row",
        ">non-facility CMS",
        ">ours",
        ">facility CMS",
        ">ours",
    ])
    .titled("First differences");
    for difference in &result.differences {
        table.row([
            difference.column.name().to_owned(),
            difference.locality.to_string(),
            difference.code.to_string(),
            difference.modifier.to_string(),
            difference.non_facility[0].to_string(),
            difference.non_facility[1].to_string(),
            difference.facility[0].to_string(),
            difference.facility[1].to_string(),
        ]);
    }
    report.table(table);
    let mut missing = Table::new(&["locality", "code", "row"]).titled("First rows not held");
    for (locality, code, modifier) in &result.rows_not_held {
        missing.row([locality.to_string(), code.to_string(), modifier.to_string()]);
    }
    report.table(missing);
}

fn in_words(counts: &Counts) -> String {
    let Counts { rows, equal, different, not_held } = counts;
    format!("rows {rows}  equal {equal}  different {different}  not held {not_held}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use openrvu_core::Policy;

    use super::*;
    use crate::report::{Ending, Form};

    #[test]
    fn a_file_of_which_no_row_is_held_does_not_pass() {
        let starter = openrvu_cms::starter::load().unwrap();
        let releases = starter.releases.into_iter().map(Arc::new).collect();
        let policy = Arc::new(Policy::builtin().unwrap());
        let schedule = Schedule::new(policy, releases, Arc::new(starter.tables));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("PFALL25D.txt");
        // No such locality.
        std::fs::write(&file, "2025,99999,99,99213,,1.00,1.00,,0,A,0,0.00,0.00,9,0.00,0.00\n").unwrap();
        let args = ParityArgs { files: vec![file], release: None, qpp: false, most: 3 };
        let report = run(&schedule, &args).unwrap();
        assert_eq!(report.ending(), Ending::Found);
        let mut told = Vec::new();
        report.write(Form::Tables, &mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains("not held 1") && told.contains("Nothing could be compared"), "{told}");
    }
}
